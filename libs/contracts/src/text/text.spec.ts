import { describe, expect, test } from '@jest/globals';
import { clip } from '../audit/v1/clip.ts';
import { CsvRecords } from '../directory/user-csv/index.ts';
import { csvCell, csvLine, hasHidden, mixesAlphabets, shownLineSchema, withoutFormulaGuard, withoutHidden } from './index.ts';

describe('a cell of CSV', () => {
  const LEADS = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];
  const BEFORE = ['', ' ', '\u00A0', '\u3000', '\t', '\r', '\n', '"', "'", '`', '\uFEFF', '\u200B', ' "', '"\t', '\u0000'];
  const formulas = BEFORE.flatMap((before) => LEADS.map((lead) => `${before}${lead}HYPERLINK("x";"y")`));

  test.each([...formulas, '\tx', '\rx', '\nx'])('%j is calculated by no spreadsheet, and comes back as it was', (text) => {
    const cell = csvCell(text);
    const [record] = [...new CsvRecords(',').push(`${cell},end\r\n`)];
    expect(record?.cells?.[0]?.startsWith("'")).toBe(true);
    if (LEADS.some((lead) => text.includes(lead))) expect(withoutFormulaGuard(`'${text}`)).toBe(text);
  });

  test.each(['plain', '2026-01-01', 'a=b', '1-2', "'tis", "o'=", ''])('%j is left alone', (text) => {
    expect(csvCell(text)).toBe(text);
    expect(withoutFormulaGuard(text)).toBe(text);
  });

  test('quotes what would break a line, or a cell in other countries, apart (RFC 4180)', () => {
    expect(csvLine(['a,b', 'say "x"', 'two\nlines', 'a;=1', 'a\t=1', ''])).toBe('"a,b","say ""x""","two\nlines","a;=1","a\t=1",\r\n');
  });

  test('a long run of blanks takes no time', () => {
    const started = process.cpuUsage().user;
    expect(csvCell(`${' '.repeat(100_000)}x`)).toHaveLength(100_001);
    expect(process.cpuUsage(undefined).user - started).toBeLessThan(1_000_000);
  });
});

describe('what nobody sees', () => {
  test.each([
    '\u00AD', '\u180E', '\u200B', '\u2028', '\u2029', '\u202A', '\u202B', '\u202C', '\u202D', '\u202E', '\u2060', '\u2063', '\u2066', '\u2067', '\u2068', '\u2069', '\u206A', '\uFEFF', '\uFFF9',
    '\u3164', '\u{E0041}', '\u200C', '\u200D', '\u200E', '\u200F', '\u061C',
  ])('%j is in no line, and shows as a replacement where a device sent it', (hidden) => {
    for (const text of [`a${hidden}b`, `${hidden}ab`, `ab${hidden}`]) {
      expect(shownLineSchema(20).safeParse(text).success).toBe(false);
      expect(withoutHidden(text)).toBe(text.replace(hidden, '\uFFFD'));
      expect(clip(text, 20)).toBe(text.replace(hidden, '\uFFFD'));
    }
  });

  test.each(['Zoë O’Neil', '王小明', 'می‌خواهم', 'क्‍ष', '👩‍💻', '\u200Fאבג\u200F (VPN)', 'naïve', 'a\u0301'])('%s is read as it is written', (text) => {
    expect(hasHidden(text)).toBe(false);
    expect(clip(text, 100)).toBe(text);
  });
});

describe('alphabets that look alike', () => {
  test.each(['\u0430lice', 'b\u03BFb', 'ad\u043Cin', '\uFF21\u0410', '\u0391\u0410', '\u0578ame', '\u13AAdmin', 'bob.\u0441mith'])('%s mixes them', (text) => {
    expect(mixesAlphabets(text)).toBe(true);
  });

  test.each(['alice', 'Zoë', 'иван.петров', 'иван-2', 'γιώργος', '王小明', 'wang.小明', 'タナカtaro', 'אבג-a', 'user_5µ', '12345', ''])('%s does not', (text) => {
    expect(mixesAlphabets(text)).toBe(false);
  });
});
