/** Key wrap over a 128-bit block cipher: RFC 3394, and RFC 5649 for lengths that are no multiple of eight. */

import { createDecipheriv, timingSafeEqual, type KeyObject } from 'node:crypto';
import type { Opened } from './opened.ts';

const HALF_BLOCK = 8;
/** RFC 3394 section 2.2.3.1. */
const INTEGRITY_VALUE = Buffer.alloc(HALF_BLOCK, 0xa6);
/** RFC 5649 section 3; the length of the plaintext follows it. */
const PADDED_INTEGRITY_PREFIX = Buffer.from('a65959a6', 'hex');
const ROUNDS = 6;

/**
 * Unwraps either form. Files name the plain form and use the padded one where a seed of 20 bytes asks for it; the two
 * integrity values tell them apart.
 * @returns undefined when no integrity check value fits: a wrong key or a changed text
 */
export function unwrapKey(ecb: string, key: KeyObject, wrapped: Uint8Array): Opened | undefined {
  const opened = wrapped.length === 2 * HALF_BLOCK ? openSingleBlock(ecb, key, wrapped) : undoRounds(ecb, key, wrapped);
  if (opened === undefined) return undefined;
  const plain = timingSafeEqual(opened.check, INTEGRITY_VALUE) ? opened.plain : withoutPadding(opened);
  return plain === undefined ? undefined : { plain, regular: true, convincing: true };
}

/** RFC 5649 section 3: the check value holds the length, and up to seven zero bytes pad the text. */
function withoutPadding({ check, plain }: Unwrapped): Buffer | undefined {
  if (!timingSafeEqual(check.subarray(0, 4), PADDED_INTEGRITY_PREFIX)) return undefined;
  const length = check.readUInt32BE(4);
  if (length > plain.length || length <= plain.length - HALF_BLOCK) return undefined;
  return plain.subarray(length).some((byte) => byte !== 0) ? undefined : plain.subarray(0, length);
}

interface Unwrapped {
  readonly check: Buffer;
  readonly plain: Buffer;
}

/** RFC 3394 section 2.2.2, the index-based form; RFC 5649 uses it unchanged. */
function undoRounds(ecb: string, key: KeyObject, wrapped: Uint8Array): Unwrapped | undefined {
  const blocks = wrapped.length / HALF_BLOCK - 1;
  if (!Number.isInteger(blocks) || blocks < 2) return undefined;
  const decipher = createDecipheriv(ecb, key, null).setAutoPadding(false);
  const check = Buffer.from(wrapped.subarray(0, HALF_BLOCK));
  const plain = Buffer.from(wrapped.subarray(HALF_BLOCK));
  for (let round = ROUNDS - 1; round >= 0; round -= 1) {
    for (let block = blocks; block >= 1; block -= 1) {
      const part = plain.subarray((block - 1) * HALF_BLOCK, block * HALF_BLOCK);
      const step = blocks * round + block;
      check.writeUInt32BE((check.readUInt32BE(4) ^ step) >>> 0, 4);
      const opened = decipher.update(Buffer.concat([check, part]));
      opened.copy(check, 0, 0, HALF_BLOCK);
      opened.copy(part, 0, HALF_BLOCK);
    }
  }
  return { check, plain };
}

/** RFC 5649 section 4.2: a text of one block is simply encrypted. */
function openSingleBlock(ecb: string, key: KeyObject, wrapped: Uint8Array): Unwrapped {
  const opened = createDecipheriv(ecb, key, null).setAutoPadding(false).update(wrapped);
  return { check: opened.subarray(0, HALF_BLOCK), plain: opened.subarray(HALF_BLOCK) };
}
