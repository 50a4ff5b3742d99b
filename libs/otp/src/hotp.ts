import { counterBytes } from './counter.ts';
import type { OtpHash } from './otp-hash.ts';
import type { OtpKey } from './otp-key.ts';
import { decimalCode, dynamicTruncation } from './truncation.ts';

/**
 * HOTP(K, C) of RFC 4226 section 5.3; with another hash than SHA-1 and C = the time step, TOTP of RFC 6238.
 * @param digits length of the code; the sections above speak of 6 to 8
 * @throws OtpRangeError `counter-out-of-range`
 */
export function hotpCode(hash: OtpHash, key: OtpKey, counter: number, digits: number): string {
  return decimalCode(dynamicTruncation(key.hmac(hash, counterBytes(counter))), digits);
}
