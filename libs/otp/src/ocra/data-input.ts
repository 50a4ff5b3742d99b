import { createHash } from 'node:crypto';
import { counterBytes, isCounter } from '../counter.ts';
import { HASH_BYTES, type OtpHash } from '../otp-hash.ts';
import { type Outcome, refused, usable } from '../outcome.ts';
import { type OcraQuestion, type QuestionFault, questionBytes } from './question.ts';
import type { OcraSuite } from './suite.ts';

/** Everything beside the key that a response is computed from. */
export interface OcraInput {
  readonly question: OcraQuestion;
  /** C: the event counter. */
  readonly counter?: number | undefined;
  /** P: the PIN's hash, from `hashOcraPin`. */
  readonly pinHash?: Uint8Array | undefined;
  /** S: the session information, text in UTF-8; shorter than the suite says is filled up with zeros on the left. */
  readonly session?: Uint8Array | undefined;
  /** T: the number of the time step, from `ocraTimeAt`. */
  readonly time?: number | undefined;
}

/**
 * Why a response cannot be computed. An input that the suite does not use is refused as well: whoever passes session
 * information believes that it is bound into the response.
 */
export type OcraInputFault =
  | QuestionFault
  | 'counter-missing' | 'counter-unexpected' | 'counter-out-of-range'
  | 'pin-missing' | 'pin-unexpected' | 'pin-hash-length-wrong'
  | 'session-missing' | 'session-unexpected' | 'session-too-long'
  | 'time-missing' | 'time-unexpected' | 'time-out-of-range';

/** DataInput = {OCRASuite | 00 | C | Q | P | S | T} (RFC 6287 section 5.1). */
export function ocraDataInput(suite: OcraSuite, input: OcraInput): Outcome<Buffer, OcraInputFault> {
  const question = questionBytes(suite, input.question);
  if (!question.ok) return question;
  const fault = counterFault(suite, input)
    ?? pinFault(suite, input)
    ?? sessionFault(suite, input)
    ?? timeFault(suite, input);
  if (fault !== undefined) return refused(fault);
  const { counter, pinHash, session, time } = input;
  const parts: Uint8Array[] = [Buffer.from(`${suite.text}\0`, 'ascii')];
  if (counter !== undefined) parts.push(counterBytes(counter));
  parts.push(question.value);
  if (pinHash !== undefined) parts.push(pinHash);
  if (session !== undefined) parts.push(filledUpOnTheLeft(session, suite.sessionBytes ?? session.length));
  if (time !== undefined) parts.push(counterBytes(time));
  return usable(Buffer.concat(parts));
}

/** P of RFC 6287 section 5.1: the hash of the PIN's UTF-8 text. */
export function hashOcraPin(hash: OtpHash, pin: string): Buffer {
  return createHash(hash).update(pin, 'utf8').digest();
}

function counterFault({ counter: used }: OcraSuite, { counter }: OcraInput): OcraInputFault | undefined {
  if (counter === undefined) return used ? 'counter-missing' : undefined;
  if (!used) return 'counter-unexpected';
  return isCounter(counter) ? undefined : 'counter-out-of-range';
}

function pinFault({ pinHash: hash }: OcraSuite, { pinHash }: OcraInput): OcraInputFault | undefined {
  if (pinHash === undefined) return hash === undefined ? undefined : 'pin-missing';
  if (hash === undefined) return 'pin-unexpected';
  return pinHash.length === HASH_BYTES[hash] ? undefined : 'pin-hash-length-wrong';
}

function sessionFault({ sessionBytes }: OcraSuite, { session }: OcraInput): OcraInputFault | undefined {
  if (session === undefined) return sessionBytes === undefined ? undefined : 'session-missing';
  if (sessionBytes === undefined) return 'session-unexpected';
  return session.length <= sessionBytes ? undefined : 'session-too-long';
}

function timeFault({ period }: OcraSuite, { time }: OcraInput): OcraInputFault | undefined {
  if (time === undefined) return period === undefined ? undefined : 'time-missing';
  if (period === undefined) return 'time-unexpected';
  return isCounter(time) ? undefined : 'time-out-of-range';
}

/** As the reference implementation does (RFC 6287 appendix A); the text of the RFC does not say. */
function filledUpOnTheLeft(session: Uint8Array, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  bytes.set(session, length - session.length);
  return bytes;
}
