import type { OtpKind } from './definition.ts';
import { OtpRangeError } from './otp-range-error.ts';
import { HASH_BYTES, type OtpHash } from './otp-hash.ts';
import { OtpKey } from './otp-key.ts';
import { type Outcome, refused, usable } from './outcome.ts';

/** Every kind of token that has a seed. */
export type SeedKind = OtpKind | 'ocra';

/**
 * Shortest seed in bytes that a code is computed with. RFC 4226 section 4 (R6) asks for 16 or more, but
 * authenticator apps have been given 10 for years; those are accepted and `seedWeakness` names them.
 * GM/T 0021-2012 section 6.2 asks for 16, and no device is known to break it.
 */
export const SEED_MINIMUM_BYTES: Readonly<Record<SeedKind, number>> = {
  hotp: 10,
  totp: 10,
  ocra: 10,
  'gmt-sm3': 16,
  'gmt-sm4': 16,
};
/** Longest seed in bytes; far above every hash's block, it only keeps absurd input out. */
export const SEED_MAXIMUM_BYTES = 256;
/** RFC 4226 section 4 (R6): "at least 128 bits". */
export const SEED_STRONG_BYTES = 16;

export type SeedFault = 'seed-empty' | 'seed-too-short' | 'seed-too-long';
export type SeedWeakness = 'shorter-than-128-bits' | 'one-repeated-byte';

/** Why no code can be computed from this seed, if so. */
export function seedFault(kind: SeedKind, seed: Uint8Array): SeedFault | undefined {
  if (seed.length === 0) return 'seed-empty';
  if (seed.length < SEED_MINIMUM_BYTES[kind]) return 'seed-too-short';
  if (seed.length > SEED_MAXIMUM_BYTES) return 'seed-too-long';
  return undefined;
}

/** What an import should warn about although the seed works. A repeated byte is an erased or blank token. */
export function seedWeakness(seed: Uint8Array): SeedWeakness | undefined {
  if (seed.every((byte) => byte === seed[0])) return 'one-repeated-byte';
  if (seed.length < SEED_STRONG_BYTES) return 'shorter-than-128-bits';
  return undefined;
}

/**
 * Makes the key that all computations take. The bytes are copied; the caller may overwrite its own.
 * @param definition an `OtpDefinition` or an `OcraSuite`; only its kind matters here
 */
export function prepareKey(definition: { readonly kind: SeedKind }, seed: Uint8Array): Outcome<OtpKey, SeedFault> {
  const fault = seedFault(definition.kind, seed);
  return fault === undefined ? usable(new OtpKey(seed)) : refused(fault);
}

/** A source of random bytes, `crypto.randomBytes` in production: returns exactly as many as asked for. */
export type RandomBytes = (bytes: number) => Uint8Array;

/**
 * A new seed as long as the output of its function (RFC 6238 section 5.1): 20, 32 or 64 bytes for HMAC, 32 for SM3,
 * 16 for SM4.
 * @throws OtpRangeError `random-length-wrong` when the source delivers another amount
 */
export function generateSeed(random: RandomBytes, algorithm: OtpHash | 'sm3' | 'sm4'): Uint8Array {
  const bytes = { ...HASH_BYTES, sm3: 32, sm4: 16 }[algorithm];
  const seed = random(bytes);
  if (seed.length !== bytes) {
    throw new OtpRangeError('random-length-wrong', `the random source returned ${seed.length} bytes, not ${bytes}`);
  }
  return seed;
}
