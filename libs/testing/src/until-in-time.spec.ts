import { expect, test } from '@jest/globals';
import { untilInTime } from './until-in-time.ts';

test('what came too late is tried again', async () => {
  const results = [undefined, undefined, 0, 1];
  expect(await untilInTime(async () => results.shift())).toBe(0);
  expect(results).toEqual([1]);
});

test('what is wrong fails at once', async () => {
  let tries = 0;
  await expect(untilInTime(async () => {
    tries += 1;
    throw new RangeError('wrong');
  })).rejects.toThrow('wrong');
  expect(tries).toBe(1);
});

test('it ends', async () => {
  let tries = 0;
  await expect(untilInTime(async () => {
    tries += 1;
    return undefined;
  })).rejects.toThrow('too late 10 times');
  expect(tries).toBe(10);
});
