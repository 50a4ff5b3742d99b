import { describe, expect, test } from '@jest/globals';
import { seededRandom } from './seeded-random.ts';

describe('seeded randomness', () => {
  test('is the same for the same seed and differs for another', () => {
    const draw = (seed: number): number[] => {
      const random = seededRandom(seed);
      return Array.from({ length: 20 }, () => random.next());
    };
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });

  test('fills its range evenly', () => {
    const random = seededRandom(3);
    const counts = Array.from({ length: 10 }, () => 0);
    for (let draw = 0; draw < 100_000; draw += 1) {
      const value = random.integer(10);
      counts[value] = (counts[value] ?? 0) + 1;
    }
    // Five standard deviations around 10,000.
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(475);
  });

  test('gives bytes of all values', () => {
    const bytes = seededRandom(4).bytes(10_000);
    expect(bytes).toHaveLength(10_000);
    expect(new Set(bytes).size).toBe(256);
  });

  test('shuffles without losing anything and leaves the original alone', () => {
    const items = Array.from({ length: 50 }, (_, index) => index);
    const shuffled = seededRandom(5).shuffled(items);
    expect(shuffled).not.toEqual(items);
    expect(shuffled.toSorted((one, other) => one - other)).toEqual(items);
    expect(items[0]).toBe(0);
  });

  test('picks every item sooner or later, and nothing from nothing', () => {
    const random = seededRandom(6);
    expect(new Set(Array.from({ length: 200 }, () => random.pick(['a', 'b', 'c'])))).toEqual(new Set(['a', 'b', 'c']));
    expect(() => random.pick([])).toThrow(RangeError);
  });
});
