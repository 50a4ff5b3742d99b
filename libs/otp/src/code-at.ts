import { type OtpDefinition, type TimeDefinition, gmtAlgorithm } from './definition.ts';
import { gmtCodeOfIdentity } from './gmt/gmt-code.ts';
import { gmtTimeIdentity } from './gmt/gmt-identity.ts';
import { hotpCode } from './hotp.ts';
import { OtpRangeError } from './otp-range-error.ts';
import type { OtpKey } from './otp-key.ts';

/**
 * The code that a token shows at a counter: of an event token, its event counter; of a time token, the number of the
 * time step (`counterAt`). Always `definition.digits` ASCII digits, leading zeros kept.
 * @throws OtpRangeError `counter-out-of-range` for anything but an integer in 0..COUNTER_MAXIMUM
 */
export function codeAt(definition: OtpDefinition, key: OtpKey, counter: number): string {
  if (definition.kind === 'hotp' || definition.kind === 'totp') {
    return hotpCode(definition.hash, key, counter, definition.digits);
  }
  return gmtCodeOfIdentity(gmtAlgorithm(definition.kind), key, gmtTimeIdentity(counter), definition.digits);
}

/**
 * The time step that a moment falls into: floor((now - T0) / X) (RFC 6238 section 4.2). Negative before T0, where
 * no code exists; the window functions leave that part out.
 * @param now Unix time in seconds, fractions allowed
 * @throws OtpRangeError `time-out-of-range`
 */
export function counterAt(definition: TimeDefinition, now: number): number {
  const step = Math.floor((now - definition.t0) / definition.period);
  if (!Number.isSafeInteger(step)) {
    throw new OtpRangeError('time-out-of-range', 'a moment is given in seconds since 1970');
  }
  return step;
}
