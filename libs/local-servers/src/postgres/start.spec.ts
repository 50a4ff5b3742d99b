import { mkdir, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { prepareCluster, processorWaitMs, systemTestFolder, temporaryFolder } from '@countersign/testing';
import { Client } from 'pg';
import { freeTcpPort, LOOPBACK } from '../free-port.ts';
import { serversIn } from '../process-table.ts';
import { startPostgres as start, type PostgresOptions, type PostgresServer } from './start.ts';

const startPostgres = async (options: PostgresOptions): Promise<PostgresServer> => start({ systemFolder: systemTestFolder(), ...options });

/** What a second start of the product has for its PostgreSQL. */
const WARM_START_LIMIT_MS = 1_500;

/** The folder of a server that has run before. */
async function usedFolder(): Promise<string> {
  const dataDir = join(temporaryFolder(), 'postgres');
  await prepareCluster(dataDir);
  return dataDir;
}

async function query(server: PostgresServer, text: string, url = server.url('postgres')): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

describe('PostgreSQL in a folder', () => {
  test('starts, keeps its data over a stop, and starts again in well under a second and a half', async () => {
    const dataDir = join(temporaryFolder(), 'postgres');
    const first = await startPostgres({ dataDir });
    await query(first, 'CREATE TABLE kept AS SELECT 7 AS value');
    await first.stop();
    expect(serversIn(first.cluster, 'postgres')).toEqual([]);

    // What PostgreSQL's other processes stood behind others, and the disk, is not taken off: one of three has to be quick.
    const startQuickly = async (triesLeft: number): Promise<PostgresServer> => {
      const waited = processorWaitMs(process.pid);
      const before = performance.now();
      const server = await startPostgres({ dataDir });
      // On a machine that has nothing else to do: without what we, and then PostgreSQL, stood in the kernel's queue behind others.
      const took = performance.now() - before - (processorWaitMs(process.pid) - waited + processorWaitMs(server.pid));
      if (took < WARM_START_LIMIT_MS) return server;
      await server.stop();
      if (triesLeft === 0) expect(took).toBeLessThan(WARM_START_LIMIT_MS);
      return startQuickly(triesLeft - 1);
    };
    const second = await startQuickly(2);
    expect(await query(second, 'SELECT value FROM kept')).toEqual([{ value: 7 }]);
    expect(second.superuserPassword).toBe(first.superuserPassword);
    await second.stop();
    await second.stop();
    expect(second.pid).toBe(0);
  });

  test('is durable, UTF-8, on loopback only, and asks everybody for a password', async () => {
    const dataDir = join(temporaryFolder(), 'postgres');
    const server = await startPostgres({ dataDir });
    const settings = ['fsync', 'synchronous_commit', 'full_page_writes', 'data_checksums', 'listen_addresses', 'unix_socket_directories', 'server_encoding'];
    const values = await Promise.all(settings.map(async (name) => query(server, `SELECT current_setting('${name}') AS value`)));
    expect(values.flat()).toEqual(['on', 'on', 'on', 'on', '127.0.0.1', '', 'UTF8'].map((value) => ({ value })));
    expect(await query(server, "SELECT lower('ÄÖ') AS low, ('Z' < 'a') AS bytewise")).toEqual([{ low: 'äö', bytewise: true }]);

    await expect(query(server, 'SELECT 1', server.url('postgres', { name: 'postgres', password: 'wrong' }))).rejects.toMatchObject({ code: '28P01' });
    const file = await stat(join(dataDir, 'superuser-password'));
    expect(file.mode & 0o777).toBe(0o600);
    expect((await stat(dataDir)).mode & 0o777).toBe(0o700);
    expect(server.superuserPassword).toHaveLength(32);
    const commandLine = await readFile(`/proc/${server.pid}/cmdline`, 'utf8');
    expect(commandLine).not.toContain(server.superuserPassword);
    await server.stop();
  });

  test('does not repeat a failed statement, nor its secret, in the log', async () => {
    const lines: string[] = [];
    const server = await startPostgres({ dataDir: await usedFolder(), log: (line) => { lines.push(line); } });
    await expect(query(server, "CREATE ROLE postgres PASSWORD 'do not write this down'")).rejects.toMatchObject({ code: '42710' });
    await server.stop();
    expect(lines.join('\n')).toContain('role "postgres" already exists');
    expect(lines.join('\n')).not.toContain('do not write this down');
  });

  test('gives its children nothing of our environment', async () => {
    process.env['COUNTERSIGN_SECRET_OF_OURS'] = 'x';
    const server = await startPostgres({ dataDir: await usedFolder() });
    delete process.env['COUNTERSIGN_SECRET_OF_OURS'];
    expect(await readFile(`/proc/${server.pid}/environ`, 'utf8')).not.toContain('SECRET_OF_OURS');
    await server.stop();
  });

  test('quotes roles, passwords and databases in its URL', async () => {
    const server = await startPostgres({ dataDir: await usedFolder() });
    await query(server, `CREATE ROLE "r@le/1" LOGIN PASSWORD 'p:w d?#%'`);
    await query(server, 'CREATE DATABASE "data base ü"');
    const url = server.url('data base ü', { name: 'r@le/1', password: 'p:w d?#%' });
    expect(await query(server, 'SELECT current_user AS me, current_database() AS here', url)).toEqual([{ me: 'r@le/1', here: 'data base ü' }]);
    await server.stop();
  });

  test('keeps a port that it was given, and says so when another program has it', async () => {
    const port = await freeTcpPort();
    const dataDir = await usedFolder();
    const server = await startPostgres({ dataDir, port });
    expect(server.port).toBe(port);
    await server.stop();

    const other = createServer();
    await new Promise<void>((resolve) => { other.listen(port, LOOPBACK, resolve); });
    await expect(startPostgres({ dataDir, port })).rejects.toMatchObject({ code: 'port-taken' });
    await new Promise((resolve) => { other.close(resolve); });
    expect(serversIn(server.cluster, 'postgres')).toEqual([]);
  });

  test('restarts on its port with its data, after a crash as after a stop', async () => {
    const server = await startPostgres({ dataDir: await usedFolder() });
    const { port } = server;
    await query(server, 'CREATE TABLE kept AS SELECT 1 AS value');
    await server.kill();
    expect(serversIn(server.cluster, 'postgres')).toEqual([]);
    await server.restart();
    expect(server.port).toBe(port);
    expect(await query(server, 'SELECT value FROM kept')).toEqual([{ value: 1 }]);
    await server.restart();
    expect(await query(server, 'SELECT value FROM kept')).toEqual([{ value: 1 }]);
    await server.stop();
  });

  test('tells what PostgreSQL said when it does not start', async () => {
    await expect(startPostgres({ dataDir: join(temporaryFolder(), 'postgres'), settings: { shared_buffers: 'plenty' } }))
      .rejects.toMatchObject({ code: 'start-failed', message: expect.stringContaining('shared_buffers') });
  });

  test('does not make up a new password when the old one is lost', async () => {
    const dataDir = await usedFolder();
    await (await startPostgres({ dataDir })).stop();
    await rm(join(dataDir, 'superuser-password'));
    await expect(startPostgres({ dataDir })).rejects.toMatchObject({ code: 'password-missing' });
  });
});

describe('the folder may be anywhere', () => {
  async function worksIn(dataDir: string): Promise<void> {
    for (const round of [1, 2]) {
      const server = await startPostgres({ dataDir });
      expect(await query(server, `SELECT ${round} AS round`)).toEqual([{ round }]);
      await server.stop();
    }
  }

  test('with spaces, quotes and other scripts in its name', async () => {
    await worksIn(join(temporaryFolder(), `sp ace "quo'te $HOME %s 数据 é`, 'postgres'));
  });

  test.each([800, 2_000])('under a path of %i bytes', async (length) => {
    const base = temporaryFolder();
    const parts = Array.from({ length: Math.ceil((length - base.length) / 201) }, () => 'd'.repeat(200));
    const dataDir = join(base, ...parts);
    expect(dataDir.length).toBeGreaterThan(length);
    await worksIn(dataDir);
  });

  test('where nobody but its owner can enter: a private folder in the home folder', async () => {
    const folder = await mkdtemp(join(homedir(), '.countersign-test-'));
    try {
      expect((await stat(folder)).mode & 0o777).toBe(0o700);
      await mkdir(join(folder, 'clone'), { mode: 0o700 });
      await worksIn(join(folder, 'clone', 'data'));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
