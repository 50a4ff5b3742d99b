/** AES-GCM of XML Encryption 1.1 (section 5.2.4): IV of 96 bits || ciphertext || tag of 128 bits. */

import { createDecipheriv, type KeyObject } from 'node:crypto';
import type { Opened } from './opened.ts';

const IV_BYTES = 12;
const TAG_BYTES = 16;

/** @returns undefined when the tag does not fit */
export function openGcm(algorithm: 'aes-128-gcm' | 'aes-192-gcm' | 'aes-256-gcm', key: KeyObject, data: Uint8Array): Opened | undefined {
  if (data.length < IV_BYTES + TAG_BYTES) return undefined;
  const decipher = createDecipheriv(algorithm, key, data.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAuthTag(data.subarray(-TAG_BYTES));
  const plain = decipher.update(data.subarray(IV_BYTES, -TAG_BYTES));
  try {
    return { plain: Buffer.concat([plain, decipher.final()]), regular: true, convincing: true };
  } catch {
    return undefined;
  }
}
