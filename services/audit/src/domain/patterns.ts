import type { AuditEntry, AuditPatternKind } from '@countersign/contracts';
import { ACCEPTED, isRefused } from './sign-in-outcomes.ts';

/** What is near an entry: the sign-ins through which a pattern shows. Newest first. */
export interface Neighbourhood {
  /** At the same agent host. */
  readonly atAgentHost: readonly AuditEntry[];
  /** Of the same user. */
  readonly ofUser: readonly AuditEntry[];
  /** With the same token. */
  readonly withObject: readonly AuditEntry[];
}

export interface Pattern {
  readonly kind: AuditPatternKind;
  /** Lines that show it. */
  readonly count: number;
}

/** So many users refused and none accepted: it is the agent host and not they. */
const USERS_REFUSED = 3;
/** So many users from one address, or addresses at one user, are no accident. */
const MANY = 5;
/** A device that asks again does so within this time. */
const RETRY_MS = 60_000;
/** Sign-ins in a row whose drift goes one way, and by how many steps in all. */
const DRIFTING = 4;
const DRIFT_STEPS = 3;
/** Results that a wrong shared secret brings: the password does not decipher. */
const SECRET_SUSPECTS = new Set<string>(['wrong-password', 'shared-secret-suspected']);
/** What it brings besides, to who has no token or another server for the password; without a suspect it says nothing of the secret. */
const FITS_WRONG_SECRET = new Set<string>([...SECRET_SUSPECTS, 'no-usable-token', 'back-end-refused']);
/** Users whose refusal is a suspect, so that those without tokens alone do not make the pattern. */
const USERS_SUSPECT = 2;

/** What the lines around an entry say together; undefined: nothing that the entry does not say itself. */
export function patternAround(entry: AuditEntry, { atAgentHost, ofUser, withObject }: Neighbourhood): Pattern | undefined {
  return refusesEverybody(entry, atAgentHost)
    ?? retransmissions(entry, ofUser)
    ?? oneAddressManyUsers(entry, atAgentHost)
    ?? oneUserManyAddresses(entry, ofUser)
    ?? driftGrows(withObject);
}

function refusesEverybody({ event }: AuditEntry, lines: readonly AuditEntry[]): Pattern | undefined {
  if (!FITS_WRONG_SECRET.has(event.result)) return undefined;
  const users = (results: ReadonlySet<string>): number => distinct(lines.filter((line) => results.has(line.event.result)), (line) => line.event.user?.login);
  const somebodyElse = lines.some((line) => !FITS_WRONG_SECRET.has(line.event.result));
  return !somebodyElse && users(FITS_WRONG_SECRET) >= USERS_REFUSED && users(SECRET_SUSPECTS) >= USERS_SUSPECT
    ? { kind: 'agent-host-refuses-everybody', count: lines.length } : undefined;
}

/** The same code, used a moment after it was accepted: the device asked again. */
function retransmissions({ sequence, event }: AuditEntry, lines: readonly AuditEntry[]): Pattern | undefined {
  if (event.result !== 'replayed-code' && event.result !== 'challenge-expired') return undefined;
  // It is on paper, and people type it twice: of a device's asking again it says nothing.
  if (event.object?.type === 'bypass-code') return undefined;
  const at = Date.parse(event.at);
  const sameAsk = lines.filter((line) => line.sequence !== sequence && line.event.agentHost?.id === event.agentHost?.id
    && Math.abs(Date.parse(line.event.at) - at) <= RETRY_MS);
  const answered = sameAsk.some((line) => ACCEPTED.includes(line.event.result) || line.event.result.startsWith('challenge-'));
  return answered ? { kind: 'retransmissions', count: sameAsk.length + 1 } : undefined;
}

function oneAddressManyUsers({ event }: AuditEntry, lines: readonly AuditEntry[]): Pattern | undefined {
  const address = addressOf(event);
  if (!isRefused(event.result) || address === undefined) return undefined;
  const refused = lines.filter((line) => isRefused(line.event.result) && addressOf(line.event) === address);
  return distinct(refused, (line) => line.event.user?.login) >= MANY ? { kind: 'one-address-many-users', count: refused.length } : undefined;
}

function oneUserManyAddresses({ event }: AuditEntry, lines: readonly AuditEntry[]): Pattern | undefined {
  if (!isRefused(event.result)) return undefined;
  const refused = lines.filter((line) => isRefused(line.event.result));
  return distinct(refused, (line) => addressOf(line.event)) >= MANY ? { kind: 'one-user-many-addresses', count: refused.length } : undefined;
}

function driftGrows(lines: readonly AuditEntry[]): Pattern | undefined {
  const drifts = lines.map(({ event }) => event.detail['drift']).filter((drift) => typeof drift === 'number').slice(0, DRIFTING);
  const [newest = 0] = drifts;
  const oldest = drifts.at(-1) ?? 0;
  const oneWay = drifts.every((drift, index) => index === 0 || Math.abs(drift) <= Math.abs(drifts[index - 1] ?? 0));
  return drifts.length === DRIFTING && oneWay && Math.abs(newest) - Math.abs(oldest) >= DRIFT_STEPS ? { kind: 'drift-grows', count: DRIFTING } : undefined;
}

/** Where the person is, as the device tells it; at the device itself otherwise nobody can be told apart. */
function addressOf({ detail }: AuditEntry['event']): string | undefined {
  const station = detail['callingStationId'];
  return typeof station === 'string' && station !== '' ? station : undefined;
}

function distinct(lines: readonly AuditEntry[], of: (line: AuditEntry) => string | undefined): number {
  return new Set(lines.map(of).filter((value) => value !== undefined)).size;
}
