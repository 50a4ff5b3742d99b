import { OtpRangeError } from './otp-range-error.ts';

/**
 * Highest moving factor that is accepted. RFC 4226 allows 64 bits; the numbers that JavaScript keeps exact end at
 * 2^53 - 1, which an event token reaches after 28,000 years of ten thousand codes a second.
 */
export const COUNTER_MAXIMUM = Number.MAX_SAFE_INTEGER;

export function isCounter(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

/**
 * The moving factor as 8 bytes, most significant first (RFC 4226 section 5.2).
 * @throws OtpRangeError `counter-out-of-range` for anything but an integer in 0..COUNTER_MAXIMUM
 */
export function counterBytes(counter: number): Buffer {
  if (!isCounter(counter)) {
    throw new OtpRangeError('counter-out-of-range', 'a counter is an integer from 0 to 2^53 - 1');
  }
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(counter));
  return bytes;
}
