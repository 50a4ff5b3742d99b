/** The keys of a `TKNBatch`: from the file password (or the origin, where there is none) to the keys of one token. */

import { createCipheriv, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';

const BLOCK_BYTES = 16;
/** Fields of a derivation are cut, or filled with zero bytes, to this length. */
const FIELD_BYTES = 32;
const PASSWORD_ROUNDS = 1_000;

/** Initial values that set the derivations apart; the format fixes them. */
const PURPOSES = {
  BatchMAC: Buffer.from('2b7e151628aed2a6abf7158809cf4f3c', 'hex'),
  TokenMAC: Buffer.from('1bb67ae8584caa73b25742d7078b83b8', 'hex'),
  TokenEncrypt: Buffer.from('16a09e667f3bcc908b2fb1366ea957d3', 'hex'),
} as const;
export type KeyPurpose = keyof typeof PURPOSES;

/** What the header of a batch says about its keys. */
export interface BatchIdentity {
  readonly origin: string;
  readonly destination: string;
  readonly name: string;
  /** The encrypted key material, 16 bytes. */
  readonly secret: Uint8Array;
}

/** The keys below one password; whether they are the right ones only a MAC tells. */
export class BatchKeys {
  readonly #key: Buffer;

  /** @param password undefined: the batch is not protected, and its origin stands in for one */
  constructor({ origin, destination, name, secret }: BatchIdentity, password: string | undefined) {
    const outer = passwordKey(password ?? origin, destination, name);
    this.#key = masked(outer, fields(BLOCK_BYTES / 2, 'Secret', name), secret);
  }

  /** Whether a MAC fits the data; `label` is the batch's name, or the serial of the token. */
  proves(purpose: 'BatchMAC' | 'TokenMAC', label: string, data: Uint8Array, mac: Uint8Array): boolean {
    const expected = cbcMac(this.#derived(purpose, label), PURPOSES[purpose], data);
    return mac.length === expected.length && timingSafeEqual(expected, mac);
  }

  /** @param sealed 16 bytes */
  openSeed(serial: string, sealed: Uint8Array): Buffer {
    return masked(this.#derived('TokenEncrypt', serial), fields(BLOCK_BYTES / 2, serial, 'Seed'), sealed);
  }

  #derived(purpose: KeyPurpose, label: string): Buffer {
    return cbcMac(this.#key, PURPOSES[purpose], fields(FIELD_BYTES, purpose, label));
  }
}

/** A thousand CBC-MACs of password and destination under the batch's name, added up without carry. */
function passwordKey(password: string, destination: string, name: string): Buffer {
  const key = createSecretKey(fields(BLOCK_BYTES, name)); // bytes would be made a key in every round, which takes longer than the round
  const data = Buffer.concat([fields(FIELD_BYTES, password, destination), Buffer.alloc(BLOCK_BYTES)]);
  const sum = Buffer.alloc(BLOCK_BYTES);
  for (let round = 0; round < PASSWORD_ROUNDS; round += 1) {
    data.writeUInt16BE(round, data.length - 2);
    add(sum, cbcMac(key, Buffer.alloc(BLOCK_BYTES), data));
  }
  return sum;
}

/** Plain CBC-MAC with AES-128: the last block of the encrypted data, zeros filling it up. */
function cbcMac(key: KeyObject | Uint8Array, initial: Uint8Array, data: Uint8Array): Buffer {
  const missing = (BLOCK_BYTES - (data.length % BLOCK_BYTES)) % BLOCK_BYTES;
  const whole = missing === 0 ? data : Buffer.concat([data, Buffer.alloc(missing)]);
  if (whole.length === 0) return Buffer.from(initial);
  return createCipheriv('aes-128-cbc', key, initial).setAutoPadding(false).update(whole).subarray(-BLOCK_BYTES);
}

/** One block of key stream over 16 bytes; the same both ways. */
function masked(key: Uint8Array, block: Uint8Array, bytes: Uint8Array): Buffer {
  const stream = cbcMac(key, Buffer.alloc(BLOCK_BYTES), block);
  add(stream, bytes);
  return stream;
}

function add(sum: Buffer, bytes: Uint8Array): void {
  for (const [index, byte] of bytes.entries()) sum.writeUInt8((sum[index] ?? 0) ^ byte, index);
}

/** Texts side by side, each cut or filled with zero bytes to the same length. */
function fields(length: number, ...texts: readonly string[]): Buffer {
  const bytes = Buffer.alloc(length * texts.length);
  for (const [index, text] of texts.entries()) bytes.set(Buffer.from(text, 'utf8').subarray(0, length), index * length);
  return bytes;
}
