import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Fingerprints } from './fingerprints.ts';

test('holds what was added, and nothing else', () => {
  fc.assert(fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 12 })), fc.array(fc.string({ maxLength: 3 })), (added, others) => {
    const fingerprints = new Fingerprints(added.length);
    for (const text of added) fingerprints.add(text);
    const expected = new Set(added);
    expect(fingerprints.size).toBe(expected.size);
    for (const text of [...added, ...others]) expect([text, fingerprints.has(text)]).toEqual([text, expected.has(text)]);
  }));
});

test.each([1, 2, 3, 1000, 4096])('holds as many as it is made for: %d', (capacity) => {
  const fingerprints = new Fingerprints(capacity);
  for (let number = 0; number < capacity; number += 1) fingerprints.add(`name ${number}`);
  expect(() => fingerprints.add('name 0')).not.toThrow();
  expect(() => fingerprints.add('one more')).toThrow(RangeError);
  expect(fingerprints.size).toBe(capacity);
  expect(Array.from({ length: capacity }, (_, number) => fingerprints.has(`name ${number}`))).not.toContain(false);
  expect(Array.from({ length: 1000 }, (_, number) => fingerprints.has(`other ${number}`))).not.toContain(true);
});
