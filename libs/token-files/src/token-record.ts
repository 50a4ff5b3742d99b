/** What a token seed file is read into: one record for each usable token, one named refusal for each other entry. */

import type { Detail } from './detail.ts';

export type TokenAlgorithm = 'hotp' | 'totp' | 'ocra' | 'gmt-sm3' | 'gmt-sm4';
export type TokenHash = 'sha1' | 'sha256' | 'sha512';

/** Things an operator should know about a token that was nevertheless read. */
export type TokenWarning =
  /** Its expiry date lies before `now`. */
  | 'expired'
  /** Its start date lies after `now`. */
  | 'not-yet-valid'
  /** The seed is shorter than the 128 bits that RFC 4226 section 4 (R6) asks for. */
  | 'short-seed'
  /** The value was encrypted without a MAC, or carried a digest that cannot be verified. */
  | 'integrity-not-checked'
  /** The file limits the number of uses (PSKC `NumberOfTransactions`) of a token that is no event token; nothing enforces that. */
  | 'transaction-limit-not-enforced'
  /** The seed stands in hexadecimal digits where the format wants base64; it was read as what it is. */
  | 'hexadecimal-seed'
  /** The OCRA suite was not named and is made up from challenge and response format. */
  | 'suite-derived';

/** Things an operator should know about a whole file. */
export type FileWarning =
  /** The file carries a signature (RFC 6030 section 7, OpenPGP, …); it was not verified. */
  | 'signature-not-verified'
  /** The file's makers compute codes in a way that is not public; its seeds run TOTP here, on phones that get them anew. */
  | 'makers-codes-differ'
  /** The file does not say what its tokens are; they are taken for event tokens, for time tokens. */
  | 'hotp-assumed'
  | 'totp-assumed';

/** Why one entry of a file was not read. */
export type RecordRefusal =
  | 'no-serial'
  | 'bad-serial'
  | 'duplicate-serial-in-file'
  | 'no-algorithm'
  | 'unsupported-algorithm'
  | 'unsupported-token-type'
  | 'pin-key'
  | 'unsupported-hash'
  | 'unsupported-suite'
  | 'unsupported-encoding'
  | 'unsupported-check-digit'
  | 'unsupported-digits'
  | 'unsupported-period'
  | 'bad-number'
  | 'bad-date'
  | 'no-secret'
  | 'bad-secret'
  | 'key-usage-not-allowed'
  | 'policy-not-understood'
  | 'unsupported-cipher'
  | 'not-decryptable'
  | 'mac-missing'
  | 'mac-method-missing'
  | 'wrong-mac'
  | 'mac-over-plaintext'
  | 'mac-on-plain-value'
  | 'bad-line'
  | 'line-too-long'
  | 'bad-uri';

/** One token. `seed` is secret; everything else may be shown. */
export interface TokenRecord {
  /** Text, at most 64 printable characters, unique in its file; leading zeros are kept. */
  readonly serial: string;
  readonly algorithm: TokenAlgorithm;
  /** HMAC's hash; `sha1`, without meaning, for GM/T 0021. */
  readonly hash: TokenHash;
  /** Length of a code. For OCRA the suite says it. */
  readonly digits: number;
  /** OCRA only: the suite of RFC 6287 section 6, as the file spells it. */
  readonly suite?: string;
  /** Time tokens only: seconds. */
  readonly period?: number;
  /** Time tokens only: seconds since 1970 at which counting starts (T0 of RFC 6238). */
  readonly t0?: number;
  /** HOTP, and OCRA with a counter: the counter value that the token will use next. */
  readonly counter?: number;
  /** Event tokens only: how many codes there are, from `counter` on; absent: no end. A scratch card is such a token. */
  readonly uses?: number;
  /** TOTP only: periods by which the device was last seen to be ahead (RFC 6030 section 4.2). */
  readonly timeDrift?: number;
  readonly seed: Uint8Array;
  readonly startsAt?: Date;
  readonly expiresAt?: Date;
  readonly manufacturer?: string;
  readonly model?: string;
  readonly issuer?: string;
  readonly account?: string;
  readonly friendlyName?: string;
  /** What the token is, where the format says it: a software token, or a scratch card. */
  readonly form?: 'software' | 'scratch-card';
  /** The file's own identifier of the key; the serial where a format has none. */
  readonly keyId: string;
  readonly warnings: readonly TokenWarning[];
}

/** One step through a file; `line` counts from 1 and is where the entry begins. */
export type TokenFileEvent =
  | { readonly type: 'token'; readonly line: number; readonly token: TokenRecord }
  | RefusedRecord
  | { readonly type: 'warning'; readonly line: number; readonly warning: FileWarning };

export interface RefusedRecord {
  readonly type: 'refused';
  readonly line: number;
  /** Absent, too, when what stands in its place could be a seed. */
  readonly serial?: string;
  readonly reason: RecordRefusal;
  /** A name or number from the file that explains the reason. Never a secret. */
  readonly detail?: Detail;
}
