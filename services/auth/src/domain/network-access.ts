import { type Answer, FRAMED_ADDRESS, type ResultCode, failedCheck } from '@countersign/contracts';
import type { Reservation } from './network.ts';
import type { SignInContext } from './sign-in-context.ts';

/** A device that keeps the limit reports a start within seconds; a person may take a minute to get through a client. */
const LIMIT_HOLD_MS = 2 * 60_000;
const MINUTE_MS = 60_000;

/** Why the request may not pass, whatever was typed: it does not fit a profile, or the user is online often enough. Counts nowhere. */
export function networkRefusal({ network, request, trace }: SignInContext): ResultCode | undefined {
  if (!network) return undefined;
  const { profile: { checks }, maximumSessions } = network;
  if (checks.length > 0) {
    const failed = failedCheck(checks, network.attributes());
    trace?.note('check-attributes', failed ? `${failed.profile}: ${failed.name} ${failed.check}` : `${checks.length}`, failed ? 'check-attributes-differ' : 'passed');
    if (failed) return 'check-attributes-differ';
  }
  if (maximumSessions === null) return undefined;
  // Who signs in once more from where nothing was reported yet takes the same place.
  const taken = network.sessions.filter(({ state, source }) => state === 'online' || source !== request.source).length;
  const refusal = taken >= maximumSessions ? 'too-many-sessions' : undefined;
  trace?.note('session-limit', `${taken} of ${maximumSessions}`, refusal ?? 'passed');
  return refusal;
}

/** What goes with an accept; undefined: the pool has no address left. */
export function grantedBy({ network, request, trace }: SignInContext): { attributes: AcceptAttributes; reserves: Reservation | null } | undefined {
  if (!network) return { attributes: undefined, reserves: null };
  const { profile: { replies, pool }, maximumSessions } = network;
  const attributes = replies.map(({ name, value }) => ({ name, value }));
  const held = network.sessions.find(({ state, source }) => state === 'reserved' && source === request.source);
  const renews = held?.id ?? null;
  if (pool === null) {
    const reserves = maximumSessions === null ? null : { renews, poolId: null, address: null, holdMs: LIMIT_HOLD_MS };
    return { attributes: attributes.length === 0 ? undefined : attributes, reserves };
  }
  const address = held?.poolId === pool.id ? held.poolAddress ?? undefined : network.freeAddress();
  trace?.note('address-pool', address ?? 'none', address === undefined ? 'address-pool-exhausted' : 'passed');
  if (address === undefined) return undefined;
  return {
    attributes: [...attributes, { name: FRAMED_ADDRESS, value: address }],
    reserves: { renews, poolId: pool.id, address, holdMs: pool.leaseMinutes * MINUTE_MS },
  };
}

type AcceptAttributes = Extract<Answer, { outcome: 'accept' }>['attributes'];
