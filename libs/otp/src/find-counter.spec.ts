import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { type CodeGenerator, findCounter } from './find-counter.ts';
import { WINDOW_MAXIMUM } from './windows.ts';

/** Every counter below a million has a code of its own. */
const distinct: CodeGenerator = (counter) => String(counter).padStart(6, '0');
/** Counters five apart share a code. */
const repeating: CodeGenerator = (counter) => String(counter % 5).padStart(6, '0');

describe('finding the counter of a code', () => {
  it('succeeds at both edges of the window and at neither neighbour', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 900_000 }), fc.nat({ max: 60 }), (from, reach) => {
      const window = { from, to: from + reach };
      expect(findCounter(distinct, distinct(from), window)).toBe(from);
      expect(findCounter(distinct, distinct(from + reach), window)).toBe(from + reach);
      expect(findCounter(distinct, distinct(from - 1), window)).toBeUndefined();
      expect(findCounter(distinct, distinct(from + reach + 1), window)).toBeUndefined();
    }));
  });

  it('prefers the lowest of several', () => {
    expect(findCounter(repeating, '000003', { from: 0, to: 20 })).toBe(3);
    expect(findCounter(repeating, '000003', { from: 4, to: 20 })).toBe(8);
  });

  it('computes the whole window on a miss and nothing for an empty one', () => {
    const asked: number[] = [];
    const recording: CodeGenerator = (counter) => {
      asked.push(counter);
      return '000000';
    };
    expect(findCounter(recording, '999999', { from: 3, to: 6 })).toBeUndefined();
    expect(asked).toStrictEqual([3, 4, 5, 6]);
    expect(findCounter(recording, '000000', { from: 6, to: 3 })).toBeUndefined();
    expect(asked).toHaveLength(4);
  });

  it('keeps characters apart that share their low byte', () => {
    // U+0131 and U+0132 end in the bytes of "1" and "2".
    expect(findCounter(() => '12', '\u0131\u0132', { from: 0, to: 0 })).toBeUndefined();
    expect(findCounter(() => '12', '１２', { from: 0, to: 0 })).toBeUndefined();
  });

  it.each([
    { from: 0, to: WINDOW_MAXIMUM },
    { from: -1, to: 3 },
    { from: 0.5, to: 3 },
    { from: 0, to: Number.NaN },
    { from: Number.NaN, to: 3 },
    { from: 0, to: Number.POSITIVE_INFINITY },
  ])('is refused for the window %j', (window) => {
    expect(() => findCounter(distinct, '000001', window)).toThrow(
      expect.objectContaining({ code: 'window-out-of-range' }),
    );
  });
});
