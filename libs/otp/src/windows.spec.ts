import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { counterAt } from './code-at.ts';
import { COUNTER_MAXIMUM } from './counter.ts';
import type { TotpDefinition } from './definition.ts';
import {
  WINDOW_MAXIMUM,
  driftOf,
  eventWindow,
  timeWindow,
  usedEventWindow,
  usedTimeWindow,
  windowSize,
} from './windows.ts';

const definition: TotpDefinition = { kind: 'totp', hash: 'sha1', digits: 6, period: 30, t0: 0 };
/** The start of step 1000. */
const now = 30_000;
const usual = { definition, now, drift: 0, steps: 2, lastCounter: undefined };

describe('the window of a time token', () => {
  it('lies around the expected step', () => {
    expect(timeWindow(usual)).toStrictEqual({ from: 998, to: 1002 });
    expect(timeWindow({ ...usual, steps: 0 })).toStrictEqual({ from: 1000, to: 1000 });
  });

  it('moves with the drift, both ways', () => {
    expect(timeWindow({ ...usual, drift: 5 })).toStrictEqual({ from: 1003, to: 1007 });
    expect(timeWindow({ ...usual, drift: -5 })).toStrictEqual({ from: 993, to: 997 });
  });

  it('never holds the last used counter or one before it', () => {
    expect(timeWindow({ ...usual, lastCounter: 997 })).toStrictEqual({ from: 998, to: 1002 });
    expect(timeWindow({ ...usual, lastCounter: 1000 })).toStrictEqual({ from: 1001, to: 1002 });
    expect(windowSize(timeWindow({ ...usual, lastCounter: 1002 }))).toBe(0);
    expect(windowSize(timeWindow({ ...usual, lastCounter: 5000 }))).toBe(0);
  });

  it('leaves out the time before T0', () => {
    expect(timeWindow({ ...usual, now: 15 })).toStrictEqual({ from: 0, to: 2 });
    expect(windowSize(timeWindow({ ...usual, definition: { ...definition, t0: 60_000 } }))).toBe(0);
  });

  it('has a used part below it', () => {
    expect(windowSize(usedTimeWindow(usual))).toBe(0);
    expect(usedTimeWindow({ ...usual, lastCounter: 1000 })).toStrictEqual({ from: 998, to: 1000 });
    expect(usedTimeWindow({ ...usual, lastCounter: 5000 })).toStrictEqual({ from: 998, to: 1002 });
    expect(windowSize(usedTimeWindow({ ...usual, lastCounter: 997 }))).toBe(0);
  });

  it('and its used part make up the tolerated steps, without overlap', () => {
    fc.assert(fc.property(
      fc.nat({ max: 2 ** 34 }), fc.integer({ min: -500, max: 500 }), fc.nat({ max: 50 }),
      fc.option(fc.integer({ min: -60, max: 60 }), { nil: undefined }),
      (now, drift, steps, behind) => {
        const expected = counterAt(definition, now) + drift;
        const lastCounter = behind === undefined ? undefined : Math.max(0, expected + behind);
        const input = { definition, now, drift, steps, lastCounter };
        const allowed = timeWindow(input);
        const used = usedTimeWindow(input);
        for (let counter = Math.max(0, expected - steps); counter <= expected + steps; counter += 1) {
          const isUsed = lastCounter !== undefined && counter <= lastCounter;
          expect(used.from <= counter && counter <= used.to).toBe(isUsed);
          expect(allowed.from <= counter && counter <= allowed.to).toBe(!isUsed);
        }
        const tolerated = Math.max(0, expected + steps - Math.max(0, expected - steps) + 1);
        expect(windowSize(allowed) + windowSize(used)).toBe(tolerated);
      },
    ));
  });
});

describe('drift', () => {
  it('is positive for a token ahead and negative for one behind', () => {
    expect(driftOf(definition, 1003, now)).toBe(3);
    expect(driftOf(definition, 996, now + 29)).toBe(-4);
  });

  it('puts the matched counter in the middle of the next window', () => {
    fc.assert(fc.property(fc.integer({ min: -900, max: 900 }), fc.nat({ max: 10_000 }), (ahead, later) => {
      const drift = driftOf(definition, 1000 + ahead, now);
      expect(drift).toBe(ahead);
      const window = timeWindow({ ...usual, now: now + later * 30, drift, steps: 0 });
      expect(window).toStrictEqual({ from: 1000 + ahead + later, to: 1000 + ahead + later });
    }));
  });
});

describe('the window of an event token', () => {
  it('begins with the next counter', () => {
    expect(eventWindow({ nextCounter: 0, lookAhead: 0 })).toStrictEqual({ from: 0, to: 0 });
    expect(eventWindow({ nextCounter: 7, lookAhead: 10 })).toStrictEqual({ from: 7, to: 17 });
  });

  it('has the counters before it as used ones', () => {
    expect(usedEventWindow({ nextCounter: 7, lookBack: 3 })).toStrictEqual({ from: 4, to: 6 });
    expect(usedEventWindow({ nextCounter: 2, lookBack: 10 })).toStrictEqual({ from: 0, to: 1 });
    expect(windowSize(usedEventWindow({ nextCounter: 0, lookBack: 10 }))).toBe(0);
  });

  it('ends with the highest counter', () => {
    expect(eventWindow({ nextCounter: COUNTER_MAXIMUM, lookAhead: 5 })).toStrictEqual({
      from: COUNTER_MAXIMUM,
      to: COUNTER_MAXIMUM,
    });
    expect(windowSize(eventWindow({ nextCounter: COUNTER_MAXIMUM + 1, lookAhead: 5 }))).toBe(0);
    expect(usedEventWindow({ nextCounter: COUNTER_MAXIMUM + 1, lookBack: 1 })).toStrictEqual({
      from: COUNTER_MAXIMUM,
      to: COUNTER_MAXIMUM,
    });
  });
});

describe('numbers that no token or setting has', () => {
  it.each<[string, () => unknown]>([
    ['drift-out-of-range', () => timeWindow({ ...usual, drift: 0.5 })],
    ['drift-out-of-range', () => timeWindow({ ...usual, drift: Number.NaN })],
    ['window-out-of-range', () => timeWindow({ ...usual, steps: -1 })],
    ['window-out-of-range', () => timeWindow({ ...usual, steps: WINDOW_MAXIMUM + 1 })],
    ['window-out-of-range', () => eventWindow({ nextCounter: 0, lookAhead: 1.5 })],
    ['window-out-of-range', () => usedEventWindow({ nextCounter: 0, lookBack: -1 })],
    ['counter-out-of-range', () => eventWindow({ nextCounter: -1, lookAhead: 1 })],
    ['counter-out-of-range', () => eventWindow({ nextCounter: Number.NaN, lookAhead: 1 })],
    ['counter-out-of-range', () => timeWindow({ ...usual, lastCounter: -2 })],
    ['counter-out-of-range', () => timeWindow({ ...usual, lastCounter: 0.5 })],
    ['time-out-of-range', () => timeWindow({ ...usual, now: Number.NaN })],
  ])('throw %s', (code, compute) => {
    expect(compute).toThrow(expect.objectContaining({ name: 'OtpRangeError', code }));
  });
});
