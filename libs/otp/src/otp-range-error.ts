export type OtpRangeErrorCode =
  | 'counter-out-of-range'
  | 'time-out-of-range'
  | 'drift-out-of-range'
  | 'window-out-of-range'
  | 'random-length-wrong';

/**
 * The calling code passed a number that no token can have (a negative counter, a window of millions, …).
 * It never depends on what a person typed, and it never carries key material.
 */
export class OtpRangeError extends RangeError {
  override readonly name = 'OtpRangeError';
  readonly code: OtpRangeErrorCode;

  constructor(code: OtpRangeErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
