import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { anyCharacter } from './any-character.ts';

const PARAMETERS = { seed: 20_261_121, numRuns: 500 };
const strings = fc.sample(fc.string({ unit: anyCharacter }), PARAMETERS);
const characters = strings.flatMap((text) => Array.from(text));

test('comes from all of Unicode, and is never half of a pair', () => {
  expect(strings.filter((text) => !text.isWellFormed())).toEqual([]);
  const planes = new Set(characters.map((character) => (character.codePointAt(0) ?? 0) >> 16));
  expect(planes).toEqual(new Set(Array.from({ length: 17 }, (_, plane) => plane)));
  expect(characters.filter((character) => (character.codePointAt(0) ?? 0) > 0xD7FF).length).toBeGreaterThan(100);
});

test('makes strings that are dangerous as names of properties, and finds smaller ones', () => {
  expect(strings.filter((text) => /__proto__|constructor|toString/.test(text)).length).toBeGreaterThan(0);
  expect(['a', '\0', '\uFFFF', '\u{10FFFF}'].map((text) => anyCharacter.canShrinkWithoutContext(text))).toEqual([true, true, true, true]);
  expect(['', 'ab', '\uD800', 1].map((value) => anyCharacter.canShrinkWithoutContext(value))).toEqual([false, false, false, false]);
});
