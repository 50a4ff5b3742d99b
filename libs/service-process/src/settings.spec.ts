import { expect, test } from '@jest/globals';
import { anyCharacter } from '@countersign/testing/any-character';
import fc from 'fast-check';
import { z } from 'zod';
import {
  choiceSetting, fileSetting, hostAndPort, listenSetting, numberSetting, readSettings, replicaNameOf, settingsTable, textSetting, urlSetting, yesNoSetting,
} from './index.ts';

const description = 'What it means';
const schema = z.strictObject({
  COUNTERSIGN_NUMBER: numberSetting({ description, default: '5', unit: 'pieces' }, { min: 1, max: 10 }),
  COUNTERSIGN_LISTEN: listenSetting({ description, default: '127.0.0.1:0' }),
  COUNTERSIGN_SWITCH: yesNoSetting({ description, default: 'no' }),
  COUNTERSIGN_CHOICE: choiceSetting({ description, default: 'one' }, ['one', 'two']),
  COUNTERSIGN_TEXT: textSetting({ description, default: 'abc', defaultText: 'some letters' }, /^[a-z]+$/, 'lower-case letters'),
  COUNTERSIGN_FILE: fileSetting({ description, optional: true }),
  COUNTERSIGN_URL: urlSetting({ description }, 'redis', 'rediss'),
});
const URL = 'redis://redis';
const read = (changes: NodeJS.ProcessEnv) => readSettings(schema, { COUNTERSIGN_URL: URL, ...changes });

test('defaults, and values', () => {
  expect(read({})).toEqual({
    COUNTERSIGN_NUMBER: 5, COUNTERSIGN_LISTEN: { host: '127.0.0.1', port: 0 }, COUNTERSIGN_SWITCH: false, COUNTERSIGN_CHOICE: 'one',
    COUNTERSIGN_TEXT: 'abc', COUNTERSIGN_URL: URL,
  });
  expect(read({ COUNTERSIGN_NUMBER: '10', COUNTERSIGN_LISTEN: '[::1]:65535', COUNTERSIGN_SWITCH: 'yes', COUNTERSIGN_CHOICE: 'two', COUNTERSIGN_FILE: '/a b' })).toMatchObject({
    COUNTERSIGN_NUMBER: 10, COUNTERSIGN_LISTEN: { host: '::1', port: 65_535 }, COUNTERSIGN_SWITCH: true, COUNTERSIGN_CHOICE: 'two', COUNTERSIGN_FILE: '/a b',
  });
});

test('whatever is in a variable: it is taken or refused by name, in one line that does not quote it', () => {
  const marked = fc.string({ unit: anyCharacter, maxLength: 30 }).map((text) => `c4n4ry${text}`);
  fc.assert(fc.property(fc.constantFrom(...Object.keys(schema.shape)), fc.oneof(marked, fc.string({ unit: anyCharacter })), (name, value) => {
    try {
      read({ [name]: value });
    } catch (error) {
      expect(error).toMatchObject({ name: 'SettingsError', message: expect.stringMatching(new RegExp(`^${name} (is|was) [^\n\r]+$`)) });
      expect(error).not.toMatchObject({ message: expect.stringContaining('c4n4ry') });
    }
  }), { numRuns: 2000 });
});

test.each(['0', '11', '-5', '5.0', ' 5', '0x5', '5e0', '٥', 'Infinity'])('%j is no number from 1 to 10', (text) => {
  expect(() => read({ COUNTERSIGN_NUMBER: text })).toThrow('COUNTERSIGN_NUMBER is not a whole number from 1 to 10');
});

test.each(['127.0.0.1', ':80', '127.0.0.1:', '127.0.0.1:65536', '::1:80', '[::1]', '[::1:80', 'a b:80', 'host:80:80'])('%j is no address', (text) => {
  expect(() => read({ COUNTERSIGN_LISTEN: text })).toThrow('COUNTERSIGN_LISTEN is not host:port');
});

test('an address is written as it is read', () => {
  for (const text of ['127.0.0.1:80', '[::1]:80', 'localhost:0']) expect(hostAndPort(read({ COUNTERSIGN_LISTEN: text }).COUNTERSIGN_LISTEN)).toBe(text);
});

test('any host name makes a name of a replica', () => {
  expect(['auth-7d9f-x2', 'Auth_7.example.org', 'x'.repeat(40), '', '...'].map(replicaNameOf)).toEqual(['auth-7d9f-x2', 'auth-7', 'x'.repeat(32), 'replica', 'replica']);
  fc.assert(fc.property(fc.string({ unit: anyCharacter }), (host) => expect(replicaNameOf(host)).toMatch(/^[a-z0-9-]{1,32}$/)));
});

test('the document has a row for each, and none may be left without a word', () => {
  expect(settingsTable(schema).split('\n')).toEqual([
    '| variable | default | unit | meaning |', '| --- | --- | --- | --- |',
    '| `COUNTERSIGN_NUMBER` | `5` | pieces | What it means |',
    '| `COUNTERSIGN_LISTEN` | `127.0.0.1:0` |  | What it means |',
    '| `COUNTERSIGN_SWITCH` | `no` |  | What it means |',
    '| `COUNTERSIGN_CHOICE` | `one` |  | What it means |',
    '| `COUNTERSIGN_TEXT` | some letters |  | What it means |',
    '| `COUNTERSIGN_FILE` | none |  | What it means |',
    '| `COUNTERSIGN_URL` | **required** |  | What it means |',
  ]);
  expect(() => settingsTable(z.strictObject({ COUNTERSIGN_SECRET: z.string() }))).toThrow('COUNTERSIGN_SECRET has no description');
});
