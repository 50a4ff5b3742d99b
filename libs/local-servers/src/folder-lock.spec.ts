import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { disposeAfterEach, temporaryFolder, TestProcess } from '@countersign/testing';
import { lockFolder } from './folder-lock.ts';

const keep = disposeAfterEach();

const LOCK_AND_WAIT = `
  const { lockFolder } = await import(${JSON.stringify(pathToFileURL(join(import.meta.dirname, 'folder-lock.ts')).href)});
  const lock = await lockFolder(process.argv[1]);
  console.log('locked');
  setInterval(() => {}, 1000);
`;

async function lockElsewhere(folder: string): Promise<TestProcess> {
  const other = await TestProcess.start({ args: ['--input-type=module', '-e', LOCK_AND_WAIT, folder] });
  await other.waitForLine(/^locked$/);
  return other;
}

describe('the lock of a folder', () => {
  test('is nobody else\'s to hold: who could open its file could keep a server from starting', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'lock'), '', { mode: 0o644 });
    const lock = await lockFolder(folder);
    for (const name of ['lock', 'lock.holder']) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
    await lock.release();
  });

  test('is held once, also within one process, and can be taken again after its release', async () => {
    const folder = temporaryFolder();
    const first = await lockFolder(folder);
    await expect(lockFolder(folder)).rejects.toMatchObject({ code: 'folder-in-use', message: expect.stringContaining(`process ${process.pid}`) });
    await first.release();
    await first.release();
    const second = await lockFolder(folder);
    await second.release();
  });

  test('names the process that holds it', async () => {
    const folder = temporaryFolder();
    const other = keep(await lockElsewhere(folder));
    await expect(lockFolder(folder)).rejects.toMatchObject({ code: 'folder-in-use', message: expect.stringContaining(`process ${other.pid}`) });
  });

  test('is free as soon as its holder is dead', async () => {
    const folder = temporaryFolder();
    const other = keep(await lockElsewhere(folder));
    await other.kill();
    const lock = await lockFolder(folder);
    await lock.release();
  });

  test('survives Ctrl-C as long as its holder does', async () => {
    const folder = temporaryFolder();
    const stubborn = `process.on('SIGINT', () => { console.log('still here'); });${LOCK_AND_WAIT}`;
    const other = keep(await TestProcess.start({ args: ['--input-type=module', '-e', stubborn, folder] }));
    await other.waitForLine(/^locked$/);
    other.signalGroup('SIGINT');
    await other.waitForLine(/^still here$/);
    await expect(lockFolder(folder)).rejects.toMatchObject({ code: 'folder-in-use' });
  });

  test('of eight that race for it, one wins', async () => {
    const folder = temporaryFolder();
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, async () => lockFolder(folder)));
    const won = outcomes.filter((outcome) => outcome.status === 'fulfilled');
    expect(won).toHaveLength(1);
    await won[0]?.value.release();
  });

  test('a folder that cannot be locked says why', async () => {
    await expect(lockFolder('/proc/self/task')).rejects.toMatchObject({ code: 'start-failed', message: expect.stringContaining('cannot be locked') });
  });
});
