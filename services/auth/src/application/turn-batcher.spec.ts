import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { TurnBatcher } from './turn-batcher.ts';

describe('turns', () => {
  test('what arrives within one event-loop turn is run together, in its order', async () => {
    const runs: number[][] = [];
    const batcher = new TurnBatcher<number, number>(async (inputs) => {
      runs.push([...inputs]);
      return inputs.map((input) => input * 2);
    }, { most: 10, concurrent: 2, overlapAfterMs: 1000 });
    expect(await Promise.all([1, 2, 3].map((input) => batcher.add(input)))).toEqual([2, 4, 6]);
    expect(runs).toEqual([[1, 2, 3]]);
  });

  test('no run is larger than the most, and no more run at once than may', async () => {
    let running = 0;
    const peaks: number[] = [];
    const sizes: number[] = [];
    const batcher = new TurnBatcher<number, number>(async (inputs) => {
      running += 1;
      peaks.push(running);
      sizes.push(inputs.length);
      await pause(5);
      running -= 1;
      return [...inputs];
    }, { most: 4, concurrent: 2, overlapAfterMs: 0 });
    const inputs = Array.from({ length: 30 }, (_, index) => index);
    expect(await Promise.all(inputs.map((input) => batcher.add(input)))).toEqual(inputs);
    expect(Math.max(...peaks)).toBe(2);
    expect(Math.max(...sizes)).toBe(4);
  });

  test('what comes while a run is young waits for it; a slow run holds nobody up for longer', async () => {
    const ended: string[] = [];
    const runs: string[][] = [];
    const batcher = new TurnBatcher<string, string>(async (inputs) => {
      runs.push([...inputs]);
      await pause(inputs.includes('slow') ? 200 : 5);
      ended.push(...inputs);
      return [...inputs];
    }, { most: 10, concurrent: 2, overlapAfterMs: 40 });
    const all = [batcher.add('quick')];
    await pause(1);
    all.push(batcher.add('slow'), batcher.add('beside it'));
    await pause(20);
    all.push(batcher.add('behind it'));
    await Promise.all(all);
    expect(runs).toEqual([['quick'], ['slow', 'beside it'], ['behind it']]);
    expect(ended).toEqual(['quick', 'behind it', 'slow', 'beside it']);
  });

  test('a run that fails fails its own inputs and no others', async () => {
    const batcher = new TurnBatcher<number, number>(async (inputs) => {
      if (inputs.includes(1)) throw new Error('no database');
      return [...inputs];
    }, { most: 1, concurrent: 1, overlapAfterMs: 0 });
    const [first, second] = await Promise.allSettled([batcher.add(1), batcher.add(2)]);
    expect([first?.status, second?.status]).toEqual(['rejected', 'fulfilled']);
  });
});
