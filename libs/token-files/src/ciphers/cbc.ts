/** Block ciphers in CBC mode as XML Encryption uses them (section 5.2 of the W3C recommendation). */

import { createDecipheriv, type KeyObject } from 'node:crypto';
import type { Opened } from './opened.ts';

/** Padding of at least this many equal bytes comes up by chance once in 2^32 wrong keys. */
const CONVINCING_PADDING_BYTES = 4;

/**
 * Decrypts IV || ciphertext, or ciphertext alone when the IV is given. XML Encryption lets padding bytes be anything
 * but the last one, which counts them; `regular` says whether all of them count, as in PKCS #7.
 * @returns undefined when lengths or padding are impossible
 */
export function openCbc(algorithm: string, blockBytes: number, key: KeyObject, data: Uint8Array, separateIv?: Uint8Array): Opened | undefined {
  const iv = separateIv ?? data.subarray(0, blockBytes);
  const ciphertext = separateIv === undefined ? data.subarray(blockBytes) : data;
  if (iv.length !== blockBytes || ciphertext.length === 0 || ciphertext.length % blockBytes !== 0) return undefined;
  // Whole blocks and no automatic padding: update gives everything, final would add nothing.
  const padded = createDecipheriv(algorithm, key, iv).setAutoPadding(false).update(ciphertext);
  const padding = padded.at(-1) ?? 0;
  if (padding < 1 || padding > blockBytes) return undefined;
  const regular = padded.subarray(-padding).every((byte) => byte === padding);
  return { plain: padded.subarray(0, -padding), regular, convincing: regular && padding >= CONVINCING_PADDING_BYTES };
}
