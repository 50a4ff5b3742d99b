import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson } from './chain.ts';

/** The same value with the keys of every object the other way round. */
function turnedRound(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(turnedRound);
  return Object.fromEntries(Object.entries(value).toReversed().map(([key, field]) => [key, turnedRound(field)]));
}

test('one value has one text, whatever the order of its keys, and the text has them in order', () => {
  fc.assert(fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
    const text = canonicalJson(value);
    expect(canonicalJson(turnedRound(value))).toBe(text);
    expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
  }));
});

test.each([
  [{ b: 1, a: { d: [{ z: 1, y: 2 }], c: undefined } }, '{"a":{"d":[{"y":2,"z":1}]},"b":1}'],
  [{ a: 1, b: undefined, c: null }, '{"a":1,"c":null}'],
  // JavaScript gives keys that are numbers back by their size; their text goes by their characters.
  [{ 9: 'nine', 10: 'ten' }, '{"10":"ten","9":"nine"}'],
  [{ Z: 1, a: 2, ä: 3 }, '{"Z":1,"a":2,"ä":3}'],
  [[], '[]'], [{}, '{}'], ['text', '"text"'], [null, 'null'], [undefined, 'null'],
])('%j', (value, text) => {
  expect(canonicalJson(value)).toBe(text);
});
