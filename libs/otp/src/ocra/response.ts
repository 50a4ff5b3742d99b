import { isSameCode, typedCode } from '../find-counter.ts';
import { OtpRangeError } from '../otp-range-error.ts';
import { type Outcome, refused, usable } from '../outcome.ts';
import type { OtpKey } from '../otp-key.ts';
import { decimalCode, dynamicTruncation } from '../truncation.ts';
import { type CounterWindow, WINDOW_MAXIMUM, assertWindow, windowSize } from '../windows.ts';
import { type OcraInput, type OcraInputFault, ocraDataInput } from './data-input.ts';
import type { OcraSuite } from './suite.ts';

/**
 * The response OCRA(K, DataInput) of RFC 6287 section 5: decimal digits, or the whole HMAC in lower-case hexadecimal
 * where the suite does not truncate.
 */
export function ocraResponse(suite: OcraSuite, key: OtpKey, input: OcraInput): Outcome<string, OcraInputFault> {
  const data = ocraDataInput(suite, input);
  if (!data.ok) return data;
  const mac = key.hmac(suite.hash, data.value);
  return usable(suite.digits === 0 ? mac.toString('hex') : decimalCode(dynamicTruncation(mac), suite.digits));
}

/**
 * The number of the time step that a moment falls into, counted from 1970 (RFC 6287 section 5.1).
 * @param now Unix time in seconds, fractions allowed
 * @returns undefined when the suite uses no time
 * @throws OtpRangeError `time-out-of-range` before 1970 and for what is no moment
 */
export function ocraTimeAt(suite: OcraSuite, now: number): number | undefined {
  if (suite.period === undefined) return undefined;
  const step = Math.floor(now / suite.period);
  if (!Number.isSafeInteger(step) || step < 0) {
    throw new OtpRangeError('time-out-of-range', 'a moment is given in seconds since 1970');
  }
  return step;
}

/** Like `OcraInput`, but with the counters and time steps that may have been used in place of one of each. */
export interface OcraAttempt extends Omit<OcraInput, 'counter' | 'time'> {
  readonly counter?: CounterWindow | undefined;
  readonly time?: CounterWindow | undefined;
}

/** The counter and the time step that a good response belongs to, where the suite uses them. */
export interface OcraMatch {
  readonly counter: number | undefined;
  readonly time: number | undefined;
}

/**
 * Verifies a response: one-way, mutual or signature alike; who asked what is in the question. Returns the lowest
 * counter, and for it the earliest time step, that match. Comparing is constant in time as in `findCounter`.
 * @throws OtpRangeError `window-out-of-range` when the windows together span more than WINDOW_MAXIMUM computations
 */
export function verifyOcraResponse(
  suite: OcraSuite,
  key: OtpKey,
  response: string,
  attempt: OcraAttempt,
): Outcome<OcraMatch, OcraInputFault | 'response-wrong'> {
  const { counter: counters, time: times, ...fixed } = attempt;
  assertWindows(counters, times);
  const typed = typedCode(suite.digits === 0 ? response.toLowerCase() : response);
  for (const counter of members(counters)) {
    for (const time of members(times)) {
      const expected = ocraResponse(suite, key, { ...fixed, counter, time });
      if (!expected.ok) return expected;
      if (isSameCode(expected.value, typed)) return usable({ counter, time });
    }
  }
  return refused('response-wrong');
}

function assertWindows(...windows: readonly (CounterWindow | undefined)[]): void {
  let computations = 1;
  for (const window of windows) {
    if (window === undefined) continue;
    assertWindow(window);
    computations *= windowSize(window);
  }
  if (computations > WINDOW_MAXIMUM) {
    throw new OtpRangeError('window-out-of-range', `windows hold at most ${WINDOW_MAXIMUM} combinations`);
  }
}

/** The numbers in a window from the lowest; without a window, `undefined` once. */
function* members(window: CounterWindow | undefined): Generator<number | undefined> {
  if (window === undefined) {
    yield undefined;
    return;
  }
  for (let member = window.from; member <= window.to; member += 1) yield member;
}
