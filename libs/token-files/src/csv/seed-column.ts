/** A serial number is hexadecimal as well: where columns are swapped, each stands for the other, and the seed would be shown as a serial number. */

import { said } from '../detail.ts';
import { RECOMMENDED_SEED_BYTES } from '../limits.ts';
import { decodeSeed, looksLikeSeed } from '../text/seed-text.ts';
import { RecordRefused } from '../token-file-error.ts';
import type { TokenRecord } from '../token-record.ts';

/** 80 bits; what is shorter is no seed that anybody makes. */
const LEAST_SEED_BYTES = 10;
const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** @throws RecordRefused `bad-secret`, `bad-serial` when the seed seems to stand in another column */
export function requireSeedInItsColumn({ serial, seed }: Pick<TokenRecord, 'serial' | 'seed'>, cells: readonly string[]): void {
  if (seed.length < LEAST_SEED_BYTES && cells.some((cell) => seedBytes(cell) > seed.length)) throw new RecordRefused('bad-secret', said`another column looks like the seed`);
  const bytes = UUID.test(serial) ? 0 : seedBytes(serial);
  if (bytes >= RECOMMENDED_SEED_BYTES && bytes > seed.length) throw new RecordRefused('bad-serial', said`it looks like the seed`);
}

const seedBytes = (text: string): number => (looksLikeSeed(text) ? decodeSeed(text, 'auto')?.length ?? 0 : 0);
