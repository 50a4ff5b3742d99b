import { randomBytes } from 'node:crypto';
import { appendFile, mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { DerivedPurposeKeys, createKeyring, exportPurposes } from '@countersign/crypto';
import { CheckpointFile } from './checkpoint-file.ts';

const mac = new DerivedPurposeKeys(exportPurposes(createKeyring(randomBytes), ['audit-checkpoint'])).mac('audit-checkpoint');
const head = (sequence: number) => ({ sequence, digest: Buffer.alloc(32, sequence) });
let folder = '';
let file = '';
let checkpoints: CheckpointFile;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'countersign-checkpoints-'));
  file = path.join(folder, 'checkpoints');
  checkpoints = new CheckpointFile(file, mac);
});
afterEach(async () => rm(folder, { recursive: true }));

const sequences = async (): Promise<number[]> => (await checkpoints.all()).map(({ sequence }) => sequence);
const forged = async (): Promise<boolean> => (await checkpoints.all()).some(({ authentic }) => !authentic);

test('nothing is there at first; only the owner reads the file', async () => {
  expect(await checkpoints.all()).toEqual([]);
  await checkpoints.add(head(1));
  await checkpoints.add(head(2));
  expect(await sequences()).toEqual([1, 2]);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

test('a last line that is half written says nothing, wherever it was cut, and the next takes its place', async () => {
  await checkpoints.add(head(1));
  const whole = (await stat(file)).size;
  await checkpoints.add(head(2));
  const both = (await readFile(file)).length;
  for (let length = whole + 1; length < both; length += 7) {
    await truncate(file, length);
    expect([await sequences(), await forged()]).toEqual([[1], false]);
    await checkpoints.add(head(2));
    expect([await sequences(), await forged()]).toEqual([[1, 2], false]);
    expect((await stat(file)).size).toBe(both);
  }
});

test('a file that begins with half a line is mended, too', async () => {
  await writeFile(file, '17 abc');
  expect(await checkpoints.all()).toEqual([]);
  await checkpoints.add(head(3));
  expect([await sequences(), await forged()]).toEqual([[3], false]);
});

test('blocks of zeros after a power failure are half a line', async () => {
  await checkpoints.add(head(1));
  await appendFile(file, Buffer.alloc(10_000));
  expect([await sequences(), await forged()]).toEqual([[1], false]);
  await checkpoints.add(head(2));
  expect([await sequences(), await forged()]).toEqual([[1, 2], false]);
});

test('a whole line that somebody changed is forged', async () => {
  await checkpoints.add(head(1));
  await writeFile(file, (await readFile(file, 'utf8')).replace(/^1 /, '2 '));
  expect(await forged()).toBe(true);
});
