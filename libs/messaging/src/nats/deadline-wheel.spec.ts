import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { DeadlineWheel, TICK_MS } from './deadline-wheel.ts';

let time = 0;
const now = (): number => time;
const advance = (ms: number): void => {
  for (const until = time + ms; time < until;) {
    time += 1;
    jest.advanceTimersByTime(1);
  }
};

beforeEach(() => {
  time = 1234.5;
  jest.useFakeTimers({ doNotFake: ['performance'] });
});
afterEach(() => {
  jest.useRealTimers();
});

test('each expires once, never early, and within two ticks', () => {
  const expired = new Map<number, number>();
  const wheel = new DeadlineWheel<number>(now, (afterMs) => {
    expect(expired.has(afterMs)).toBe(false);
    expired.set(afterMs, time);
  });
  const start = time;
  const delays = [0, 0.5, 1, 9, 10, 11, 250, 2500];
  for (const afterMs of delays) wheel.add(afterMs, afterMs);
  advance(3000);
  for (const afterMs of delays) {
    const took = (expired.get(afterMs) ?? Infinity) - start;
    expect(took).toBeGreaterThanOrEqual(afterMs);
    expect(took).toBeLessThanOrEqual(afterMs + 2 * TICK_MS);
  }
  expect(jest.getTimerCount()).toBe(0); // nothing waits: no timer
});

test('what is removed does not expire; what is added while the wheel turns does', () => {
  const expired: string[] = [];
  const wheel: DeadlineWheel<string> = new DeadlineWheel(now, (item) => {
    expired.push(item);
    if (item === 'first') wheel.add('again', 0);
  });
  const slot = wheel.add('removed', 50);
  wheel.add('first', 50);
  wheel.remove('removed', slot);
  wheel.remove('removed', slot);
  advance(200);
  expect(expired).toEqual(['first', 'again']);
});

test('an event loop that was held up expires everything that is due, then goes on', () => {
  const expired: number[] = [];
  const wheel = new DeadlineWheel<number>(now, (item) => expired.push(item));
  for (let item = 1; item <= 100; item += 1) wheel.add(item, item * 20);
  time += 1000; // no timer ran meanwhile
  advance(2 * TICK_MS);
  expect(expired.length).toBeGreaterThanOrEqual(50);
  expect(expired.length).toBeLessThan(55);
  advance(1100);
  expect(expired).toHaveLength(100);
});
