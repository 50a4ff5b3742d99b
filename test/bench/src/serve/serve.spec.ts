/** `bench -- serve` as another generator meets it: the built program, a file of users, RADIUS over UDP, kill -9. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { TestProcess } from '@countersign/testing';
import { encodeBase32 } from '@countersign/token-files';
import { z } from 'zod';
import type { RunResult } from '../load/job.ts';
import { SEED_BYTES, prepareRequests } from '../load/prepared-requests.ts';
import { runPrepared } from '../load/run-prepared.ts';
import { STEP_SECONDS, stepAt } from '../measure/time-steps.ts';

const USERS = 200;
const START_MS = 90_000;
const announcementSchema = z.strictObject({
  radius: z.string(), secret: z.string(), http: z.url(), apiKeyFile: z.string(), pids: z.record(z.string(), z.array(z.int().positive())),
});

let folder: string;
let program: TestProcess;
let announced: z.infer<typeof announcementSchema>;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'countersign-serve-'));
  const seeds = randomBytes(USERS * SEED_BYTES);
  await writeFile(path.join(folder, 'seeds'), seeds);
  const lines = Array.from({ length: USERS }, (_, number) => `user${number} - ${encodeBase32(seeds.subarray(number * SEED_BYTES, (number + 1) * SEED_BYTES))}`);
  await writeFile(path.join(folder, 'users'), lines.join('\n'));
  program = await TestProcess.start({
    args: [path.resolve(import.meta.dirname, '../../dist/main.js'), 'serve', '--way', 'standalone', '--users', path.join(folder, 'users'), '--data', path.join(folder, 'data')],
  });
  announced = announcementSchema.parse(JSON.parse((await program.waitForLine(/^\{"radius".*$/, START_MS))[0]));
}, START_MS + 30_000);

afterAll(async () => {
  await program.end();
  await rm(folder, { recursive: true, force: true });
});

/** Each of `count` users once, from `first` on, in a time step that lasts long enough. */
async function signIn(first: number, count: number): Promise<RunResult> {
  const left = STEP_SECONDS * 1000 - (Date.now() % (STEP_SECONDS * 1000));
  if (left < 5_000) await new Promise((resolve) => setTimeout(resolve, left + 100));
  const [address = '', port = ''] = announced.radius.split(':');
  const prepared = prepareRequests({
    people: { seedsFile: path.join(folder, 'seeds'), prefix: 'user', count: USERS }, first, count, secret: announced.secret,
    protocol: 'pap', credential: { kind: 'totp', step: stepAt(Date.now()) }, replays: false,
  });
  return runPrepared(prepared, { target: { address, port: Number(port), secret: announced.secret }, pace: { kind: 'closed', inFlight: 16 }, durationMs: 20_000 });
}

const allRight = (count: number): Partial<RunResult> => ({ sent: count, right: count, wrong: 0, forged: 0, lost: 0 });

describe('serve', () => {
  test('everybody in the file signs in', async () => {
    expect(await signIn(0, 100)).toMatchObject(allRight(100));
  });

  test('a killed process serves again where it was, after a second', async () => {
    const [pid = 0] = announced.pids['standalone'] ?? [];
    process.kill(pid, 'SIGKILL');
    await program.waitForLine(/started again in a second/);
    for (let tries = 0; tries < 60; tries += 1) {
      const response = await fetch(`${announced.http}/health/ready`).catch(() => undefined);
      if (response?.ok === true) break;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    // The admin API is up before the gateway is: somebody asks until there is an answer.
    for (let tries = 0; tries < 15; tries += 1) if ((await signIn(100, 1)).right === 1) break;
    expect(await signIn(101, 99)).toMatchObject(allRight(99));
  }, 120_000);

  test('stops in order when it is told to, twice as well, and removes what it made', async () => {
    process.kill(program.pid, 'SIGTERM');
    await new Promise((resolve) => setTimeout(resolve, 50));
    process.kill(program.pid, 'SIGTERM');
    expect(await program.ended).toEqual({ code: 0, signal: null });
    expect(await readdir(path.join(folder, 'data'))).toEqual([]);
  });
});
