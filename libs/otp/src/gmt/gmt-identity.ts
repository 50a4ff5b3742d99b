import { counterBytes, isCounter } from '../counter.ts';
import { type Outcome, refused, usable } from '../outcome.ts';

/** ID is padded with zero bytes to at least this length (GM/T 0021-2012 section 6). */
const IDENTITY_MINIMUM_BYTES = 16;
/** Shortest challenge that GM/T 0021 allows. */
export const GMT_CHALLENGE_MINIMUM = 4;
/** Longest challenge accepted here; the standard names none, and a person has to type it. */
export const GMT_CHALLENGE_MAXIMUM = 64;
/** The event counter C is 4 bytes wide. */
export const GMT_EVENT_MAXIMUM = 0xffff_ffff;

const PRINTABLE_ASCII = /^[\x21-\x7e]*$/;

/** What enters a GM/T 0021 code beside the seed. */
export interface GmtInput {
  /** T: the time step, `floor(unix time / period)`. */
  readonly time: number;
  /**
   * C: the event counter. Left out, it takes no bytes at all; 0 takes four zero bytes.
   * Tokens differ here, and the code differs as soon as a challenge follows.
   */
  readonly event?: number | undefined;
  /** Q: the challenge, printable ASCII without spaces, 4 to 64 characters. */
  readonly challenge?: string | undefined;
}

export type GmtInputFault =
  | 'time-out-of-range'
  | 'event-out-of-range'
  | 'challenge-too-short'
  | 'challenge-too-long'
  | 'challenge-not-ascii';

/** ID = T || C || Q, zero-padded on the right to at least 16 bytes (GM/T 0021-2012 section 6.2). */
export function gmtIdentity(input: GmtInput): Outcome<Buffer, GmtInputFault> {
  const fault = gmtInputFault(input);
  if (fault !== undefined) return refused(fault);
  const parts = [counterBytes(input.time)];
  if (input.event !== undefined) parts.push(eventBytes(input.event));
  if (input.challenge !== undefined) parts.push(Buffer.from(input.challenge, 'ascii'));
  return usable(padded(Buffer.concat(parts)));
}

/** ID of a token that shows codes by time alone. */
export function gmtTimeIdentity(time: number): Buffer {
  return padded(counterBytes(time));
}

function gmtInputFault({ time, event, challenge }: GmtInput): GmtInputFault | undefined {
  if (!isCounter(time)) return 'time-out-of-range';
  if (event !== undefined && !(isCounter(event) && event <= GMT_EVENT_MAXIMUM)) return 'event-out-of-range';
  if (challenge === undefined) return undefined;
  if (challenge.length < GMT_CHALLENGE_MINIMUM) return 'challenge-too-short';
  if (challenge.length > GMT_CHALLENGE_MAXIMUM) return 'challenge-too-long';
  if (!PRINTABLE_ASCII.test(challenge)) return 'challenge-not-ascii';
  return undefined;
}

function eventBytes(event: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(event);
  return bytes;
}

function padded(identity: Buffer): Buffer {
  if (identity.length >= IDENTITY_MINIMUM_BYTES) return identity;
  return Buffer.concat([identity], IDENTITY_MINIMUM_BYTES);
}
