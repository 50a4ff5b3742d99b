/** The small codecs: base32, base64, hexadecimal, dates, lines. */

import * as fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import { decodeBase32, encodeBase32 } from './base32.ts';
import { decodeBase64 } from './base64.ts';
import { parseDate } from './dates.ts';
import { decodeHex } from './hex.ts';
import { LineSplitter } from './lines.ts';

describe('base32', () => {
  // RFC 4648 section 10
  it.each([['', ''], ['f', 'MY======'], ['fo', 'MZXQ===='], ['foo', 'MZXW6==='], ['foob', 'MZXW6YQ='], ['fooba', 'MZXW6YTB'], ['foobar', 'MZXW6YTBOI======']])('%s', (plain, text) => {
    expect(encodeBase32(Buffer.from(plain))).toBe(text.replaceAll('=', ''));
    expect(decodeBase32(text)?.toString()).toBe(plain);
    expect(decodeBase32(text.toLowerCase().replaceAll('=', ''))?.toString()).toBe(plain);
  });

  it('comes back from any bytes, with spaces and hyphens', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 70 }), (bytes) => {
      const text = encodeBase32(bytes).replaceAll(/(.{4})/g, '$1 -').toLowerCase();
      expect(decodeBase32(text)).toEqual(Buffer.from(bytes));
    }));
  });

  it.each(['A', 'AAA', 'AAAAAA', 'MZ', 'M1', 'M8', 'M=Y', 'ÄÖ'])('refuses %s', (text) => {
    expect(decodeBase32(text)).toBeUndefined();
  });
});

describe('base64', () => {
  it('comes back from any bytes, with or without padding and white space', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 70 }), (bytes) => {
      const text = Buffer.from(bytes).toString('base64');
      expect(decodeBase64(text)).toEqual(Buffer.from(bytes));
      expect(decodeBase64(text.replaceAll('=', ''))).toEqual(Buffer.from(bytes));
      expect(decodeBase64(text.replaceAll(/(.{3})/g, '$1\r\n '))).toEqual(Buffer.from(bytes));
    }));
  });

  it.each(['A', 'AAAAA', 'AA=A', 'A===', 'AAA==', 'AA-_', 'AA*A'])('refuses %s', (text) => {
    expect(decodeBase64(text)).toBeUndefined();
  });
});

describe('hexadecimal', () => {
  it('takes any case, spaces and colons', () => {
    expect(decodeHex('0A:0b 0C')).toEqual(Buffer.from([10, 11, 12]));
    for (const bad of ['', '0', '0g', '0x00']) expect(decodeHex(bad)).toBeUndefined();
  });
});

describe('dates', () => {
  it.each([
    ['2006-05-01T00:00:00Z', '2006-05-01T00:00:00.000Z'],
    ['2006-05-01T00:00:00', '2006-05-01T00:00:00.000Z'],
    ['2006-05-01T02:00:00.5+02:00', '2006-05-01T00:00:00.000Z'],
    ['2006-04-30T18:30:00-05:30', '2006-05-01T00:00:00.000Z'],
    ['2006-05-01 00:00', '2006-05-01T00:00:00.000Z'],
    ['2006-05-01', '2006-05-01T00:00:00.000Z'],
    ['2024-02-29', '2024-02-29T00:00:00.000Z'],
    ['05/01/2006', '2006-05-01T00:00:00.000Z'],
    ['9999-12-31T23:59:59Z', '9999-12-31T23:59:59.000Z'],
  ])('%s', (text, iso) => {
    expect(parseDate(text)?.toISOString()).toBe(iso);
  });

  it.each(['', 'tomorrow', '2006-13-01', '2006-02-29', '2006-05-01T24:00:00Z', '2006-05-01T00:60:00Z', '31/12/2006', '1.5.2006', '2006-05-01T00:00:00+15:00', '0001-01-01', '20060501'])('refuses %s', (text) => {
    expect(parseDate(text)).toBeUndefined();
  });

  it('come back from any moment', () => {
    fc.assert(fc.property(fc.date({ min: new Date('1000-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }), (date) => {
      const seconds = new Date(Math.floor(date.getTime() / 1000) * 1000);
      expect(parseDate(seconds.toISOString())).toEqual(seconds);
    }));
  });
});

describe('lines', () => {
  const split = (pieces: readonly string[], limit: number): unknown[] => {
    const splitter = new LineSplitter(limit);
    return [...pieces.flatMap((piece) => [...splitter.push(piece)]), ...splitter.end()];
  };

  it('are the same however the text is cut', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '\n', '\r', '\r\n'), maxLength: 30 });
    fc.assert(fc.property(text, fc.array(fc.nat({ max: 60 }), { maxLength: 5 }), (whole, cuts) => {
      const at = [0, ...cuts.map((cut) => Math.min(cut, whole.length)).toSorted((a, b) => a - b), whole.length];
      const pieces = at.slice(1).map((end, index) => whole.slice(at[index], end));
      const expected = whole.split(/\r\n|\n|\r/);
      if (expected.at(-1) === '') expected.pop();
      expect(split(pieces, 100)).toEqual(expected.map((line, index) => ({ line: index + 1, text: line, tooLong: false })));
    }), { numRuns: 1_000 });
  });

  it('that are too long are cut and named, and the next one is whole', () => {
    expect(split(['aaaa', 'aaaa\nbb\n', 'ccccccc'], 5)).toEqual([
      { line: 1, text: '', tooLong: true },
      { line: 2, text: 'bb', tooLong: false },
      { line: 3, text: '', tooLong: true },
    ]);
  });
});
