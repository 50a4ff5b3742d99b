import { isUtf8 } from 'node:buffer';
import { describe, expect, it } from '@jest/globals';
import { anyCharacter } from '@countersign/testing/any-character';
import fc from 'fast-check';
import { ATTRIBUTE_VALUE_MAXIMUM_BYTES } from './limits.ts';
import { splitText } from './split-text.ts';

describe('splitText', () => {
  it('loses nothing, exceeds nothing and tears no character', () => {
    const text = fc.string({ unit: anyCharacter, maxLength: 900 }).map((value) => Buffer.from(value, 'utf8'));
    fc.assert(
      fc.property(text, (bytes) => {
        const pieces = splitText(bytes);
        expect(Buffer.concat(pieces)).toEqual(bytes);
        for (const piece of pieces) {
          expect(piece.length).toBeGreaterThan(0);
          expect(piece.length).toBeLessThanOrEqual(ATTRIBUTE_VALUE_MAXIMUM_BYTES);
          expect(isUtf8(piece)).toBe(true);
        }
      }),
    );
  });

  it('loses nothing of bytes that are no text', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 250, maxLength: 1100 }), (bytes) => {
        const pieces = splitText(Buffer.from(bytes));
        expect(Buffer.concat(pieces)).toEqual(Buffer.from(bytes));
        expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThanOrEqual(ATTRIBUTE_VALUE_MAXIMUM_BYTES);
      }),
    );
    expect(splitText(Buffer.alloc(600, 0x80)).map((piece) => piece.length)).toEqual([253, 253, 94]);
  });

  it.each([
    ['exactly 253 bytes', 'a'.repeat(253), [253]],
    ['254 bytes', 'a'.repeat(254), [253, 1]],
    ['a character of two bytes on the border', `${'a'.repeat(252)}é!`, [252, 3]],
    ['a character of three bytes on the border', `${'a'.repeat(251)}密!`, [251, 4]],
    ['a character of four bytes on the border', `${'a'.repeat(250)}🔑!`, [250, 5]],
    ['a character that just fits', `${'a'.repeat(249)}🔑!`, [253, 1]],
    ['no text', '', []],
  ])('cuts %s', (_name, text, lengths) => {
    expect(splitText(Buffer.from(text)).map((piece) => piece.length)).toEqual(lengths);
  });
});
