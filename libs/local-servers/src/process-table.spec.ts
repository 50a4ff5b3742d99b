import { copyFile, mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { disposeAfterEach, eventually, temporaryFolder, TestProcess } from '@countersign/testing';
import { serversIn } from './process-table.ts';

const keep = disposeAfterEach();

/** A program under a name of our choice, working in a folder. */
async function startNamed(name: string, cwd: string): Promise<TestProcess> {
  const program = join(temporaryFolder(), name);
  await copyFile('/bin/sleep', program);
  return TestProcess.start({ file: program, args: ['60'], cwd });
}

test('finds the programs of one name that work in a folder, and no other', async () => {
  const [folder, elsewhere] = [temporaryFolder(), temporaryFolder()];
  const wanted = keep(await startNamed('some-server', folder));
  keep(await startNamed('other-server', folder));
  keep(await startNamed('some-server', elsewhere));
  await eventually(() => { expect(serversIn(folder, 'some-server').map(({ pid }) => pid)).toEqual([wanted.pid]); });
  expect(serversIn(folder, 'some-server')[0]?.parent).toBe(process.pid);
  await wanted.kill();
  expect(serversIn(folder, 'some-server')).toEqual([]);
});

test('a symbolic link to the folder is the folder', async () => {
  const folder = temporaryFolder();
  const link = join(temporaryFolder(), 'link');
  await symlink(folder, link);
  const server = keep(await startNamed('some-server', folder));
  await eventually(() => { expect(serversIn(link, 'some-server')).toMatchObject([{ pid: server.pid }]); });
});

test('a name with spaces and parentheses, longer than the kernel keeps, is understood', async () => {
  const folder = join(temporaryFolder(), 'a (b) c');
  await mkdir(folder);
  const server = keep(await startNamed('se) (rver with a long name', folder));
  await eventually(() => { expect(serversIn(folder, 'se) (rver with a long name')).toEqual([{ pid: server.pid, parent: process.pid }]); });
});

test('parents come before their children', async () => {
  const folder = temporaryFolder();
  const shell = keep(await TestProcess.start({ file: '/bin/sh', args: ['-c', '(echo ready; read line; true); true'], cwd: folder }));
  await shell.waitForLine(/ready/);
  const found = serversIn(folder, 'sh');
  expect(found).toHaveLength(2);
  expect(found[0]?.pid).toBe(shell.pid);
  expect(found[1]?.parent).toBe(shell.pid);
});

test('a folder that does not exist holds nobody', () => {
  expect(serversIn('/no/such/folder', 'postgres')).toEqual([]);
});
