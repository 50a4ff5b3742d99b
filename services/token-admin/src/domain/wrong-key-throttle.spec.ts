import { expect, test } from '@jest/globals';
import { WRONG_KEYS, WRONG_KEYS_WINDOW_MS, WrongKeyThrottle } from './wrong-key-throttle.ts';

const NOW = 1_800_000_000_000;

test('sources are counted apart, and a window is not prolonged by what comes in it', () => {
  const throttle = new WrongKeyThrottle();
  for (let tries = 0; tries < WRONG_KEYS; tries += 1) throttle.wrong('a', NOW);
  throttle.wrong('a', NOW + WRONG_KEYS_WINDOW_MS - 1);
  expect(throttle.delayOf('a', 'k', NOW + WRONG_KEYS_WINDOW_MS - 1)).toBe(1);
  expect(throttle.delayOf('a', 'k', NOW + WRONG_KEYS_WINDOW_MS)).toBe(0);
  expect(throttle.delayOf('b', 'k', NOW)).toBe(0);
});

test('a key that was right is heard, from its source alone, for a day', () => {
  const throttle = new WrongKeyThrottle();
  throttle.right('a', 'k', NOW);
  const later = NOW + 24 * 60 * 60_000;
  for (const at of [NOW, later]) {
    for (const source of ['a', 'b']) for (let tries = 0; tries < WRONG_KEYS; tries += 1) throttle.wrong(source, at);
  }
  expect(throttle.delayOf('a', 'k', NOW)).toBe(0);
  expect(throttle.delayOf('a', 'other', NOW)).toBeGreaterThan(0);
  expect(throttle.delayOf('b', 'k', NOW)).toBeGreaterThan(0);
  expect(throttle.delayOf('a', 'k', later)).toBeGreaterThan(0);
});

test('a million sources cost no more than ten thousand', () => {
  const throttle = new WrongKeyThrottle();
  for (let tries = 0; tries < WRONG_KEYS; tries += 1) throttle.wrong('first', NOW);
  for (let source = 0; source < 9_999; source += 1) throttle.wrong(`s${source}`, NOW);
  expect(throttle.delayOf('first', 'k', NOW)).toBeGreaterThan(0);
  throttle.wrong('one more', NOW);
  expect(throttle.delayOf('first', 'k', NOW)).toBe(0);
});
