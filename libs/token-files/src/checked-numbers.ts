/** Numbers of token records, checked against what this product can use. */

import { MAX_DIGITS, MAX_PERIOD_SECONDS, MAX_SEED_BYTES, MIN_DIGITS, MIN_PERIOD_SECONDS, RECOMMENDED_SEED_BYTES } from './limits.ts';
import { repeated, said } from './detail.ts';
import { RecordRefused } from './token-file-error.ts';
import type { TokenWarning } from './token-record.ts';

/** Reads a whole number that JavaScript holds exactly. @throws RecordRefused `bad-number` */
export function wholeNumber(text: string): number {
  const trimmed = text.trim();
  const value = /^-?\d{1,20}$/.test(trimmed) ? Number(trimmed) : Number.NaN;
  if (!Number.isSafeInteger(value)) throw new RecordRefused('bad-number', repeated(text));
  return value;
}

/** @throws RecordRefused `bad-number` */
export function notNegative(value: number): number {
  if (value < 0) throw new RecordRefused('bad-number', said`${value}`);
  return value;
}

/** @throws RecordRefused `unsupported-digits` */
export function checkedDigits(digits: number): number {
  if (digits < MIN_DIGITS || digits > MAX_DIGITS) throw new RecordRefused('unsupported-digits', said`${digits}`);
  return digits;
}

/** @throws RecordRefused `unsupported-period` */
export function checkedPeriod(seconds: number): number {
  if (seconds < MIN_PERIOD_SECONDS || seconds > MAX_PERIOD_SECONDS) throw new RecordRefused('unsupported-period', said`${seconds}`);
  return seconds;
}

/** @throws RecordRefused `bad-secret` */
export function checkedSeed(seed: Uint8Array | undefined): Uint8Array {
  if (seed === undefined || seed.length === 0 || seed.length > MAX_SEED_BYTES) throw new RecordRefused('bad-secret');
  return seed;
}

export function seedWarnings(seed: Uint8Array): TokenWarning[] {
  return seed.length < RECOMMENDED_SEED_BYTES ? ['short-seed'] : [];
}
