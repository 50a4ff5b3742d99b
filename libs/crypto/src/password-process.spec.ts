import { readFile, readdir } from 'node:fs/promises';
import os from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, test } from '@jest/globals';
import { PasswordProcess, hashPassword } from './index.ts';

let passwords = new PasswordProcess();
afterEach(async () => {
  await passwords.close();
  passwords = new PasswordProcess();
});

/** Process ids of the children of this process that check passwords. */
async function children(): Promise<number[]> {
  const found: number[] = [];
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const [stat = '', command = ''] = await Promise.all(['stat', 'cmdline'].map((file) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '')));
    if (command.includes('password-process-main') && fields(stat)[1] === String(process.pid)) found.push(Number(pid));
  }
  return found;
}

/** For what a busy machine may be too slow for. @throws what the last try threw */
async function oneOfTen<Result>(attempt: () => Promise<Result>): Promise<Result> {
  for (let tries = 1; tries < 10; tries += 1) {
    try {
      return await attempt();
    } catch {
      // The last one tells.
    }
  }
  return attempt();
}

/** proc(5), stat: what comes after the name; the first is field 3. */
const fields = (stat: string): string[] => stat.slice(stat.lastIndexOf(')') + 2).split(' ');

async function nicenessOfThreads(pid: number): Promise<number[]> {
  const stats = await Promise.all((await readdir(`/proc/${pid}/task`)).map((thread) => readFile(`/proc/${pid}/task/${thread}/stat`, 'utf8').catch(() => '')));
  return stats.filter((stat) => stat !== '').map((stat) => Number(fields(stat)[16]));
}

test('the right password, a wrong one, and a hash that is none; several at a time, each with its own answer', async () => {
  const [one, other] = await Promise.all([hashPassword('correct horse 电池'), hashPassword('another')]);
  const asked: [hash: string, password: string, matches: boolean][] = [
    [one, 'correct horse 电池', true], [one, 'correct horse', false], [other, 'another', true], [one, 'another', false], ['nonsense', 'x', false],
  ];
  for (let round = 0; round < 3; round += 1) {
    expect(await Promise.all(asked.map(([hash, password]) => passwords.verify(hash, password)))).toEqual(asked.map(([, , matches]) => matches));
  }
});

test('hashes as the library does, each time with another salt', async () => {
  const [one, other] = await Promise.all([passwords.hash('correct horse 电池'), passwords.hash('correct horse 电池')]);
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(other).not.toBe(one);
  expect(await passwords.verify(one, 'correct horse 电池')).toBe(true);
  expect(await passwords.verify(one, 'correct horse')).toBe(false);
  expect((await hashPassword('correct horse 电池')).split('$').slice(0, 4)).toEqual(one.split('$').slice(0, 4));
});

test('nobody asks for a while: the process ends, and the next question starts another', async () => {
  passwords = new PasswordProcess({ idleMs: 50, answerMs: 60_000 });
  // On a busy machine it may be gone before it is looked for: then another is asked.
  const hash = await oneOfTen(async () => {
    const [made, started] = await Promise.all([passwords.hash('a password'), children()]);
    expect(started).not.toEqual([]);
    return made;
  });
  for (let looks = 0; looks < 1000 && (await children()).length > 0; looks += 1) await pause(10);
  expect(await children()).toEqual([]);
  expect(await passwords.verify(hash, 'a password')).toBe(true);
});

test('a process that is stopped is ended, and what it was asked fails', async () => {
  passwords = new PasswordProcess({ idleMs: 60_000, answerMs: 5000 });
  // On a busy machine a process may need longer than that to begin.
  const hash = await oneOfTen(() => passwords.hash('a password'));
  const [stopped = 0] = await children();
  process.kill(stopped, 'SIGSTOP');
  await expect(passwords.verify(hash, 'a password')).rejects.toThrow('ended');
  expect(await children()).not.toContain(stopped);
});

test('one process, started when it is needed, all of whose threads yield to every other', async () => {
  expect(await children()).toEqual([]);
  const hash = await hashPassword('a password');
  await Promise.all(Array.from({ length: 4 }, () => passwords.verify(hash, 'a password')));
  const [child = 0, ...others] = await children();
  expect(others).toEqual([]);
  expect(new Set(await nicenessOfThreads(child))).toEqual(new Set([Math.min(19, os.getPriority() + 10)]));
  await passwords.close();
  expect(await children()).toEqual([]);
});

test('killed, it fails what it was asked, and the next question starts another', async () => {
  const hash = await hashPassword('a password');
  expect(await passwords.verify(hash, 'a password')).toBe(true);
  const [killed = 0] = await children();
  const checks = Promise.allSettled(Array.from({ length: 20 }, () => passwords.verify(hash, 'a password')));
  process.kill(killed, 'SIGKILL');
  const failed = (await checks).filter(({ status }) => status === 'rejected').length;
  expect(failed).toBeGreaterThan(0);
  expect(await passwords.verify(hash, 'another')).toBe(false);
  expect(await children()).not.toContain(killed);
});

test('told to end by a terminal, as all processes at once, it still answers', async () => {
  const hash = await hashPassword('a password');
  expect(await passwords.verify(hash, 'a password')).toBe(true);
  const [child = 0] = await children();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.kill(child, signal);
  expect(await passwords.verify(hash, 'a password')).toBe(true);
  expect(await children()).toEqual([child]);
});

test('closed, it fails what is being checked and takes nothing more', async () => {
  const hash = await hashPassword('a password');
  const outcomes = Promise.allSettled(Array.from({ length: 8 }, () => passwords.verify(hash, 'a password')));
  await passwords.close();
  expect((await outcomes).map(({ status }) => status)).toContain('rejected');
  await expect(passwords.verify(hash, 'a password')).rejects.toThrow('no longer checked');
});
