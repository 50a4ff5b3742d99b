import { createCipheriv, createHash, createSecretKey, getCiphers, getHashes } from 'node:crypto';
import type { OtpKey } from '../otp-key.ts';
import { type Outcome, usable } from '../outcome.ts';
import { decimalCode } from '../truncation.ts';
import { type GmtInput, type GmtInputFault, gmtIdentity } from './gmt-identity.ts';

export type GmtAlgorithm = 'sm3' | 'sm4';

/** SM4 works on blocks and keys of 16 bytes. */
const BLOCK_BYTES = 16;

// Some builds of OpenSSL leave the Chinese algorithms out.
const available: Readonly<Record<GmtAlgorithm, boolean>> = {
  sm3: getHashes().includes('sm3'),
  sm4: getCiphers().includes('sm4-ecb'),
};

/** Whether this Node.js can compute the algorithm at all (the pinned one can). */
export function isGmtAvailable(algorithm: GmtAlgorithm): boolean {
  return available[algorithm];
}

/**
 * The dynamic password P of GM/T 0021-2012 section 6 (GB/T 38556-2020).
 * @param key seed of at least 16 bytes (`prepareKey` sees to that)
 * @param digits length of the code
 */
export function gmtCode(
  algorithm: GmtAlgorithm,
  key: OtpKey,
  input: GmtInput,
  digits: number,
): Outcome<string, GmtInputFault> {
  const identity = gmtIdentity(input);
  return identity.ok ? usable(gmtCodeOfIdentity(algorithm, key, identity.value, digits)) : identity;
}

/** The code for an ID that is already put together. */
export function gmtCodeOfIdentity(algorithm: GmtAlgorithm, key: OtpKey, identity: Buffer, digits: number): string {
  const seed = key.export();
  const summary = algorithm === 'sm3' ? sm3Summary(seed, identity) : sm4Summary(seed, identity);
  seed.fill(0);
  return decimalCode(sumOfWords(summary), digits);
}

/** S = SM3(K || ID), 32 bytes. */
function sm3Summary(seed: Buffer, identity: Buffer): Buffer {
  return createHash('sm3').update(seed).update(identity).digest();
}

/** S = a chain of SM4 encryptions over the blocks of K and ID, 16 bytes. */
function sm4Summary(seed: Buffer, identity: Buffer): Buffer {
  const length = Math.ceil(Math.max(seed.length, identity.length) / BLOCK_BYTES) * BLOCK_BYTES;
  const keys = Buffer.alloc(length);
  keys.set(seed);
  const plain = Buffer.concat([identity], length);
  let summary = Buffer.alloc(BLOCK_BYTES);
  for (let at = 0; at < length; at += BLOCK_BYTES) {
    summary = sm4Block(
      sumOfBlocks(keys.subarray(at, at + BLOCK_BYTES), summary),
      sumOfBlocks(plain.subarray(at, at + BLOCK_BYTES), summary),
    );
  }
  keys.fill(0);
  return summary;
}

function sm4Block(key: Buffer, plain: Buffer): Buffer<ArrayBuffer> {
  // A KeyObject is cheaper than bytes: 16 µs against 38 µs on Node 24.
  const cipher = createCipheriv('sm4-ecb', createSecretKey(key), null);
  cipher.setAutoPadding(false);
  return Buffer.concat([cipher.update(plain), cipher.final()]);
}

/** Addition modulo 2^128 of two blocks, most significant byte first. */
function sumOfBlocks(left: Buffer, right: Buffer): Buffer {
  const sum = Buffer.alloc(BLOCK_BYTES);
  let carry = 0;
  for (let at = BLOCK_BYTES - 1; at >= 0; at -= 1) {
    const byte = left.readUInt8(at) + right.readUInt8(at) + carry;
    sum.writeUInt8(byte & 0xff, at);
    carry = byte >> 8;
  }
  return sum;
}

/** Truncation: the sum of the 32-bit words, modulo 2^32 (GM/T 0021-2012 section 6.3). */
function sumOfWords(summary: Buffer): number {
  let sum = 0;
  for (let at = 0; at < summary.length; at += 4) {
    sum = (sum + summary.readUInt32BE(at)) >>> 0;
  }
  return sum;
}
