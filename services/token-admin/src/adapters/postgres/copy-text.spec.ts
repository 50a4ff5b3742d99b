import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { copyRow } from './copy-text.ts';

/** Reads a row back as PostgreSQL does (documentation of COPY, "Text Format"). */
function valuesOf(row: string): (string | null)[] {
  expect(row.endsWith('\n') && !row.slice(0, -1).includes('\n')).toBe(true);
  const unescaped: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '\\': '\\' };
  return row.slice(0, -1).split('\t').map((field) => (field === String.raw`\N` ? null : field.replaceAll(/\\(.)/g, (_, character: string) => unescaped[character] ?? character)));
}

test('texts, numbers, bytes and nothing', () => {
  expect(copyRow(['a', 1, Uint8Array.of(0, 255), null])).toBe(String.raw`a	1	\\x00ff	\N` + '\n');
});

test('any text is the same after the way', () => {
  const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: fc.constantFrom('\\', '\n', '\r', '\t', 'N', '.', 'x') }));
  fc.assert(fc.property(fc.array(fc.option(text), { minLength: 1 }), (values) => {
    expect(valuesOf(copyRow(values))).toEqual(values);
  }));
});
