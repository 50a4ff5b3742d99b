/** The hash functions under HMAC that RFC 6238 section 1.2 and RFC 6287 section 5.2 allow. */
export type OtpHash = 'sha1' | 'sha256' | 'sha512';

/** Output length in bytes; RFC 6238 section 5.1 wants seeds as long as this. */
export const HASH_BYTES: Readonly<Record<OtpHash, number>> = { sha1: 20, sha256: 32, sha512: 64 };

export function isOtpHash(value: unknown): value is OtpHash {
  return typeof value === 'string' && Object.hasOwn(HASH_BYTES, value);
}
