import type { OtpHash } from '../otp-hash.ts';

/** Characters that a challenge may consist of (RFC 6287 section 6.3, table 2). */
export type QuestionFormat = 'alphanumeric' | 'numeric' | 'hexadecimal';

/** Digits of a response; 0 means that the whole HMAC is the response (RFC 6287 section 5.2). */
export type OcraDigits = 0 | 4 | 5 | 6 | 7 | 8 | 9 | 10;

/** A parsed OCRASuite (RFC 6287 section 6): what is computed, and from which inputs. */
export interface OcraSuite {
  readonly kind: 'ocra';
  /** The suite exactly as it was written: it is part of what is computed. */
  readonly text: string;
  readonly hash: OtpHash;
  readonly digits: OcraDigits;
  /** C: whether an event counter goes in. */
  readonly counter: boolean;
  /** Q: the challenge, up to `maximumLength` characters from each party. */
  readonly question: { readonly format: QuestionFormat; readonly maximumLength: number };
  /** P: the hash of the PIN that goes in, if any. */
  readonly pinHash: OtpHash | undefined;
  /** S: bytes of session information that go in, if any. */
  readonly sessionBytes: number | undefined;
  /** T: length in seconds of the time step whose number goes in, if any. */
  readonly period: number | undefined;
}

export type OcraSuiteFault =
  | 'suite-too-long'
  | 'suite-malformed'
  | 'algorithm-unknown'
  | 'crypto-function-unknown'
  | 'hash-unknown'
  | 'digits-out-of-range'
  | 'input-unknown'
  | 'input-repeated'
  | 'input-out-of-order'
  | 'question-missing'
  | 'question-format-unknown'
  | 'question-length-out-of-range'
  | 'pin-hash-unknown'
  | 'session-length-out-of-range'
  | 'time-step-out-of-range';
