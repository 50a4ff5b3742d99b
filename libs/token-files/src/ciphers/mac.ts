/** Keyed MACs and the pseudo-random functions of PBKDF2: HMAC over the SHA family. */

import { createHmac, timingSafeEqual } from 'node:crypto';
import { plainName } from './names.ts';
import type { Secret } from './secret.ts';

const HASHES: ReadonlyMap<string, string> = new Map([
  ['hmacsha1', 'sha1'],
  ['hmacsha224', 'sha224'],
  ['hmacsha256', 'sha256'],
  ['hmacsha384', 'sha384'],
  ['hmacsha512', 'sha512'],
]);

/** The hash (Node's name) of an HMAC identifier such as `http://www.w3.org/2000/09/xmldsig#hmac-sha1`. */
export function hmacHash(identifier: string): string | undefined {
  return HASHES.get(plainName(identifier));
}

/** Whether `mac` is the HMAC of `data`; takes the same time wherever they differ. */
export function macFits(hash: string, key: Secret, data: Uint8Array, mac: Uint8Array): boolean {
  const expected = createHmac(hash, key.object).update(data).digest();
  return mac.length === expected.length && timingSafeEqual(expected, mac);
}
