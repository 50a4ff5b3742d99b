/** Triple-DES key wrap (RFC 3217 section 3, `kw-tripledes` of XML Encryption). */

import { createDecipheriv, createHash, timingSafeEqual, type KeyObject } from 'node:crypto';
import type { Opened } from './opened.ts';

const BLOCK_BYTES = 8;
const CHECKSUM_BYTES = 8;
/** RFC 3217 section 3.1, step 7. */
const OUTER_IV = Buffer.from('4adda22c79e82105', 'hex');

/** @returns undefined when the checksum does not fit: a wrong key or a changed text */
export function unwrapTripleDes(key: KeyObject, wrapped: Uint8Array): Opened | undefined {
  if (wrapped.length < BLOCK_BYTES * 3 || wrapped.length % BLOCK_BYTES !== 0) return undefined;
  const outer = decrypt(key, OUTER_IV, wrapped).reverse();
  const inner = decrypt(key, outer.subarray(0, BLOCK_BYTES), outer.subarray(BLOCK_BYTES));
  const plain = inner.subarray(0, -CHECKSUM_BYTES);
  const checksum = createHash('sha1').update(plain).digest().subarray(0, CHECKSUM_BYTES);
  return timingSafeEqual(checksum, inner.subarray(-CHECKSUM_BYTES)) ? { plain, regular: true, convincing: true } : undefined;
}

function decrypt(key: KeyObject, iv: Uint8Array, data: Uint8Array): Buffer {
  const decipher = createDecipheriv('des-ede3-cbc', key, iv).setAutoPadding(false);
  return Buffer.concat([decipher.update(data), decipher.final()]);
}
