/** The document of the admin API and its Chinese twin say the same: sections, requests, names and tables. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { resultCodes } from '@countersign/contracts';
import * as adminApi from '@countersign/contracts/admin-api';
import { describe, expect, test } from '@jest/globals';

const root = path.resolve(import.meta.dirname, '../../../../..');
const [english, chinese] = ['docs/api.md', 'docs/zh/api.md'].map((file) => readFileSync(path.join(root, file), 'utf8').split('\n')) as [string[], string[]];

const isCode = (line: string): boolean => line.startsWith('    ');
/** As they are typed: what stands behind a number sign is for the reader. */
const requests = (lines: readonly string[]): string[] => lines.filter(isCode).map((line) => line.replace(/(?<=\S)\s+# .*$/, '').trim());
const headings = (lines: readonly string[]): string[] => lines.flatMap((line) => /^#+ /.exec(line)?.[0] ?? []);
/** The first cells of tables, and how many cells each row has. */
const rows = (lines: readonly string[]): string[] => lines.filter((line) => line.startsWith('| `') || /^\| \d/.test(line)).map((line) => `${line.split(' | ').length} ${(line.match(/`[^`]+`|\d{3}/)?.[0] ?? '')}`);
/** What is named in each section, code aside. */
const names = (lines: readonly string[]): string[][] => lines.filter((line) => !isCode(line)).join('\n').split(/^#+ .*$/m)
  .map((section) => [...new Set([...section.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name))].sort());

describe('the Chinese document of the API', () => {
  test.each([['sections', headings], ['requests', requests], ['rows of tables', rows], ['names', names]] as const)('has the same %s', (_, of) => {
    expect(of(chinese)).toEqual(of(english));
    expect(of(english).length).toBeGreaterThan(10);
  });
});

describe.each([['docs/api.md', english], ['docs/zh/api.md', chinese]])('%s', (_, lines) => {
  test('names requests that there are', () => {
    const asked = requests(lines).flatMap((line) => [...line.matchAll(/\$API\/([^\s?"'\\]+)/g)].map(([, called = '']) => called.replaceAll(/\b(?:ID|HOST)\b/g, '{id}')));
    const known = new Set(Object.values(adminApi).flatMap((value) => (typeof value === 'object' && value !== null && 'path' in value ? [value.path.slice(1).replaceAll(/\{\w+\}/g, '{id}')] : [])));
    expect(asked.filter((called) => !known.has(called) && !known.has(called.replace('deletions/sites/', 'deletions/{id}/')) && !called.startsWith('reports/'))).toEqual([]);
    expect(asked.length).toBeGreaterThan(50);
  });

  test('names results that there are, with their status', () => {
    const statuses = lines.filter((line) => /^\| \d{3}/.test(line)).flatMap((line) => [...line.matchAll(/`([a-z]+(?:-[a-z]+)+)`/g)].map(([, code = '']) => code));
    expect(statuses.filter((code) => !Object.hasOwn(resultCodes, code))).toEqual([]);
    expect(statuses).toContain('own-password-wrong');
  });
});
