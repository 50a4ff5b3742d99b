import { expect, test } from '@jest/globals';
import { axisTicks } from './axis-ticks.ts';

test.each([
  [0, [1]], [1, [1]], [3, [1, 2, 3]], [7, [2, 4, 6, 8]], [90, [50, 100]], [1234, [500, 1000, 1500]], [40, [10, 20, 30, 40]], [1_000_000, [500_000, 1_000_000]],
])('the axis of a chart up to %d', (most, ticks) => {
  expect(axisTicks(most)).toEqual(ticks);
});

test('never more than five lines, always whole numbers, and room for the highest bar', () => {
  for (let most = 1; most < 3000; most += 1) {
    const ticks = axisTicks(most);
    expect(ticks.length).toBeLessThanOrEqual(5);
    expect(ticks.at(-1)).toBeGreaterThanOrEqual(most);
    expect(ticks.every((tick) => Number.isInteger(tick))).toBe(true);
  }
});
