/** The grammar of OCRA suites (RFC 6287 section 6), as far as a token record needs it. */

import { repeated, said } from './detail.ts';
import { RecordRefused } from './token-file-error.ts';
import type { TokenHash } from './token-record.ts';

export interface OcraSuite {
  readonly suite: string;
  readonly hash: TokenHash;
  readonly digits: number;
  readonly usesCounter: boolean;
}

const SUITE = /^OCRA-1:HOTP-SHA(1|256|512)-(\d{1,2}):(C-)?Q[ANH](\d{2})(?:-PSHA(?:1|256|512))?(?:-S\d{3})?(?:-T(\d{1,2})([SMH]))?$/;
/** RFC 6287 section 6.3: questions of 4 to 64 characters, time steps of 1 to 59 s or min, or 0 to 48 h. */
const MIN_QUESTION = 4;
const MAX_QUESTION = 64;
const LONGEST_STEP: Readonly<Record<string, number>> = { S: 59, M: 59, H: 48 };
/** RFC 6287 section 5.2; 0 (no truncation) gives no code that can be typed. */
const MIN_OCRA_DIGITS = 4;
const MAX_OCRA_DIGITS = 10;

/** @throws RecordRefused `unsupported-suite`, `unsupported-digits` */
export function parseOcraSuite(text: string): OcraSuite {
  const parts = SUITE.exec(text.trim());
  if (parts === null) throw new RecordRefused('unsupported-suite', repeated(text));
  const [suite, hash, digitsText, counter, question, step, unit] = parts;
  const digits = Number(digitsText);
  if (digits < MIN_OCRA_DIGITS || digits > MAX_OCRA_DIGITS) throw new RecordRefused('unsupported-digits', said`${digits}`);
  const length = Number(question);
  const stepFits = unit === undefined || (Number(step) <= (LONGEST_STEP[unit] ?? 0) && (Number(step) > 0 || unit === 'H'));
  if (length < MIN_QUESTION || length > MAX_QUESTION || !stepFits) throw new RecordRefused('unsupported-suite', repeated(suite));
  return { suite, hash: hash === '1' ? 'sha1' : hash === '256' ? 'sha256' : 'sha512', digits, usesCounter: counter !== undefined };
}
