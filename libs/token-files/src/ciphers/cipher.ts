/** The ciphers and key wraps that RFC 6030 section 6 and its vectors name, found by their identifiers. */

import type { KeyObject } from 'node:crypto';
import { openCbc } from './cbc.ts';
import { openGcm } from './gcm.ts';
import { unwrapKey } from './key-wrap.ts';
import { plainName } from './names.ts';
import type { Opened } from './opened.ts';
import { secret, type Secret } from './secret.ts';
import { unwrapTripleDes } from './triple-des-wrap.ts';

export interface Cipher {
  readonly keyBytes: readonly number[];
  /** True when opening verifies integrity, so that no MAC is needed. */
  readonly authenticated: boolean;
  /**
   * Opens a value; `key` must have one of the lengths of `keyBytes`. CBC takes its IV from the front of the data
   * unless it is given.
   * @returns undefined when the data cannot have been made with this key
   */
  open(key: Secret, data: Uint8Array, iv?: Uint8Array): Opened | undefined;
}

function cbc(algorithm: string, keyBytes: number): Cipher {
  return { keyBytes: [keyBytes], authenticated: false, open: (key, data, iv) => openCbc(algorithm, 16, key.object, data, iv) };
}

function gcm(algorithm: 'aes-128-gcm' | 'aes-192-gcm' | 'aes-256-gcm', keyBytes: number): Cipher {
  return { keyBytes: [keyBytes], authenticated: true, open: (key, data) => openGcm(algorithm, key.object, data) };
}

function wrap(ecb: string, keyBytes: number): Cipher {
  return { keyBytes: [keyBytes], authenticated: true, open: (key, data) => unwrapKey(ecb, key.object, data) };
}

const TRIPLE_DES_KEY_BYTES = [24, 16];
const TWO_KEY_BYTES = 16;

/** Two-key triple DES uses its first key again as the third. */
function tripleDesKey(key: Secret): KeyObject {
  return key.bytes.length === TWO_KEY_BYTES ? secret(Buffer.concat([key.bytes, key.bytes.subarray(0, 8)])).object : key.object;
}

const TRIPLE_DES_CBC: Cipher = {
  keyBytes: TRIPLE_DES_KEY_BYTES,
  authenticated: false,
  open: (key, data, iv) => openCbc('des-ede3-cbc', 8, tripleDesKey(key), data, iv),
};

const CIPHERS: ReadonlyMap<string, Cipher> = new Map<string, Cipher>([
  ...[128, 192, 256].flatMap((bits): [string, Cipher][] => [
    [`aes${bits}cbc`, cbc(`aes-${bits}-cbc`, bits / 8)],
    [`pbeaes${bits}cbc`, cbc(`aes-${bits}-cbc`, bits / 8)],
    [`camellia${bits}cbc`, cbc(`camellia-${bits}-cbc`, bits / 8)],
    [`camellia${bits}`, cbc(`camellia-${bits}-cbc`, bits / 8)],
    [`kwaes${bits}`, wrap(`aes-${bits}-ecb`, bits / 8)],
    [`kwaes${bits}pad`, wrap(`aes-${bits}-ecb`, bits / 8)],
    [`kwcamellia${bits}`, wrap(`camellia-${bits}-ecb`, bits / 8)],
  ]),
  ['aes128gcm', gcm('aes-128-gcm', 16)],
  ['aes192gcm', gcm('aes-192-gcm', 24)],
  ['aes256gcm', gcm('aes-256-gcm', 32)],
  ...['tripledescbc', '3descbc', '3des112cbc', '3des168cbc', 'pbe3des112cbc', 'pbe3des168cbc'].map((name): [string, Cipher] => [name, TRIPLE_DES_CBC]),
  ...['kwtripledes', 'kw3des'].map((name): [string, Cipher] => [
    name, { keyBytes: TRIPLE_DES_KEY_BYTES, authenticated: true, open: (key, data) => unwrapTripleDes(tripleDesKey(key), data) },
  ]),
]);

/** The cipher of an identifier, or undefined when it is not one that can be opened here (RSA, for one). */
export function findCipher(identifier: string): Cipher | undefined {
  return CIPHERS.get(plainName(identifier));
}
