import { expect, test } from '@jest/globals';
import { RandomPool } from './random-pool.ts';

test('no byte is given out twice', () => {
  let count = 0;
  // Numbered words instead of random ones: a word that came twice would show.
  const pool = new RandomPool((size) => {
    const bytes = Buffer.alloc(size);
    for (let offset = 0; offset < size; offset += 4) bytes.writeUInt32BE(count++, offset);
    return bytes;
  });
  const words = Array.from({ length: 5000 }, (_, index) => pool.take(4 + 4 * (index % 4)))
    .flatMap((bytes) => Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readUInt32BE(index * 4)));
  expect(new Set(words).size).toBe(words.length);
});

test('more than the pool holds is not cut short', () => {
  expect(new RandomPool().take(10_000)).toHaveLength(10_000);
});

test('two pools give different bytes', () => {
  expect(new RandomPool().take(16)).not.toEqual(new RandomPool().take(16));
});
