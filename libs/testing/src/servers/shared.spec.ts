import { describe, expect, test } from '@jest/globals';
import { jetstreamManager, type StreamAPI } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { createClient } from '@redis/client';
import { Client } from 'pg';
import { disposeAfterEach } from '../dispose-after-each.ts';
import { freshDatabase, privatePostgres, testPostgres } from './postgres.ts';
import { freshNats, privateNats, type TestNats } from './nats.ts';
import { freshRedis, privateRedis } from './redis.ts';

const keep = disposeAfterEach();

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

describe('PostgreSQL for specs', () => {
  test('gives databases of one’s own, dropped when they are let go', async () => {
    const [database, other] = [await freshDatabase(), await freshDatabase()];
    expect(other.name).not.toBe(database.name);
    await query(database.url, 'CREATE TABLE mine ()');
    await expect(query(other.url, 'SELECT FROM mine')).rejects.toMatchObject({ code: '42P01' });
    await database[Symbol.asyncDispose]();
    await other.drop();
    const admin = (await testPostgres()).url('postgres');
    expect(await query(admin, `SELECT FROM pg_database WHERE datname IN ('${database.name}', '${other.name}')`)).toEqual([]);
  });

  test('drops a database although somebody is connected', async () => {
    const database = await freshDatabase();
    const client = new Client({ connectionString: database.url });
    client.on('error', () => {}); // it is being disconnected
    await client.connect();
    await database.drop();
    await expect(query(database.url, 'SELECT 1')).rejects.toMatchObject({ code: '3D000' });
  });

  test('lets a role of the test in', async () => {
    const database = keep(await freshDatabase());
    await query(database.url, `CREATE ROLE ${database.name} LOGIN PASSWORD 'p w'`);
    expect(await query(database.urlFor({ name: database.name, password: 'p w' }), 'SELECT current_user AS me')).toEqual([{ me: database.name }]);
    await query(database.url, `DROP ROLE ${database.name}`);
  });

  test('twenty databases at once', async () => {
    const databases = await Promise.all(Array.from({ length: 20 }, async () => freshDatabase()));
    expect(new Set(databases.map(({ name }) => name)).size).toBe(20);
    await Promise.all(databases.map(async (database) => database.drop()));
  });

  test('a private one can be stopped for a while', async () => {
    const server = keep(await privatePostgres());
    const url = server.url('postgres');
    await query(url, 'CREATE TABLE kept AS SELECT 1 AS value');
    await server.stop();
    await expect(query(url, 'SELECT 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await server.restart();
    expect(await query(url, 'SELECT value FROM kept')).toEqual([{ value: 1 }]);
  });
});

describe('NATS for specs', () => {
  async function withStreams<Result>({ url, credentials }: Pick<TestNats, 'url' | 'credentials'>, action: (streams: StreamAPI) => Promise<Result>): Promise<Result> {
    const connection = await connect({ servers: url, ...credentials });
    try {
      return await action((await jetstreamManager(connection)).streams);
    } finally {
      await connection.close();
    }
  }
  const names = async (server: Pick<TestNats, 'url' | 'credentials'>): Promise<string[]> => withStreams(server, async (streams) => streams.names().next());

  test('gives accounts that do not see each other’s streams; on a given server the prefix keeps them apart', async () => {
    const [one, other] = [await freshNats(), await freshNats()];
    expect(one.prefix).not.toBe(other.prefix);
    const stream = `${one.prefix}-AUDIT`;
    await withStreams(one, async (streams) => streams.add({ name: stream, subjects: [`${one.prefix}.>`] }));
    expect(await names(one)).toContain(stream);
    const sameAccount = one.credentials?.user === other.credentials?.user;
    expect(sameAccount).toBe((process.env['COUNTERSIGN_TEST_NATS_URL'] ?? '') !== '');
    expect((await names(other)).includes(stream)).toBe(sameAccount);
    await withStreams(one, async (streams) => streams.delete(stream));
  });

  test('a private one is configured by the test and keeps its streams over a crash', async () => {
    const server = keep(await privateNats({ config: 'authorization { user: a, password: b }' }));
    const mine = { url: server.url, credentials: { user: 'a', pass: 'b' } };
    await expect(connect({ servers: server.url, user: 'a', pass: 'wrong', reconnect: false })).rejects.toThrow(/authorization/i);
    await withStreams(mine, async (streams) => streams.add({ name: 'KEPT', subjects: ['kept.>'] }));
    await server.kill();
    await server.restart();
    expect(await names(mine)).toEqual(['KEPT']);
  });
});

describe('Redis for specs', () => {
  test('gives prefixes of one’s own', async () => {
    const [one, other] = [await freshRedis(), await freshRedis()];
    expect(one.url).toBe(other.url);
    expect(one.prefix).not.toBe(other.prefix);
    const client = await createClient({ url: one.url }).connect();
    await client.set(`${one.prefix}key`, 'value', { expiration: { type: 'EX', value: 60 } });
    expect(await client.get(`${one.prefix}key`)).toBe('value');
    client.destroy();
  });

  test('a private one can be stopped for a while, and remembers if told so', async () => {
    const server = keep(await privateRedis({ appendOnly: true }));
    const set = await createClient({ url: server.url }).connect();
    await set.set('key', 'value');
    set.destroy();
    await server.stop();
    await expect(createClient({ url: server.url, socket: { reconnectStrategy: false } }).on('error', () => {}).connect()).rejects.toThrow(/ECONNREFUSED/);
    await server.restart();
    const get = await createClient({ url: server.url }).connect();
    expect(await get.get('key')).toBe('value');
    get.destroy();
  });
});
