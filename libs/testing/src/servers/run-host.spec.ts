import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { disposeAfterEach } from '../dispose-after-each.ts';
import { eventually } from '../eventually.ts';
import { TestProcess } from '../test-process.ts';
import { databasePrefix } from './names.ts';
import { processesOf } from './leftovers.ts';
import { testPostgres } from './postgres.ts';
import { RUN_VARIABLE, type TestRun } from './run.ts';

const keep = disposeAfterEach();

const HOST = ['--conditions=countersign-source', join(import.meta.dirname, 'run-host.ts')];

describe('the host of a test run', () => {
  let host: TestProcess;
  let run: TestRun;

  async function startHost(): Promise<void> {
    const nothingGiven = { COUNTERSIGN_TEST_DATABASE_URL: undefined, COUNTERSIGN_TEST_NATS_URL: undefined, COUNTERSIGN_TEST_REDIS_URL: undefined };
    host = await TestProcess.start({ args: HOST, env: nothingGiven });
    run = JSON.parse((await host.waitForLine(/^\{.*\}$/))[0]);
  }

  async function ask(question: string): Promise<Record<string, string | null>> {
    const response = await fetch(`${run.host}/${question}`);
    const text = await response.text();
    if (!response.ok) throw new Error(text);
    return JSON.parse(text);
  }

  /** As a test would, in a process that descends from the run. */
  async function descendant(script: string, cwd?: string): Promise<TestProcess> {
    const child = await TestProcess.start({ args: ['-e', script], env: { [RUN_VARIABLE]: JSON.stringify(run) }, ...(cwd === undefined ? {} : { cwd }) });
    await child.waitForLine(/ready/);
    return child;
  }

  beforeEach(async () => startHost());
  afterEach(async () => {
    host.closeInput();
    await host.ended;
  });

  test('starts each server when it is first asked for, and only once', async () => {
    expect(processesOf(run)).toEqual([]);
    const [first, second] = await Promise.all([ask('postgres'), ask('postgres')]);
    expect(first).toEqual(second);
    const client = new Client({ connectionString: first['url'] ?? '' });
    await client.connect();
    await client.end();
    expect(await ask('redis')).toEqual(await ask('redis'));
    const [one, other] = [await ask('nats'), await ask('nats')];
    expect(one['url']).toBe(other['url']);
    expect(one['user']).not.toBe(other['user']);
    expect(await ask('source/redis')).toMatchObject({ kind: expect.stringMatching(/program|container/) });
  });

  test('keeps no connection that a busy spec would ask again on as it ends', async () => {
    for (const question of ['postgres', 'anything']) expect((await fetch(`${run.host}/${question}`)).headers.get('connection')).toBe('close');
  });

  test('answers only those who know its secret', async () => {
    const { origin } = new URL(run.host);
    expect((await fetch(`${origin}/postgres`)).status).toBe(404);
    expect((await fetch(`${origin}/${'0'.repeat(32)}/postgres`)).status).toBe(404);
    await expect(ask('anything')).rejects.toThrow('question "anything"');
  });

  const ends: [string, () => void][] = [
    ['its input is closed, as when Jest ends or dies', () => { host.closeInput(); }],
    ['it is told to end', () => { host.signal('SIGTERM'); }],
  ];
  test.each(ends)('ends everything when %s', async (_how, finish) => {
    await Promise.all([ask('postgres'), ask('nats'), ask('redis')]);
    const marked = await descendant('console.log("ready"); setInterval(() => {}, 1000)');
    await writeFile(join(run.folder, 'file'), 'x');
    finish();
    expect(await host.ended).toEqual({ code: 0, signal: null });
    expect(processesOf(run)).toEqual([]);
    expect(existsSync(run.folder)).toBe(false);
    expect(await marked.ended).toEqual({ code: null, signal: 'SIGKILL' });
    expect(host.output).toContain(`left a process running: ${marked.pid}`);
  });

  test('finds processes that work in its folder without its mark, and those that they start while they die', async () => {
    const child = await TestProcess.start({ file: '/bin/sh', args: ['-c', 'echo ready; while :; do sleep 0.01 & done'], cwd: run.folder });
    await child.waitForLine(/ready/);
    host.closeInput();
    await host.ended;
    expect(processesOf(run)).toEqual([]);
    await child.end();
  });

  test('survives Ctrl-C in the terminal of Jest, which only its input tells of', async () => {
    await ask('redis');
    const jest = keep(await descendant(`
      process.on("SIGINT", () => process.exit(130));
      console.log("ready"); setInterval(() => {}, 1000)`));
    jest.signalGroup('SIGINT');
    await jest.ended;
    expect(host.running).toBe(true);
    expect(await ask('redis')).toHaveProperty('url');
  });
});

describe('with addresses of running servers', () => {
  test('uses them, starts nothing, and drops the databases that the run made', async () => {
    const given = (await testPostgres()).url('postgres');
    const environment = { COUNTERSIGN_TEST_DATABASE_URL: given, COUNTERSIGN_TEST_NATS_URL: 'nats://127.0.0.1:1', COUNTERSIGN_TEST_REDIS_URL: 'redis://127.0.0.1:1' };
    const host = keep(await TestProcess.start({ args: HOST, env: environment }));
    const run: TestRun = JSON.parse((await host.waitForLine(/^\{.*\}$/))[0]);
    const answers = await Promise.all(['postgres', 'nats', 'redis'].map(async (question) => (await fetch(`${run.host}/${question}`)).json()));
    expect(answers).toEqual([{ url: given }, { url: 'nats://127.0.0.1:1', user: null, password: null }, { url: 'redis://127.0.0.1:1' }]);
    expect(processesOf(run)).toEqual([]);

    const client = new Client({ connectionString: given });
    await client.connect();
    const count = async (): Promise<unknown> => (await client.query('SELECT count(*)::int AS n FROM pg_database WHERE starts_with(datname, $1)', [databasePrefix(run)])).rows;
    await client.query(`CREATE DATABASE ${databasePrefix(run)}forgotten`);
    expect(await count()).toEqual([{ n: 1 }]);
    host.closeInput();
    await eventually(async () => { expect(await count()).toEqual([{ n: 0 }]); });
    await client.end();
    await host.ended;
  });
});
