import { expect, test } from '@jest/globals';
import { eventually } from './eventually.ts';

test('repeats until the assertion holds and returns its result', async () => {
  let tries = 0;
  const result = await eventually(() => {
    tries += 1;
    expect(tries).toBeGreaterThan(2);
    return `after ${tries}`;
  }, { interval: 1 });
  expect(result).toBe('after 3');
});

test('throws what was thrown last when time is over', async () => {
  let tries = 0;
  const attempt = async (): Promise<never> => {
    tries += 1;
    throw new Error(`try ${tries}`);
  };
  await expect(eventually(attempt, { timeout: 1000, interval: 5 })).rejects.toThrow(`try`);
  expect(tries).toBeGreaterThan(2);
  tries = 100;
  await expect(eventually(attempt, { timeout: 0 })).rejects.toThrow('try 101');
});
