import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { eventually } from '@countersign/testing';
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

  /** Runs that end when they are told to, by their first input. */
  const held = (overlapAfterMs: number) => {
    const runs: string[][] = [];
    const ends = new Map<string, () => void>();
    const batcher = new TurnBatcher<string, string>(async (inputs) => {
      runs.push([...inputs]);
      await new Promise<void>((resolve) => { ends.set(inputs[0] ?? '', resolve); });
      return [...inputs];
    }, { most: 10, concurrent: 2, overlapAfterMs });
    const begun = async (count: number): Promise<void> => eventually(() => expect(runs).toHaveLength(count));
    return { runs, batcher, begun, end: (first: string): void => ends.get(first)?.() };
  };

  test('what comes while a run is young waits for it, and is run together', async () => {
    const { runs, batcher, begun, end } = held(60_000);
    const first = batcher.add('first');
    await begun(1);
    const others = [batcher.add('second')];
    await pause(1);
    others.push(batcher.add('third'));
    await pause(1);
    expect(runs).toEqual([['first']]);
    end('first');
    expect(await first).toBe('first');
    await begun(2);
    end('second');
    expect(await Promise.all(others)).toEqual(['second', 'third']);
    expect(runs).toEqual([['first'], ['second', 'third']]);
  });

  test('a run that is slow holds nobody up for longer', async () => {
    const { batcher, begun, end } = held(10);
    const slow = batcher.add('slow');
    await begun(1);
    const next = batcher.add('next');
    await begun(2);
    end('next');
    expect(await next).toBe('next');
    end('slow');
    expect(await slow).toBe('slow');
  });

  test('a run that fails fails its own inputs and no others', async () => {
    const batcher = new TurnBatcher<number, number>(async (inputs) => {
      if (inputs.includes(1)) throw new Error('no database');
      return [...inputs];
    }, { most: 1, concurrent: 1, overlapAfterMs: 0 });
    const [first, second] = await Promise.allSettled([batcher.add(1), batcher.add(2)]);
    expect([first?.status, second?.status]).toEqual(['rejected', 'fulfilled']);
  });

  test('is busy while a run is under way or somebody waits, and for a moment after a crowd', async () => {
    let now = 1000;
    const ends: (() => void)[] = [];
    const batcher = new TurnBatcher<number, number>(async (inputs) => {
      await new Promise<void>((resolve) => ends.push(resolve));
      return [...inputs];
    }, { most: 100, concurrent: 1, overlapAfterMs: 60_000 }, () => now);
    const decideTogether = async (count: number, takesMs: number): Promise<void> => {
      const decided = Promise.all(Array.from({ length: count }, (_, index) => batcher.add(index)));
      expect(batcher.isBusy).toBe(true);
      await eventually(() => expect(ends).toHaveLength(1));
      expect(batcher.isBusy).toBe(true);
      now += takesMs;
      ends.pop()?.();
      await decided;
    };
    expect(batcher.isBusy).toBe(false);
    await decideTogether(15, 1);
    expect(batcher.isBusy).toBe(false);
    await decideTogether(16, 150);
    now += 99;
    expect(batcher.isBusy).toBe(true);
    now += 1;
    expect(batcher.isBusy).toBe(false);
  });
});
