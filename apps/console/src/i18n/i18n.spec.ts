import { describe, expect, test } from '@jest/globals';
import { changeOwnPassword, createSite, createUser } from '@countersign/contracts/admin-api';
import { formatFor } from './format.ts';
import { dictionaries, initialLanguage } from './index.ts';
import { faultOf } from './validation.ts';

/** Every text of a dictionary with its path; functions are called with values that can be told apart. */
function textsOf(node: unknown, path = ''): [string, string][] {
  if (typeof node === 'string') return [[path, node]];
  if (typeof node === 'function') return [[path, String(Reflect.apply(node, undefined, ['<1>', '<2>', '<3>'].slice(0, node.length)))]];
  return Object.entries(node ?? {}).flatMap(([name, below]) => textsOf(below, `${path}.${name}`));
}

const english = new Map(textsOf(dictionaries.en));
const chinese = new Map(textsOf(dictionaries.zh));

/** Names and protocols are the same in both languages. */
const names = /^[A-Z][A-Za-z0-9/()+ .-]*$/;
const pathsOfNames = new Set(['.hosts.nasProfiles.pam-radius', '.importing.formats.pskc', '.importing.chosen']);

describe('the dictionaries', () => {
  test('have the same texts, also in the tables that a page reads by name', () => {
    expect([...chinese.keys()].sort()).toEqual([...english.keys()].sort());
  });

  test('leave nothing empty, and put every value into the text', () => {
    for (const texts of [english, chinese]) {
      for (const [path, text] of texts) expect([path, text.trim()]).not.toEqual([path, '']);
    }
    for (const [path, text] of english) {
      const values = (of: string): string[] => [...of.matchAll(/<\d>/g)].map(([value]) => value).sort();
      expect([path, values(chinese.get(path) ?? '')]).toEqual([path, values(text)]);
    }
  });

  test('speak Chinese in Chinese', () => {
    const untranslated = [...chinese].filter(([path, text]) => !/\p{Script=Han}/u.test(text) && !names.test(text) && !pathsOfNames.has(path));
    expect(untranslated).toEqual([]);
  });
});

test('every seed and every parameter that no code can be computed from is refused with a text', () => {
  const faults = ['seed-empty', 'seed-too-short', 'seed-too-long', 'kind-unknown', 'kind-unavailable', 'hash-unknown', 'digits-out-of-range', 'period-out-of-range', 't0-out-of-range'];
  for (const { reasons } of Object.values(dictionaries)) expect(Object.keys(reasons)).toEqual(expect.arrayContaining(faults));
});

test('the language is the one that was chosen, else the browser’s, else English', () => {
  expect(initialLanguage('zh', ['en-GB'])).toBe('zh');
  expect(initialLanguage(null, ['fr', 'zh-Hans-CN', 'en'])).toBe('zh');
  expect(initialLanguage(null, ['fr'])).toBe('en');
  expect(initialLanguage('tlh', ['de'])).toBe('en');
});

test('an end is shown as the last day that it leaves whole, here or by UTC; any other as the moment that it is', () => {
  const at = (year: number, month: number, ...time: number[]): string => new Date(year, month, 1, ...time).toISOString();
  const utc = '2031-01-01T00:00:00.000Z';
  const isHere = new Date(utc).getHours() === 0;
  for (const [language, through] of [['en', 'through '], ['zh', '有效至 ']] as const) {
    const { end } = formatFor(language);
    expect([at(2031, 0), at(2031, 0, 0, 0, -1), at(2031, 0, 0, 0, 0, -1)].map(end)).toEqual(Array.from({ length: 3 }, () => `${through}2030-12-31`));
    expect(end(utc)).toBe(`${through}2030-12-31${isHere ? '' : ' (UTC)'}`);
    expect(end(at(2031, 0, 8, 30, 1))).toBe('2031-01-01 08:30');
    expect(end(null)).toBe('–');
  }
});

test('a date is the same in every language, numbers and lists follow it; nothing is a dash', () => {
  for (const language of ['en', 'zh'] as const) expect(formatFor(language).date('2026-03-09T12:00:00.000Z')).toBe('2026-03-09');
  expect(formatFor('en').precise('2026-03-09T12:34:56.000Z')).toMatch(/^2026-03-(?:09|10) \d\d:\d[49]:56$/);
  expect(formatFor('en').series(['a', 'b', 'c'])).toBe('a, b, c');
  expect(formatFor('zh').series(['a', 'b', 'c'])).toBe('a、b、c');
  expect(formatFor('zh').number(1_234_567)).toBe('1,234,567');
  expect(formatFor('en').instant(null)).toBe('–');
});

test('what the contract refuses is said in the reader’s language', () => {
  const { name } = createSite.body.shape;
  expect(faultOf(name, 'Lab', 'en')).toBeUndefined();
  expect(faultOf(name, 'a/b', 'en')).toBe('No slash in a name');
  expect(faultOf(name, ' a', 'zh')).toBe('首尾不能有空格');
  expect(faultOf(changeOwnPassword.body.shape.password, 'short', 'en')).toBe('At least 12 characters');
  expect(faultOf(changeOwnPassword.body.shape.password, 'short', 'zh')).toBe('至少 12 个字符');
  expect(faultOf(name, 'x'.repeat(1000), 'en')).toMatch(/^At most \d+ characters$/);
  expect(faultOf(createUser.body.shape.email, 'nobody', 'zh')).toMatch(/\p{Script=Han}/u);
});
