import { chmodSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { temporaryFolder } from '@countersign/testing';
import { readUrlFile, shownPasswords } from './url-with-password.ts';

const URL_FLAGS = ['database-url', 'redis-url'];

describe('a password on the command line', () => {
  test.each([
    [['--database-url', 'postgres://u:hush@h/d']], [['--data', 'x', '--database-url=postgres://u:hush@h/d', '--demo']],
  ])('is told, and not repeated: %s', (args) => {
    const told = shownPasswords(args, URL_FLAGS);
    expect(told).toEqual([expect.stringMatching(/--database-url .*--database-url-file FILE.*COUNTERSIGN_DATABASE_URL\./)]);
    expect(told.join('')).not.toContain('hush');
  });

  test('each flag for itself', () => {
    expect(shownPasswords(['--redis-url', 'redis://:hush@h', '--database-url', 'postgres://u:p@h/d'], URL_FLAGS)).toHaveLength(2);
  });

  test.each([
    [[]], [['--database-url', 'postgres://u@h/d']], [['--database-url']], [['--database-url', 'nonsense']], [['--database-url-file', '/postgres://u:p@h/d']], [['postgres://u:hush@h/d']],
  ])('is not in %s', (args) => expect(shownPasswords(args, URL_FLAGS)).toEqual([]));
});

describe('an address in a file', () => {
  const file = path.join(temporaryFolder(), 'url');

  test('is read without the line\'s end, from a file of the owner alone', () => {
    writeFileSync(file, 'postgres://u:hush@h/d\n', { mode: 0o600 });
    expect(readUrlFile(file)).toBe('postgres://u:hush@h/d');
    chmodSync(file, 0o640);
    expect(() => readUrlFile(file)).toThrow(`${file} can be read by others: chmod 600 ${file}`);
  });

  test('that is not there is named', () => expect(() => readUrlFile('/nowhere/url')).toThrow('/nowhere/url cannot be read'));
});
