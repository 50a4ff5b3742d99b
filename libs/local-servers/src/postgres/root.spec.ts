import { spawnSync } from 'node:child_process';
import { chmod, chown, cp, mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { temporaryFolder } from '@countersign/testing';
import { Client } from 'pg';
import { findProgram } from '../find-program.ts';
import { commandAs, ordinaryUsers, preferredUser, succeedsAs, type PostgresAccount } from './account.ts';
import { binariesIn, installedBinaries } from './binaries.ts';
import { binariesWithin } from './files.ts';
import { startPostgres, type PostgresServer } from './start.ts';

/** Only root has to become somebody else; everybody else's way is what all other specs take. */
const isRoot = process.geteuid?.() === 0;
const asRoot = isRoot ? describe : describe.skip;
/** A container may forbid namespaces; then the other way is all there is to test. */
const withNamespaces = isRoot && spawnSync('unshare', ['--user', '--map-user=1', 'true']).status === 0 ? test : test.skip;

let systemFolder = '';
beforeAll(async () => {
  const folder = await mkdtemp('/var/tmp/countersign-test-');
  await chmod(folder, 0o711);
  systemFolder = join(folder, 'system');
});
afterAll(async () => { await rm(join(systemFolder, '..'), { recursive: true, force: true }); });

async function query(server: PostgresServer, text: string): Promise<unknown[]> {
  const client = new Client({ connectionString: server.url('postgres') });
  await client.connect();
  const { rows } = await client.query<Record<string, unknown>>(text);
  await client.end();
  return rows;
}

async function statusOf(pid: number): Promise<{ name: string | undefined; uid: number }> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return { name: /^Name:\t(.*)$/m.exec(status)?.[1], uid: Number(/^Uid:\t(\d+)/m.exec(status)?.[1]) };
}

async function someUser(): Promise<PostgresAccount & { kind: 'user' }> {
  const user = preferredUser(await ordinaryUsers(), ['nobody', 'daemon']);
  if (user === undefined) throw new Error('This host has neither "nobody" nor "daemon".');
  return { kind: 'user', ...user };
}

asRoot('root in a user namespace', () => {
  withNamespaces('is another user to PostgreSQL and stays root to the file system; the process id is PostgreSQL’s own', async () => {
    const lines: string[] = [];
    const server = await startPostgres({ dataDir: join(temporaryFolder(), 'pg'), as: 'namespace', log: (line) => { lines.push(line); } });
    expect(await statusOf(server.pid)).toEqual({ name: 'postgres', uid: 0 });
    expect(await readFile(`/proc/${server.pid}/uid_map`, 'utf8')).toMatch(/^\s*[1-9]\d*\s+0\s+1\n$/);
    expect((await stat(server.cluster)).uid).toBe(0);
    expect(lines[0]).toContain('PostgreSQL runs in a user namespace');
    await server.stop();
    expect(lines.at(-1)).toContain('database system is shut down');
  });
});

asRoot('root as another user', () => {
  test('puts the files where that user can reach them, says where, and finds them again', async () => {
    const dataDir = join(temporaryFolder(), 'pg'); // below a folder that only root can enter
    const lines: string[] = [];
    const first = await startPostgres({ dataDir, as: 'user', systemFolder, log: (line) => { lines.push(line); } });
    expect(first.cluster.startsWith(`${systemFolder}/`)).toBe(true);
    expect(lines.join('\n')).toContain(first.cluster);
    const { uid } = await statusOf(first.pid);
    expect(uid).toBeGreaterThan(0);
    const place = await stat(join(first.cluster, '..'));
    expect([place.uid, place.mode & 0o777]).toEqual([uid, 0o700]);
    await query(first, 'CREATE TABLE kept AS SELECT 1 AS value');
    await first.stop();

    const second = await startPostgres({ dataDir, systemFolder }); // no way is insisted on: the owner goes on
    expect(second.cluster).toBe(first.cluster);
    expect((await statusOf(second.pid)).uid).toBe(uid);
    expect(await query(second, 'SELECT value FROM kept')).toEqual([{ value: 1 }]);
    expect((await stat(join(dataDir, 'superuser-password'))).uid).toBe(0);
    await second.stop();
    await expect(startPostgres({ dataDir, as: 'namespace', systemFolder })).rejects.toMatchObject({ code: 'wrong-owner' });
  });

  withNamespaces('takes a database along that it made in a namespace, and keeps the old files', async () => {
    const dataDir = join(temporaryFolder(), 'pg');
    const first = await startPostgres({ dataDir, as: 'namespace' });
    await query(first, 'CREATE TABLE kept AS SELECT 1 AS value');
    await first.stop();
    const second = await startPostgres({ dataDir, as: 'user', systemFolder });
    expect(await query(second, 'SELECT value FROM kept')).toEqual([{ value: 1 }]);
    await second.stop();
    expect(await readdir(dataDir)).toContain('cluster.before-move');
    const third = await startPostgres({ dataDir, systemFolder });
    expect(await query(third, 'SELECT value FROM kept')).toEqual([{ value: 1 }]);
    await third.stop();
  });

  test('is the owner of the folder when that is an ordinary user: the files stay there', async () => {
    const user = await someUser();
    const folder = join(systemFolder, '..', 'theirs');
    await mkdir(folder);
    await chown(folder, user.uid, user.gid);
    const server = await startPostgres({ dataDir: folder, as: 'user', systemFolder });
    expect(server.cluster).toBe(join(folder, 'cluster'));
    expect((await statusOf(server.pid)).uid).toBe(user.uid);
    await server.stop();
    expect((await stat(join(folder, 'superuser-password'))).uid).toBe(user.uid);
  });

  test('finds programs that the user cannot reach in a copy', async () => {
    const user = await someUser();
    const { home, version } = await installedBinaries();
    const hidden = join(temporaryFolder(), 'programs');
    await cp(home, hidden, { recursive: true, verbatimSymlinks: true });
    const copies = await Promise.all([1, 2].map(async () => binariesWithin(binariesIn(hidden, version), user, systemFolder)));
    expect(new Set(copies.map((copy) => copy.home))).toEqual(new Set([join(systemFolder, `programs-${version}`)]));
    expect(await succeedsAs(user, '/', copies[0]?.initdb ?? '', ['--version'])).toBe(true);
    expect((await readdir(systemFolder)).filter((name) => name.startsWith('programs-'))).toHaveLength(1);
  });

  test('says what to do when there is no place for that user', async () => {
    const hidden = join(temporaryFolder(), 'system');
    await expect(startPostgres({ dataDir: join(temporaryFolder(), 'pg'), as: 'user', systemFolder: hidden }))
      .rejects.toMatchObject({ code: 'cannot-leave-root', message: expect.stringMatching(/user ".+" cannot .* Let that user enter/i) });
    expect((await readdir(hidden)).filter((name) => name.startsWith('pg'))).toEqual([]);
  });
});

asRoot('the choice of the way', () => {
  async function withoutNamespaces<Result>(action: () => Promise<Result>): Promise<Result> {
    const folder = temporaryFolder();
    await writeFile(join(folder, 'unshare'), '#!/bin/sh\necho "unshare failed: Operation not permitted" >&2\nexit 1\n', { mode: 0o755 });
    const path = process.env['PATH'];
    process.env['PATH'] = `${folder}${delimiter}${path}`;
    try {
      return await action();
    } finally {
      process.env['PATH'] = path;
    }
  }

  test('falls back to another user where namespaces are not allowed', async () => {
    const server = await withoutNamespaces(async () => startPostgres({ dataDir: join(temporaryFolder(), 'pg'), systemFolder }));
    expect((await statusOf(server.pid)).uid).toBeGreaterThan(0);
    await server.stop();
  });

  test('fails with advice when namespaces are insisted on and not allowed', async () => {
    await withoutNamespaces(async () => expect(startPostgres({ dataDir: join(temporaryFolder(), 'pg'), as: 'namespace' }))
      .rejects.toMatchObject({ code: 'cannot-leave-root', message: expect.stringContaining('COUNTERSIGN_POSTGRES_AS=user') }));
  });

  test('may come from the environment', async () => {
    process.env['COUNTERSIGN_POSTGRES_AS'] = 'user';
    const server = await startPostgres({ dataDir: join(temporaryFolder(), 'pg'), systemFolder });
    expect((await statusOf(server.pid)).uid).toBeGreaterThan(0);
    await server.stop();
    process.env['COUNTERSIGN_POSTGRES_AS'] = 'root';
    await expect(startPostgres({ dataDir: join(temporaryFolder(), 'pg') })).rejects.toMatchObject({ code: 'bad-setting' });
    delete process.env['COUNTERSIGN_POSTGRES_AS'];
  });
});

describe('the command of an account', () => {
  const command = (account: PostgresAccount): unknown => commandAs(account, '/p/postgres', ['-D', '/data']);

  test('is the program itself, the program in a namespace, or the program as a user', () => {
    expect(command({ kind: 'self' })).toEqual({ file: '/p/postgres', args: ['-D', '/data'] });
    expect(command({ kind: 'namespace', unshare: '/usr/bin/unshare', uid: 1, gid: 2 }))
      .toEqual({ file: '/usr/bin/unshare', args: ['--user', '--map-user=1', '--map-group=2', '--', '/p/postgres', '-D', '/data'] });
    expect(command({ kind: 'user', name: 'x', uid: 3, gid: 4 })).toEqual({ file: '/p/postgres', args: ['-D', '/data'], uid: 3, gid: 4 });
  });

  test('never names root among the users to become', async () => {
    expect(await findProgram('sh')).toBeDefined();
    expect((await ordinaryUsers()).filter(({ uid, name }) => uid === 0 || name === 'root')).toEqual([]);
  });
});
