import { describe, expect, test } from '@jest/globals';
import { inflateSync } from 'node:zlib';
import { cardSheet, type CardLanguage } from './card-sheet.ts';

const card = (number: number) => ({
  serial: `SC${String(number).padStart(4, '0')}`, codes: Array.from({ length: 40 }, (_, index) => String(number * 100 + index).padStart(6, '0')), endsAt: '2030-12-31T16:00:00Z',
});
const sheet = (cards: number, language: CardLanguage = 'en'): Buffer => cardSheet(Array.from({ length: cards }, (_, index) => card(index)), language);

/** Each object's bytes, found as a viewer finds them: by the table at the end. */
function objectsOf(pdf: Buffer): Buffer[] {
  const text = pdf.toString('latin1');
  const start = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(text)?.[1]);
  const [, size] = /^xref\n0 (\d+)\n/.exec(text.slice(start)) ?? [];
  const offsets = [...text.slice(start).matchAll(/^(\d{10}) 00000 n $/gm)].map(([, offset]) => Number(offset));
  expect(offsets).toHaveLength(Number(size) - 1);
  return offsets.map((offset, index) => {
    const head = `${index + 1} 0 obj\n`;
    expect(text.slice(offset, offset + head.length)).toBe(head);
    return pdf.subarray(offset + head.length, text.indexOf('\nendobj\n', offset));
  });
}

const pagesOf = (pdf: Buffer): string[] => objectsOf(pdf).filter((object) => object.includes('/FlateDecode')).map((object) => {
  const length = Number(/\/Length (\d+)/.exec(object.toString('latin1'))?.[1]);
  const start = object.indexOf('stream\n') + 'stream\n'.length;
  return inflateSync(object.subarray(start, start + length)).toString('latin1');
});

describe('a sheet of cards', () => {
  test('has ten cards on a page, each with its serial, its last day and its codes in their order', () => {
    const pages = pagesOf(sheet(12));
    expect(pages.map((page) => page.match(/ re S/g)?.length)).toEqual([10, 2]);
    expect(pages[0]).toContain('(SC0000) Tj');
    expect(pages[1]).toContain('(SC0011) Tj');
    expect(pages[0]).toContain('(2030-12-31) Tj');
    const codes = [...pages.join('').matchAll(/\((\d{6})\) Tj/g)].map(([, code]) => code);
    expect(codes).toEqual(Array.from({ length: 12 }, (_, index) => card(index).codes).flat());
  });

  test('says the same in Chinese, in a font that viewers bring', () => {
    const pdf = sheet(1, 'zh');
    expect(pagesOf(pdf)[0]).toContain(`<${Buffer.from('刮刮卡', 'utf16le').swap16().toString('hex')}> Tj`);
    expect(pdf.toString('latin1')).toContain('/BaseFont /STSong-Light-UniGB-UCS2-H /Encoding /UniGB-UCS2-H');
  });

  test('keeps all it draws on the page', () => {
    for (const page of pagesOf(sheet(10))) {
      for (const [, x, y] of page.matchAll(/ ([\d.-]+) ([\d.-]+) Td /g)) {
        expect(Number(x)).toBeGreaterThan(0);
        expect(Number(x)).toBeLessThan(595);
        expect(Number(y)).toBeGreaterThan(0);
        expect(Number(y)).toBeLessThan(842);
      }
    }
  });
});
