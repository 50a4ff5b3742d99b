import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, globSync, readlinkSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { disposeAfterEach, eventually, prepareCluster, systemTestFolder, temporaryFolder, TestProcess } from '@countersign/testing';
import { Client } from 'pg';
import { serversIn } from '../process-table.ts';
import { startPostgres as start, type PostgresOptions, type PostgresServer } from './start.ts';

const keep = disposeAfterEach();

const systemFolder = systemTestFolder();
const startPostgres = async (options: PostgresOptions): Promise<PostgresServer> => start({ systemFolder, ...options });

/** The folder of a server that has run before. */
async function usedFolder(): Promise<string> {
  const dataDir = join(temporaryFolder(), 'postgres');
  await prepareCluster(dataDir);
  return dataDir;
}

const START = pathToFileURL(join(import.meta.dirname, 'start.ts')).href;

/** A program of its own that starts PostgreSQL in a folder and stays, unless `more` says otherwise. */
async function starter(dataDir: string, more = ''): Promise<TestProcess> {
  const program = `
    const { startPostgres } = await import(${JSON.stringify(START)});
    try {
      const server = await startPostgres({ dataDir: process.argv[1], systemFolder: process.argv[2] });
      console.log(['ready', server.pid, server.url('postgres'), server.cluster].join(' '));
      ${more}
    } catch (error) {
      console.log('refused ' + error.code);
    }`;
  return TestProcess.start({ args: ['--input-type=module', '-e', program, dataDir, systemFolder] });
}

async function ready(program: TestProcess): Promise<{ pid: number; url: string; cluster: string }> {
  const [, pid, url = '', cluster = ''] = await program.waitForLine(/^ready (\d+) (\S+) (.*)$/);
  return { pid: Number(pid), url, cluster };
}

async function connected(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  client.on('error', () => {}); // its server is going to be killed
  await client.connect();
  return client;
}

async function values(server: PostgresServer): Promise<unknown[]> {
  const client = await connected(server.url('postgres'));
  const { rows } = await client.query<{ value: number }>('SELECT value FROM kept ORDER BY value');
  await client.end();
  return rows.map(({ value }) => value);
}

/** Whether it runs: a dead child that nobody has waited for yet has no program any more. */
function isAlive(pid: number): boolean {
  try {
    return readlinkSync(`/proc/${pid}/exe`) !== '';
  } catch {
    return false;
  }
}

describe('after kill -9 of the starter', () => {
  test('the PostgreSQL that lives on is stopped, and nothing committed is lost, nothing uncommitted kept', async () => {
    const dataDir = await usedFolder();
    const first = keep(await starter(dataDir));
    const { pid, url } = await ready(first);
    const client = await connected(url);
    await client.query('CREATE TABLE kept AS SELECT 1 AS value');
    await client.query('BEGIN; INSERT INTO kept VALUES (2)');
    await first.kill();
    expect(isAlive(pid)).toBe(true);

    const lines: string[] = [];
    const second = await startPostgres({ dataDir, log: (line) => { lines.push(line); } });
    expect(isAlive(pid)).toBe(false);
    expect(second.pid).not.toBe(pid);
    expect(lines.join('\n')).toContain(`Stopped the postgres (process ${pid})`);
    expect(await values(second)).toEqual([1]);
    await second.stop();
  });

  test('also when its pid file does not tell', async () => {
    const dataDir = await usedFolder();
    const first = keep(await starter(dataDir));
    const { pid, cluster } = await ready(first);
    await first.kill();
    // PostgreSQL itself looks at its pid file once a minute; the next start comes sooner.
    await writeFile(join(cluster, 'postmaster.pid'), '');
    const second = await startPostgres({ dataDir });
    expect(isAlive(pid)).toBe(false);
    await second.stop();
  });

  test('while the folder was being initialised, the next start begins anew', async () => {
    const dataDir = join(temporaryFolder(), 'postgres');
    const first = keep(await starter(dataDir));
    const drafts = ['cluster.draft/base', 'cluster.draft/global'].flatMap((name) => [join(dataDir, name), join(systemFolder, '*', name)]);
    await eventually(() => { expect(globSync(drafts)).not.toEqual([]); });
    await first.kill();
    expect(existsSync(join(dataDir, 'cluster'))).toBe(false);
    const second = await startPostgres({ dataDir });
    expect(existsSync(join(dataDir, 'cluster.draft'))).toBe(false);
    await second.stop();
  });

  test('and of PostgreSQL’s main process, orphans of which are still at work', async () => {
    const dataDir = await usedFolder();
    const first = keep(await starter(dataDir));
    const { pid, url, cluster } = await ready(first);
    const client = await connected(url);
    await client.query('CREATE TABLE kept AS SELECT 1 AS value');
    // A stopped back end cannot notice that its main process died: it holds on to the shared memory.
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    const orphan = rows[0]?.pid ?? 0;
    process.kill(orphan, 'SIGSTOP');
    process.kill(pid, 'SIGKILL');
    await first.kill();
    await eventually(() => { expect(serversIn(cluster, 'postgres').map((entry) => entry.pid)).toEqual([orphan]); });

    const second = await startPostgres({ dataDir });
    expect(isAlive(orphan)).toBe(false);
    expect(await values(second)).toEqual([1]);
    await second.stop();
  });
});

describe('a pid file left by a crash', () => {
  async function startsBeside(stranger: number, dataDir: string): Promise<void> {
    const first = await startPostgres({ dataDir });
    const pidFile = join(first.cluster, 'postmaster.pid');
    const text = await readFile(pidFile, 'utf8');
    await first.kill();
    await writeFile(pidFile, text.replace(/^\d+/, String(stranger)));
    const second = await startPostgres({ dataDir });
    expect(isAlive(stranger)).toBe(true);
    await second.stop();
  }

  test('that names another program harms neither that nor the start', async () => {
    const stranger = spawn('sleep', ['60'], { stdio: 'ignore' });
    await startsBeside(stranger.pid ?? 0, await usedFolder());
    stranger.kill('SIGKILL');
    await once(stranger, 'exit');
  });

  test('that names the PostgreSQL of another folder harms neither', async () => {
    const other = await startPostgres({ dataDir: await usedFolder() });
    await startsBeside(other.pid, await usedFolder());
    await other.stop();
  });

  test('that names our own process does not end us', async () => {
    await startsBeside(process.pid, await usedFolder());
  });
});

describe('two starters', () => {
  test('at once on a new folder: one starts, the others are told that it is in use', async () => {
    const dataDir = join(temporaryFolder(), 'postgres');
    const starters = await Promise.all(Array.from({ length: 4 }, async () => starter(dataDir)));
    const outcomes = await Promise.all(starters.map(async (program) => (await program.waitForLine(/^(ready|refused) .*/))[0].split(' ')));
    expect(outcomes.filter(([word]) => word === 'ready')).toHaveLength(1);
    expect(outcomes.filter(([, code]) => code === 'folder-in-use')).toHaveLength(3);
    const winner = outcomes.find(([word]) => word === 'ready') ?? [];
    expect(serversIn(winner.slice(3).join(' '), 'postgres')[0]?.pid).toBe(Number(winner[1]));
    await Promise.all(starters.map(async (program) => program.end()));
    await (await startPostgres({ dataDir })).stop();
  });

  test('the second one does not touch the first one’s server', async () => {
    const dataDir = await usedFolder();
    const first = await startPostgres({ dataDir });
    const second = keep(await starter(dataDir));
    await second.waitForLine(/^refused folder-in-use$/);
    await expect(startPostgres({ dataDir })).rejects.toMatchObject({ code: 'folder-in-use' });
    expect(isAlive(first.pid)).toBe(true);
    await first.stop();
  });
});

describe('the end of the starter', () => {
  test('Ctrl-C reaches the starter alone: services drain while PostgreSQL still answers', async () => {
    const dataDir = await usedFolder();
    const program = keep(await starter(dataDir, `
      process.on('SIGINT', () => setTimeout(async () => {
        process.kill(server.pid, 0);
        console.log('still alive');
        await server.stop();
        console.log('stopped');
      }, 200));
      console.log('listening');`));
    const { pid } = await ready(program);
    await program.waitForLine(/^listening$/);
    program.signalGroup('SIGINT');
    await program.waitForLine(/^still alive$/);
    await program.waitForLine(/^stopped$/);
    expect(isAlive(pid)).toBe(false);
    expect(await program.ended).toEqual({ code: 0, signal: null });
  });

  test.each(['process.exit(3)', 'setTimeout(() => { throw new Error("bug"); }, 1)'])('without a stop (%s) ends PostgreSQL, too', async (way) => {
    const dataDir = await usedFolder();
    const program = keep(await starter(dataDir, way));
    const { cluster } = await ready(program);
    await program.ended;
    await eventually(() => { expect(serversIn(cluster, 'postgres')).toEqual([]); });
    expect(existsSync(join(cluster, 'postmaster.pid'))).toBe(false);
  });
});
