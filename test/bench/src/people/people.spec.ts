import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { UserFileError, readUserFile } from './read-user-file.ts';
import { rowIds } from './row-id.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'countersign-bench-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('file of users', () => {
  const read = async (text: string): Promise<unknown> => {
    const file = path.join(folder, 'users');
    await writeFile(file, text);
    return readUserFile(file);
  };

  test('login, hyphen, seed in base32; empty lines are skipped', async () => {
    expect(await read('alice - MZXW6YTBOI\n\nbob@example.org  -  MZXW6YTBOI======\r\n')).toEqual([
      { login: 'alice', seed: Buffer.from('foobar') }, { login: 'bob@example.org', seed: Buffer.from('foobar') },
    ]);
  });

  test.each(['alice MZXW6YTBOI', 'alice - 0189', 'alice -'])('"%s" is named with its line', async (line) => {
    await expect(read(`bob - MZXW6YTBOI\n${line}\n`)).rejects.toThrow(UserFileError);
    await expect(read(`bob - MZXW6YTBOI\n${line}\n`)).rejects.toThrow('line 2');
  });
});

describe('ids of rows', () => {
  const id = rowIds(1_700_000_000_000);

  test('are UUIDs of version 7, the same for the same row', () => {
    expect(id(5)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(id(5)).toBe(id(5));
  });

  test('grow with the rows', () => {
    const ids = Array.from({ length: 1_000 }, (_, number) => id(number));
    expect(ids.toSorted()).toEqual(ids);
    expect(new Set(ids).size).toBe(1_000);
  });
});
