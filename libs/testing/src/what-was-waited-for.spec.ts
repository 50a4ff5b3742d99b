import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { beforeTimer, inOneTurn } from './what-was-waited-for.ts';

/** Nothing else happens meanwhile, as on a machine that others use. */
function stall(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

describe('in one turn', () => {
  test('is what needs promises alone, however many and however long they take', async () => {
    expect(await inOneTurn(async () => {
      for (let step = 0; step < 1000; step += 1) await Promise.resolve();
      stall(30);
      return 'there';
    })).toBe('there');
  });

  test('is not what waits for the shortest timer', async () => {
    await expect(inOneTurn(async () => pause(0))).rejects.toThrow('It waited for something.');
  });
});

describe('before a timer', () => {
  test('is what an earlier one ends, although both are late', async () => {
    expect(await beforeTimer(20, async () => {
      const ended = pause(10, 'ended');
      stall(60);
      return ended;
    })).toBe('ended');
  });

  test('counts from now, whatever was done just before', async () => {
    stall(60);
    expect(await beforeTimer(40, async () => {
      const ended = new Promise((resolve) => { setTimeout(resolve, 20, 'ended'); });
      return ended;
    })).toBe('ended');
  });

  test('is not what a later one ends', async () => {
    await expect(beforeTimer(10, async () => pause(20))).rejects.toThrow('A timer of 10 ms was over first.');
  });

  test('a failure stays what it is', async () => {
    await expect(beforeTimer(1000, async () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  });
});
