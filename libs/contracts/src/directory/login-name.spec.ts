import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { foldLogin } from './login-name.ts';

test.each([
  ['ＡLICE', 'alice'], ['Straße', 'strasse'], ['STRAẞE', 'strasse'], ['ſam', 'sam'], ['ΌΔΟΣ', 'όδος'], ['张伟', '张伟'], ['ﬁnn', 'finn'],
])('%s and its variants are one login name', (typed, folded) => {
  expect([foldLogin(typed), foldLogin(typed.toUpperCase()), foldLogin(typed.toLowerCase())].map(foldLogin))
    .toEqual(Array.from({ length: 3 }, () => foldLogin(folded)));
});

test('a folded name stays as it is', () => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (login) => {
    expect(foldLogin(foldLogin(login))).toBe(foldLogin(login));
  }), { numRuns: 2000 });
});

test('every character folds to a name that stays as it is', () => {
  const unstable = Array.from({ length: 0x11_0000 }, (_, codePoint) => String.fromCodePoint(codePoint))
    .filter((character) => character.isWellFormed() && foldLogin(foldLogin(character)) !== foldLogin(character));
  expect(unstable).toEqual([]);
});
