import { expect, test } from '@jest/globals';
import { fakeClock } from './fake-clock.ts';

test('stands still until it is moved', () => {
  const clock = fakeClock(1_000);
  expect([clock.now(), clock.now()]).toEqual([1_000, 1_000]);
  expect(clock.advance(250)).toBe(1_250);
  expect(clock.advance(-50)).toBe(1_200);
  clock.set(7);
  expect(clock.now()).toBe(7);
});

test('starts at the same moment in every run', () => {
  expect(fakeClock().now()).toBe(fakeClock().now());
});
