/** Failures that end the reading of a whole file, and the refusal of one record inside the readers. */

import type { Detail } from './detail.ts';
import type { RecordRefusal } from './token-record.ts';

/** Why a file could not be read (further). */
export type TokenFileErrorReason =
  | 'empty-file'
  | 'unknown-format'
  | 'unsupported-format'
  | 'format-mismatch'
  | 'unknown-columns'
  | 'unsupported-text-encoding'
  | 'invalid-text-encoding'
  | 'not-well-formed'
  | 'truncated'
  | 'dtd-not-allowed'
  | 'entity-not-allowed'
  | 'limit-exceeded'
  | 'unsupported-version'
  | 'password-needed'
  | 'key-needed'
  | 'wrong-password'
  | 'wrong-key'
  | 'key-length'
  | 'unsupported-key-derivation'
  | 'unsupported-cipher'
  | 'unsupported-mac'
  | 'encryption-incomplete';

/** Thrown by the readers; neither message nor detail ever holds a secret or an unchecked part of the file. */
export class TokenFileError extends Error {
  override readonly name = 'TokenFileError';
  readonly reason: TokenFileErrorReason;
  /** Where reading stopped, counted from 1; absent when the file as a whole is at fault. */
  readonly line: number | undefined;
  readonly detail: Detail | undefined;

  constructor(reason: TokenFileErrorReason, at: { line?: number | undefined; detail?: Detail | undefined } = {}) {
    super(`${reason}${at.line === undefined ? '' : ` at line ${at.line}`}${at.detail === undefined ? '' : `: ${at.detail}`}`);
    this.reason = reason;
    this.line = at.line;
    this.detail = at.detail;
  }
}

/** Thrown and caught inside the readers: this one record is refused, the file goes on. */
export class RecordRefused extends Error {
  readonly reason: RecordRefusal;
  readonly detail: Detail | undefined;

  constructor(reason: RecordRefusal, detail?: Detail) {
    super(reason);
    this.reason = reason;
    this.detail = detail;
  }
}
