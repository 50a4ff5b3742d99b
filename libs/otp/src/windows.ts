/**
 * Which counters a code may belong to. All windows are inclusive at both ends and may be empty (`from` above `to`).
 *
 * "≤ last means replay" is decided here, once: an allowed window never reaches down to the last used counter. The
 * matching "used" window holds what was cut off, so that a replayed code can be told from a wrong one.
 */
import { COUNTER_MAXIMUM, isCounter } from './counter.ts';
import { counterAt } from './code-at.ts';
import type { TimeDefinition } from './definition.ts';
import { OtpRangeError } from './otp-range-error.ts';

export interface CounterWindow {
  /** Lowest counter in the window. */
  readonly from: number;
  /** Highest counter in the window; lower than `from` when nothing is in it. */
  readonly to: number;
}

/** Most counters that one window may span: half a second of HMACs. Resynchronisation needs some thousands. */
export const WINDOW_MAXIMUM = 100_000;

export interface TimeWindowInput {
  readonly definition: TimeDefinition;
  /** Unix time in seconds, fractions allowed. */
  readonly now: number;
  /** How many steps the token's clock is known to be ahead (positive) or behind (negative): see `driftOf`. */
  readonly drift: number;
  /** Steps tolerated before and after the expected one; one or two for a sign-in, hundreds for resynchronisation. */
  readonly steps: number;
  /**
   * The last counter that was used with this seed, undefined when there was none. Where a token may use a code
   * again within its step ("one-time" switched off), pass one less.
   */
  readonly lastCounter: number | undefined;
}

/**
 * The steps in which a time token's code is good now: expected step ± `steps`, always above the last used counter
 * (RFC 6238 sections 5.2 and 6). The expected step is the server's own plus the drift.
 * @throws OtpRangeError when a number is none that a token or setting can have
 */
export function timeWindow(input: TimeWindowInput): CounterWindow {
  const around = toleratedSteps(input);
  return clamped(Math.max(around.from, firstUnused(input.lastCounter)), around.to);
}

/** The steps within tolerance whose codes are used up: a match here is a replay. */
export function usedTimeWindow(input: TimeWindowInput): CounterWindow {
  const around = toleratedSteps(input);
  return clamped(around.from, Math.min(around.to, firstUnused(input.lastCounter) - 1));
}

/**
 * How far a token's clock is ahead of the server's, in steps, given the counter that its code matched: the drift
 * for the next `timeWindow`. Negative when the token is behind.
 * @param now Unix time in seconds at which the code was received
 */
export function driftOf(definition: TimeDefinition, matchedCounter: number, now: number): number {
  return matchedCounter - counterAt(definition, now);
}

export interface EventWindowInput {
  /** The lowest counter whose code has not been used: the last used one plus one, at first PSKC's Counter. */
  readonly nextCounter: number;
  /** How many codes may have been shown and not used since: 0 allows the next code only (s of RFC 4226 section 7.4). */
  readonly lookAhead: number;
  /** The last counter that has a code, of a token whose list of codes ends (a scratch card); absent: there is no end. */
  readonly lastCode?: number | undefined;
}

/** The counters at which an event token's code is good now: the next one and `lookAhead` beyond it, up to its last code. */
export function eventWindow({ nextCounter, lookAhead, lastCode = COUNTER_MAXIMUM }: EventWindowInput): CounterWindow {
  assertExtent(lookAhead);
  return clamped(assertNext(nextCounter), Math.min(nextCounter + lookAhead, lastCode));
}

/** The last `lookBack` counters before the next one: a match here is a replay. */
export function usedEventWindow({ nextCounter, lookBack }: {
  readonly nextCounter: number;
  readonly lookBack: number;
}): CounterWindow {
  assertExtent(lookBack);
  return clamped(assertNext(nextCounter) - lookBack, nextCounter - 1);
}

/** How many counters are in a window. */
export function windowSize({ from, to }: CounterWindow): number {
  return Math.max(0, to - from + 1);
}

/**
 * Refuses a window that no setting should produce, before anything is computed.
 * @throws OtpRangeError `window-out-of-range` when an end is no counter or more than WINDOW_MAXIMUM are in it
 */
export function assertWindow(window: CounterWindow): void {
  if (windowSize(window) === 0) return;
  if (!isCounter(window.from) || !isCounter(window.to) || windowSize(window) > WINDOW_MAXIMUM) {
    throw new OtpRangeError('window-out-of-range', `a window holds at most ${WINDOW_MAXIMUM} counters from 0 upwards`);
  }
}

function toleratedSteps({ definition, now, drift, steps }: TimeWindowInput): CounterWindow {
  if (!Number.isSafeInteger(drift)) throw new OtpRangeError('drift-out-of-range', 'a drift is a whole number of steps');
  assertExtent(steps);
  const expected = counterAt(definition, now) + drift;
  return { from: expected - steps, to: expected + steps };
}

function firstUnused(lastCounter: number | undefined): number {
  if (lastCounter === undefined) return 0;
  if (!isCounter(lastCounter) && lastCounter !== -1) {
    throw new OtpRangeError('counter-out-of-range', 'the last counter is an integer from 0 upwards');
  }
  return lastCounter + 1;
}

function assertNext(nextCounter: number): number {
  // One beyond the maximum is where a token stands whose last code has been used.
  if (isCounter(nextCounter) || nextCounter === COUNTER_MAXIMUM + 1) return nextCounter;
  throw new OtpRangeError('counter-out-of-range', 'the next counter is an integer from 0 upwards');
}

function assertExtent(extent: number): void {
  if (!Number.isSafeInteger(extent) || extent < 0 || extent > WINDOW_MAXIMUM) {
    throw new OtpRangeError('window-out-of-range', `a window reaches 0 to ${WINDOW_MAXIMUM} counters`);
  }
}

function clamped(from: number, to: number): CounterWindow {
  return { from: Math.max(from, 0), to: Math.min(to, COUNTER_MAXIMUM) };
}
