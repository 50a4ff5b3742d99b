/** Texts that look like the language that pages are written in: each is shown, and none is obeyed. */
import { inflateSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { anyCharacter } from '@countersign/testing/any-character';
import fc from 'fast-check';
import { type Font, PdfPage, writePdf } from './pdf-document.ts';

const PLACE = { x: 10, y: 10 } as const;
const ENDS_AFTER = /^BT 0 g \/\w+ 8 Tf 28\.35 813\.54 Td $/;

const pageWith = (text: string, font: Font): string => {
  const page = new PdfPage();
  page.text(PLACE, text, { font, size: 8 });
  return page.contents().toString('latin1');
};

/** One text of a page, read byte by byte as ISO 32000-1 section 7.3.4 says; fails where anything stands beside it. */
function read(contents: string): string {
  const start = contents.search(/[(<]/);
  expect(contents.slice(0, start)).toMatch(ENDS_AFTER);
  const [text, end] = contents[start] === '<' ? hexadecimal(contents, start) : literal(contents, start);
  expect(contents.slice(end)).toBe(' Tj ET');
  return text;
}

function hexadecimal(contents: string, start: number): [string, number] {
  const end = contents.indexOf('>', start);
  return [Buffer.from(contents.slice(start + 1, end), 'hex').swap16().toString('utf16le'), end + 1];
}

function literal(contents: string, start: number): [string, number] {
  let text = '';
  let depth = 1;
  for (let index = start + 1; ; index += 1) {
    const letter = contents.charAt(index);
    if (letter === '') throw new Error('the text does not end');
    if (letter === '\\') {
      index += 1;
      text += contents.charAt(index);
      continue;
    }
    if (letter === '(') depth += 1;
    if (letter === ')') depth -= 1;
    if (depth === 0) return [text, index + 1];
    text += letter;
  }
}

const HOSTILE = [
  ') Tj ET 0 0 1 rg 0 0 595 842 re f BT (', '(((', ')))', '\\', '\\)', '\\051 Tj', 'a\\\nb', 'endstream endobj', '%%EOF', '<< /JS (app.alert(1)) >>', '> Tj ET',
  '<script>alert(1)</script>', 'Zoë (Café) Müller', '张三（总部）', '\u202egnp.exe', '\u0128\u0129 Tj \u015c', '\u2028', 'x\r\ny', '\u0000', '😀',
];

test.each(HOSTILE)('%j in Latin letters', (text) => {
  expect(read(pageWith(text, 'sans'))).toBe(text.replaceAll(/[^\x20-\x7e\u00a0-\u00ff]/gu, '?'));
});

test.each(HOSTILE)('%j in Chinese letters', (text) => {
  expect(read(pageWith(text, 'chinese'))).toBe(text);
});

test('whatever the text is, one text is drawn', () => {
  fc.assert(fc.property(fc.string({ unit: anyCharacter, maxLength: 40 }), fc.constantFrom<Font>('sans', 'bold', 'mono', 'chinese'), (text, font) => {
    read(pageWith(text, font));
  }), { numRuns: 1000 });
});

test('the document holds what was drawn, packed, and its title as one text', () => {
  const page = new PdfPage();
  page.text(PLACE, HOSTILE[0] ?? '', { font: 'mono', size: 8 });
  const pdf = writePdf('A title) /JS (x', [page]);
  const text = pdf.toString('latin1');
  expect(text).toContain(String.raw`/Title (A title\) /JS \(x) >>`);
  const start = text.indexOf('stream\n') + 'stream\n'.length;
  expect(inflateSync(pdf.subarray(start, text.indexOf('\nendstream')))).toEqual(page.contents());
});
