import { type AddressRange, type MergedProfile, FRAMED_ADDRESS, failedCheck } from '@countersign/contracts';
import type { Answer, ResultCode } from '@countersign/contracts';
import type { SignInContext } from './sign-in-context.ts';

/** A pool as a sign-in sees it. */
export interface AddressPool {
  readonly id: string;
  readonly ranges: readonly AddressRange[];
  readonly leaseMinutes: number;
}

/** A session that is online, or reserved for a sign-in whose start was not reported yet. */
export interface LiveSession {
  readonly id: string;
  readonly state: 'reserved' | 'online';
  /** Of a reservation: the source (agent host and Calling-Station-Id) that signed in. */
  readonly source: string | null;
  readonly poolId: string | null;
  readonly poolAddress: string | null;
}

/** What a sign-in takes with it into the network; undefined where no profile, pool or limit concerns it. */
export interface NetworkAccess {
  readonly profile: MergedProfile<AddressPool>;
  /** What the request says of itself; read when there is something to check. */
  readonly attributes: () => readonly { readonly name: string; readonly text: string }[];
  /** Those of the user that are alive, on every agent host. */
  readonly sessions: readonly LiveSession[];
  /** Null: as many as one likes. */
  readonly maximumSessions: number | null;
  /** An address of the profile's pool that nobody has; undefined when there is none. */
  readonly freeAddress: () => string | undefined;
}

/** To be written with the accept: a place among the user's sessions, and perhaps an address. */
export interface Reservation {
  /** The reservation of the same source that it takes the place of. */
  readonly renews: string | null;
  readonly poolId: string | null;
  readonly address: string | null;
  /** How long it waits for the device to report the start. */
  readonly holdMs: number;
}

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
