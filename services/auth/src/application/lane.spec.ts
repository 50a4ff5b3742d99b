import { expect, test } from '@jest/globals';
import { Lane } from './lane.ts';

test('so many run, so many wait in their order, the rest is turned away', async () => {
  const lane = new Lane({ concurrent: 2, waiting: 2 });
  const started: number[] = [];
  const ends: (() => void)[] = [];
  const results = [0, 1, 2, 3, 4].map(async (index) => lane.run(async () => {
    started.push(index);
    await new Promise<void>((resolve) => { ends.push(resolve); });
    return index;
  }));
  expect(await results[4]).toBeUndefined();
  expect(started).toEqual([0, 1]);
  ends[0]?.();
  expect(await results[0]).toBe(0);
  await new Promise((resolve) => { setImmediate(resolve); });
  expect(started).toEqual([0, 1, 2]);
  for (let round = 0; round < 3; round += 1) {
    for (const end of ends) end();
    await new Promise((resolve) => { setImmediate(resolve); });
  }
  expect(await Promise.all(results)).toEqual([0, 1, 2, 3, undefined]);
  expect(await lane.run(async () => 'room again')).toBe('room again');
});

test('what fails gives its place back', async () => {
  const lane = new Lane({ concurrent: 1, waiting: 0 });
  await expect(lane.run(async () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(await lane.run(async () => 1)).toBe(1);
});
