import { describe, expect, it } from '@jest/globals';
import { anyCharacter } from '@countersign/testing/any-character';
import * as fc from 'fast-check';
import { codeAt, counterAt } from './code-at.ts';
import { COUNTER_MAXIMUM } from './counter.ts';
import type { OtpDefinition, TotpDefinition } from './definition.ts';
import { OtpKey } from './otp-key.ts';
import { classifyMiss, hasCodeShape, synchronise, verifyCode, verifyNextCode } from './verify.ts';
import {
  type CounterWindow,
  driftOf,
  eventWindow,
  timeWindow,
  usedEventWindow,
  usedTimeWindow,
} from './windows.ts';

const hotp: OtpDefinition = { kind: 'hotp', hash: 'sha1', digits: 6 };
const totp: TotpDefinition = { kind: 'totp', hash: 'sha256', digits: 8, period: 30, t0: 0 };
const key = new OtpKey(Buffer.from('12345678901234567890'));

const definitions = fc.constantFrom<OtpDefinition>(
  hotp,
  { kind: 'hotp', hash: 'sha512', digits: 7 },
  totp,
  { kind: 'gmt-sm3', digits: 6, period: 60, t0: 0 },
  { kind: 'gmt-sm4', digits: 8, period: 60, t0: 0 },
);
const keys = fc.uint8Array({ minLength: 16, maxLength: 40 }).map((seed) => new OtpKey(seed));

/** Every counter in the window whose code is this one: short codes do repeat now and then. */
function matches(definition: OtpDefinition, seedKey: typeof key, code: string, { from, to }: CounterWindow): number[] {
  const counters = Array.from({ length: Math.max(0, to - from + 1) }, (_, at) => from + at);
  return counters.filter((counter) => codeAt(definition, seedKey, counter) === code);
}

describe('verifying a code', () => {
  it('returns the counter of an RFC 4226 code wherever it lies in the window', () => {
    expect(verifyCode(hotp, key, '755224', { from: 0, to: 9 })).toStrictEqual({ counter: 0 });
    expect(verifyCode(hotp, key, '520489', { from: 0, to: 9 })).toStrictEqual({ counter: 9 });
    expect(verifyCode(hotp, key, '520489', { from: 9, to: 9 })).toStrictEqual({ counter: 9 });
    expect(verifyCode(hotp, key, '520489', { from: 0, to: 8 })).toBeUndefined();
    expect(verifyCode(hotp, key, '755224', { from: 1, to: 9 })).toBeUndefined();
    expect(verifyCode(hotp, key, '755224', { from: 1, to: 0 })).toBeUndefined();
  });

  it('finds each code of a window, of every kind, and none from outside', () => {
    fc.assert(fc.property(
      definitions, keys, fc.nat({ max: 2 ** 40 }), fc.nat({ max: 6 }), fc.integer({ min: -2, max: 8 }),
      (definition, seedKey, from, reach, offset) => {
        fc.pre(from + offset >= 0);
        const window = { from, to: from + reach };
        const code = codeAt(definition, seedKey, from + offset);
        const [lowest] = matches(definition, seedKey, code, window);
        const found = verifyCode(definition, seedKey, code, window);
        expect(found).toStrictEqual(lowest === undefined ? undefined : { counter: lowest });
        if (offset >= 0 && offset <= reach) expect(found).toBeDefined();
      },
    ), { numRuns: 200 });
  });

  it('reaches the highest counter', () => {
    const window = { from: COUNTER_MAXIMUM - 1, to: COUNTER_MAXIMUM };
    const last = codeAt(hotp, key, COUNTER_MAXIMUM);
    expect(verifyCode(hotp, key, last, window)).toStrictEqual({ counter: COUNTER_MAXIMUM });
  });

  it('prefers the lower of two counters with the same code', () => {
    const [lower, higher] = sameCodes();
    expect(codeAt(hotp, key, lower)).toBe(codeAt(hotp, key, higher));
    const code = codeAt(hotp, key, lower);
    expect(verifyCode(hotp, key, code, { from: 0, to: higher })).toStrictEqual({ counter: lower });
    expect(verifyCode(hotp, key, code, { from: lower + 1, to: higher })).toStrictEqual({ counter: higher });
  });
});

describe('hostile codes', () => {
  const allowed = { from: 0, to: 9 };
  const hostile = [
    '', '75522', '7552240', '0755224', ' 755224', '755224 ', '755224\n', '755224\0', '75522a', '+755224', '755.24',
    '7e5224', '-55224', '0x5224', '７５５２２４', '٧٥٥٢٢٤', '75522\u0134', '\ud800\ud800\ud800\ud800\ud800\ud800',
    '\u0000'.repeat(6), '9'.repeat(100_000), '__proto__', 'NaN',
    '755224'.split('').toReversed().join(''),
  ];

  it.each(hostile)('%j matches nothing', (code) => {
    expect(verifyCode(hotp, key, code, allowed)).toBeUndefined();
    expect(classifyMiss(hotp, key, code, allowed)).toBe('wrong');
    expect(verifyNextCode(hotp, key, code, -1)).toBeUndefined();
    expect(synchronise(hotp, key, code, '287082', allowed)).toBeUndefined();
    expect(synchronise(hotp, key, '755224', code, allowed)).toBeUndefined();
  });

  it('of another shape are not even computed', () => {
    class UnusableKey extends OtpKey {
      override hmac(): never {
        throw new Error('computed');
      }
    }
    const unusable = new UnusableKey(Buffer.alloc(20));
    expect(() => verifyCode(hotp, unusable, '755224', allowed)).toThrow('computed');
    expect(verifyCode(hotp, unusable, '75522x', allowed)).toBeUndefined();
    expect(verifyCode(hotp, unusable, '7552240', allowed)).toBeUndefined();
  });

  it('of any text never throw and match only as the digits they are', () => {
    const good = new Set(Array.from({ length: 10 }, (_, counter) => codeAt(hotp, key, counter)));
    const text = fc.oneof(fc.string({ unit: anyCharacter, maxLength: 12 }), fc.stringMatching(/^[0-9]{5,7}$/));
    fc.assert(fc.property(text, (code) => {
      expect(verifyCode(hotp, key, code, allowed) !== undefined).toBe(good.has(code));
    }));
  });

  it('have another shape: exactly the number of ASCII digits counts', () => {
    expect(hasCodeShape(hotp, '000000')).toBe(true);
    expect(hasCodeShape(hotp, '00000000')).toBe(false);
    expect(hasCodeShape(totp, '00000000')).toBe(true);
  });
});

describe('the code directly after a counter', () => {
  it('is the only one accepted', () => {
    expect(verifyNextCode(hotp, key, '287082', 0)).toStrictEqual({ counter: 1 });
    expect(verifyNextCode(hotp, key, '755224', 0)).toBeUndefined();
    expect(verifyNextCode(hotp, key, '359152', 0)).toBeUndefined();
    expect(verifyNextCode(hotp, key, '755224', -1)).toStrictEqual({ counter: 0 });
  });

  it('does not exist after the highest counter', () => {
    expect(verifyNextCode(hotp, key, '755224', COUNTER_MAXIMUM)).toBeUndefined();
  });
});

describe('a code used before', () => {
  it('is a replay for an event token as far as one looks back', () => {
    const allowed = eventWindow({ nextCounter: 5, lookAhead: 4 });
    for (const replayed of ['254676', '287922', '162583', '399871', '520489']) {
      expect(verifyCode(hotp, key, replayed, allowed)).toBeDefined();
    }
    for (const replayed of ['338314', '969429', '359152']) {
      expect(verifyCode(hotp, key, replayed, allowed)).toBeUndefined();
      expect(classifyMiss(hotp, key, replayed, usedEventWindow({ nextCounter: 5, lookBack: 3 }))).toBe('replayed');
    }
    expect(classifyMiss(hotp, key, '287082', usedEventWindow({ nextCounter: 5, lookBack: 3 }))).toBe('wrong');
    expect(classifyMiss(hotp, key, '123456', usedEventWindow({ nextCounter: 5, lookBack: 5 }))).toBe('wrong');
  });

  it('is a replay for a time token within the tolerated steps, and wrong beyond', () => {
    const used = { definition: totp, now: 1_111_111_109, drift: 0, steps: 2 };
    const step = counterAt(totp, used.now);
    for (let counter = step - 4; counter <= step + 4; counter += 1) {
      const input = { ...used, lastCounter: step };
      const code = codeAt(totp, key, counter);
      const isAllowed = counter > step && counter <= step + 2;
      const isReplay = counter <= step && counter >= step - 2;
      expect(verifyCode(totp, key, code, timeWindow(input))).toStrictEqual(isAllowed ? { counter } : undefined);
      expect(classifyMiss(totp, key, code, usedTimeWindow(input))).toBe(isReplay ? 'replayed' : 'wrong');
    }
  });

  it('is good again within its step only when the caller says so', () => {
    const input = { definition: totp, now: 59, drift: 0, steps: 1 };
    const code = codeAt(totp, key, 1);
    expect(verifyCode(totp, key, code, timeWindow({ ...input, lastCounter: 1 }))).toBeUndefined();
    expect(verifyCode(totp, key, code, timeWindow({ ...input, lastCounter: 1 - 1 }))).toStrictEqual({ counter: 1 });
  });

  it('is never accepted twice, in whatever order codes come', () => {
    fc.assert(fc.property(keys, fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 20 }), (seedKey, shown) => {
      const accepted: number[] = [];
      let nextCounter = 0;
      for (const counter of shown) {
        const code = codeAt(hotp, seedKey, counter);
        const match = verifyCode(hotp, seedKey, code, eventWindow({ nextCounter, lookAhead: 5 }));
        if (match === undefined) continue;
        accepted.push(match.counter);
        nextCounter = match.counter + 1;
      }
      expect(accepted).toStrictEqual([...new Set(accepted)].toSorted((a, b) => a - b));
    }), { numRuns: 100 });
  });
});

describe('synchronising from two consecutive codes', () => {
  it('returns the counter of the second code', () => {
    expect(synchronise(hotp, key, '755224', '287082', { from: 0, to: 1000 })).toStrictEqual({ counter: 1 });
    expect(synchronise(hotp, key, '399871', '520489', { from: 0, to: 9 })).toStrictEqual({ counter: 9 });
  });

  it('wants them in order, consecutive, and both in the window', () => {
    const window = { from: 1, to: 8 };
    expect(synchronise(hotp, key, '287082', '359152', window)).toStrictEqual({ counter: 2 });
    expect(synchronise(hotp, key, '359152', '287082', window)).toBeUndefined();
    expect(synchronise(hotp, key, '287082', '969429', window)).toBeUndefined();
    expect(synchronise(hotp, key, '287082', '287082', window)).toBeUndefined();
    expect(synchronise(hotp, key, '755224', '287082', window)).toBeUndefined();
    expect(synchronise(hotp, key, '399871', '520489', window)).toBeUndefined();
    expect(synchronise(hotp, key, '287082', '359152', { from: 1, to: 1 })).toBeUndefined();
    expect(synchronise(hotp, key, '287082', '359152', { from: 2, to: 1 })).toBeUndefined();
  });

  it('finds a time token that ran away, either way, and gives its drift', () => {
    const now = 1_600_000_000;
    fc.assert(fc.property(keys, fc.integer({ min: -120, max: 120 }), (seedKey, ahead) => {
      const shown = counterAt(totp, now) + ahead;
      const wide = timeWindow({ definition: totp, now, drift: 0, steps: 122, lastCounter: undefined });
      const codes = [codeAt(totp, seedKey, shown), codeAt(totp, seedKey, shown + 1)] as const;
      const match = synchronise(totp, seedKey, ...codes, wide);
      expect(match).toStrictEqual({ counter: shown + 1 });

      const drift = driftOf(totp, shown + 1, now);
      const later = now + 300;
      const narrow = timeWindow({ definition: totp, now: later, drift, steps: 1, lastCounter: shown + 1 });
      const next = codeAt(totp, seedKey, counterAt(totp, later) + drift);
      expect(verifyCode(totp, seedKey, next, narrow)).toStrictEqual({ counter: shown + 11 });
    }), { numRuns: 25 });
  });

  it('never takes a used code', () => {
    const now = 1_600_000_000;
    const step = counterAt(totp, now);
    const window = timeWindow({ definition: totp, now, drift: 0, steps: 100, lastCounter: step });
    const codes = [step - 1, step, step + 1, step + 2].map((counter) => codeAt(totp, key, counter));
    const [first = '', second = '', third = '', fourth = ''] = codes;
    expect(synchronise(totp, key, first, second, window)).toBeUndefined();
    expect(synchronise(totp, key, second, third, window)).toBeUndefined();
    expect(synchronise(totp, key, third, fourth, window)).toStrictEqual({ counter: step + 2 });
  });

  it('is refused for an absurd window', () => {
    expect(() => synchronise(hotp, key, '755224', '287082', { from: 0, to: 1e9 })).toThrow(
      expect.objectContaining({ code: 'window-out-of-range' }),
    );
  });
});

/** The first two counters of the test seed that share a six-digit code. */
function sameCodes(): [number, number] {
  const seen = new Map<string, number>();
  for (let counter = 0; counter < 20_000; counter += 1) {
    const code = codeAt(hotp, key, counter);
    const earlier = seen.get(code);
    if (earlier !== undefined) return [earlier, counter];
    seen.set(code, counter);
  }
  throw new Error('no two counters share a code');
}
