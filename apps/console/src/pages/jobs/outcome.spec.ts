import { expect, test } from '@jest/globals';
import { en } from '../../i18n/en/index.ts';
import { keptNothing, outcomeText } from './outcome.ts';

test.each([
  [{ state: 'done', dryRun: false, counts: { read: 2, refused: 1 } }, true],
  [{ state: 'done', dryRun: false, counts: { read: 2, refused: 1, imported: 1 } }, false],
  [{ state: 'done', dryRun: false, counts: { read: 2, refused: 1, unchanged: 1 } }, false],
  [{ state: 'done', dryRun: false, counts: { read: 2, refused: 0, warnings: 1 } }, false],
  [{ state: 'done', dryRun: true, counts: { read: 2, refused: 1 } }, false],
  [{ state: 'running', dryRun: false, counts: { read: 2, refused: 1 } }, false],
  [{ state: 'done', dryRun: false, counts: null }, false],
] as const)('whether all was refused: %j', (job, expected) => {
  expect(keptNothing(job)).toBe(expected);
});

test('of a check it says what would be', () => {
  const format = { number: String, series: (parts: readonly string[]) => parts.join(', ') };
  expect(outcomeText({ dryRun: true, counts: { read: 3, imported: 3 } }, en, format)).toBe('would be: Imported 3');
  expect(outcomeText({ dryRun: false, counts: { read: 3, imported: 3 } }, en, format)).toBe('Imported 3');
  expect(outcomeText({ dryRun: true, counts: null }, en, format)).toBe('');
});
