/** Whoever reads Chinese reads no English beside it: every detail that the service can give has its text. */
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { firstFactorFaults } from '../../domain/first-factor-rule.ts';
import { BadInput, parseInput } from './bad-input.ts';
import { detailIn } from './detail-texts.ts';

const sources = path.join(import.meta.dirname, '../..');
const files = globSync('**/*.ts', { cwd: sources }).filter((file) => !/(?:\.spec\.ts|^spec-support\/|^migrations\/|^fixtures\/)/.test(file));
/** The literal with which a refusal is thrown, places for values as `{}`. */
const THROWN = /(?:Refused|Throttled|badField)\([^'`]*'[a-z.-]+',\s*(?:'((?:[^'\\]|\\.)*)'|`((?:[^`\\]|\\.)*)`)/g;

const details = files.flatMap((file) => [...readFileSync(path.join(sources, file), 'utf8').matchAll(THROWN)].map(([, plain, template]) =>
  (plain ?? template ?? '').replaceAll(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, '7').replaceAll(/\\(.)/g, '$1')));

/** Closed sets of details, which are thrown by their names. */
details.push(...Object.values(firstFactorFaults), 'must be a time of day, such as 02:30', 'serial and key must be given');

test('there are details', () => {
  expect(details.length).toBeGreaterThan(40);
});

test.each([...new Set(details)])('%s', (detail) => {
  expect(detailIn(detail, 'zh')).toMatch(/[\u4e00-\u9fff]/);
  expect(detailIn(detail, 'en')).toBe(detail);
});

describe('values', () => {
  test('stand where the sentence has them, whatever they hold', () => {
    expect(detailIn('alice (b) holds it: take it back first.', 'zh')).toBe('alice (b) 持有该令牌：请先收回。');
    expect(detailIn('The address of this request, 10.0.0.1, is not among them: nobody could undo the change from here.', 'zh')).toContain(' 10.0.0.1：');
    expect(detailIn('Something of tomorrow.', 'zh')).toBe('Something of tomorrow.');
    expect(detailIn('constructor', 'zh')).toBe('constructor');
  });

  test('fields of a request that do not fit their schema', () => {
    const schema = z.strictObject({ name: z.string(), count: z.int().max(3) });
    const error = caught(() => parseInput('body', schema, { count: 7, hunter2: 1 }));
    expect(error.errorsIn('en')).toEqual([
      { path: 'body.name', message: 'Invalid input: expected string, received undefined' },
      { path: 'body.count', message: 'Too big: expected number to be <=3' },
      { path: 'body', message: 'Unrecognized key: "hunter2"' },
    ]);
    for (const { message } of error.errorsIn('zh')) expect(message).toMatch(/[\u4e00-\u9fff]/);
    expect(error.errorsIn('zh').map(({ path: place }) => place)).toEqual(['body.name', 'body.count', 'body']);
  });
});

function caught(work: () => unknown): BadInput {
  try {
    work();
  } catch (error) {
    if (error instanceof BadInput) return error;
  }
  throw new Error('nothing was refused');
}
