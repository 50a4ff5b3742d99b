import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Doorway, type TestDatabase, disposeAfterEach, eventually, freshDatabase } from '@countersign/testing';
import type pg from 'pg';
import { isUnavailable } from './database-errors.ts';
import type { ImpatientClient } from './impatient-client.ts';
import { createPool } from './pool.ts';

let database: TestDatabase;
let pool: pg.Pool;
const idleErrors: Error[] = [];

beforeEach(async () => {
  database = await freshDatabase();
  idleErrors.length = 0;
  pool = createPool(database.url, { max: 2, applicationName: 'pool-spec', statementTimeoutMs: 5000, onIdleError: (error) => idleErrors.push(error) });
});
afterEach(async () => {
  await pool.end();
  await database.drop();
});

async function backendOf(client: pg.PoolClient): Promise<number> {
  return (await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows[0]?.pid ?? 0;
}

test('a connection that is lost between two queries fails the next one, and the pool makes a new one', async () => {
  const client = await pool.connect();
  const pid = await backendOf(client);
  // The end of the connection arrives while nothing is asked of it.
  const over = new Promise<void>((resolve) => { client.once('end', () => resolve()); });
  await pool.query('SELECT pg_terminate_backend($1)', [pid]);
  await over;
  await expect(client.query('SELECT 1')).rejects.toThrow('Client has encountered a connection error');
  client.release(true);
  expect((await pool.query<{ one: number }>('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
});

test('a connection that is lost while nobody uses it is told and replaced', async () => {
  const [one, other] = [await pool.connect(), await pool.connect()];
  const pid = await backendOf(one);
  one.release();
  await other.query('SELECT pg_terminate_backend($1)', [pid]);
  other.release();
  await eventually(() => expect(idleErrors).toHaveLength(1));
  expect((await pool.query<{ one: number }>('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
});

const keep = disposeAfterEach();
// Long enough for a busy machine to connect and to answer within, once the door is open again.
const times = { connectMs: 2000, keepAliveMs: 1000, answerMs: 1800, idleMs: 10_000 };

describe.each([false, true])('a host that vanished, pipeline %s', (pipeline) => {
  let door: Doorway;
  let distant: pg.Pool;
  beforeEach(async () => {
    const url = new URL(database.url);
    door = keep(await Doorway.before(url.host, 0));
    url.host = door.address;
    distant = createPool(url.href, { max: 1, applicationName: 'pool-spec', statementTimeoutMs: 200, times, pipeline });
  });
  afterEach(async () => distant.end());

  test('ends a transaction with its rollback, then refuses connections, and is used again when it is back', async () => {
    const client = await distant.connect();
    await client.query('BEGIN');
    door.mode = 'silent';
    await expect(client.query('SELECT 1')).rejects.toThrow('Query read timeout');
    // Not behind the same silence: it fails at once.
    await expect(client.query('ROLLBACK')).rejects.toThrow(/not queryable|Connection terminated/);
    client.release();
    await expect(distant.query('SELECT 1')).rejects.toThrow(/timeout/);
    door.mode = 'open';
    expect((await distant.query<{ one: number }>('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  });

  test('makes room for who waits for a connection', async () => {
    const client = await distant.connect();
    door.mode = 'silent';
    await expect(client.query('SELECT 1')).rejects.toThrow('Query read timeout');
    door.mode = 'open';
    const next = distant.query<{ one: number }>('SELECT 1 AS one');
    client.release();
    expect((await next).rows).toEqual([{ one: 1 }]);
  });

  test('is not given to anybody else, when who heard of it gives the connection back at once', async () => {
    const client = await distant.connect();
    door.mode = 'silent';
    const heard = await new Promise((resolve) => {
      client.query('SELECT 1', (error) => {
        client.release();
        resolve(error);
      });
    });
    expect(heard).toMatchObject({ message: 'Query read timeout' });
    door.mode = 'open';
    expect((await distant.query<{ one: number }>('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  });

  test('ends a statement with a limit of its own', async () => {
    const client = await distant.connect();
    door.mode = 'silent';
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- pg knows it, its types do not
    const limited = { text: 'SELECT 1', query_timeout: 300 } as pg.QueryConfig;
    await expect(client.query(limited)).rejects.toThrow('Query read timeout');
    await expect(client.query('SELECT 1')).rejects.toThrow(/not queryable|Connection terminated/);
    client.release();
  });
});

describe.each([false, true])('a client whose host vanished, pipeline %s', (pipeline) => {
  // A moment: both statements leave at once, and whoever waits for the lock waits far longer.
  const idleMs = 300;

  test('leaves its lock to others in the middle of a transaction, and is refused when it is back', async () => {
    const url = new URL(database.url);
    const door = keep(await Doorway.before(url.host, 0));
    url.host = door.address;
    const vanished = createPool(url.href, { max: 1, applicationName: 'pool-spec', statementTimeoutMs: 5000, times: { ...times, idleMs }, pipeline });
    const client = await vanished.connect();
    const other = createPool(database.url, { max: 1, applicationName: 'pool-spec', statementTimeoutMs: 20_000 });
    try {
      await client.query('BEGIN; SELECT pg_advisory_xact_lock(1)');
      door.mode = 'silent';
      expect((await other.query('SELECT pg_advisory_lock(1)')).rowCount).toBe(1);
      door.mode = 'open';
      await expect(client.query('SELECT 1')).rejects.toThrow(/not queryable|Connection terminated|the query failed/);
    } finally {
      client.release(true);
      await Promise.all([vanished.end(), other.end()]);
    }
  });

  test('is told that the database took the transaction back, which is no fault of ours', async () => {
    const stopped = createPool(database.url, { max: 1, applicationName: 'pool-spec', statementTimeoutMs: 5000, times: { ...times, idleMs }, pipeline });
    const client = await stopped.connect();
    const told = new Promise<unknown>((resolve) => { client.once('error', resolve); });
    await client.query('BEGIN');
    expect(await told).toMatchObject({ code: '25P03' });
    expect(isUnavailable(await told)).toBe(true);
    client.release(true);
    await stopped.end();
  });

  test('is looked for by the database as well, so that what it holds beyond a transaction goes too', async () => {
    const probed = createPool(database.url, { max: 1, applicationName: 'pool-spec', statementTimeoutMs: 5000, times: { ...times, keepAliveMs: 2500 }, pipeline });
    const { rows } = await probed.query<{ setting: string }>("SELECT setting FROM pg_settings WHERE name LIKE 'tcp_keepalives_%' ORDER BY name");
    await probed.end();
    // Their count, after how many seconds of quiet, and how far apart.
    expect(rows.map(({ setting }) => setting)).toEqual(['10', '3', '1']);
  });
});

test('a question that is none leaves no limit behind, which would end the next one', async () => {
  const client = await pool.connect();
  const timers = (): number => process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;
  const before = timers();
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what a mistake would ask
  await expect(client.query(null as unknown as string)).rejects.toThrow(TypeError);
  expect(timers()).toBe(before);
  expect((await client.query<{ one: number }>('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  client.release();
});

test('an error of the database names who asked', async () => {
  const client = await pool.connect();
  const whoAsked = async (): Promise<number | null> => {
    const { rowCount } = await client.query('SELECT nobody');
    return rowCount;
  };
  await expect(whoAsked()).rejects.toMatchObject({ code: '42703', stack: expect.stringContaining('whoAsked') });
  client.release();
});

test('who is unhurried waits as long as it takes, until that is over', async () => {
  const slow = createPool(database.url, { max: 1, applicationName: 'pool-spec', statementTimeoutMs: 500, times });
  const client = await slow.connect() as ImpatientClient & pg.PoolClient;
  await client.query('SET statement_timeout = 0');
  client.unhurried(true);
  expect((await client.query('SELECT pg_sleep(3)')).rowCount).toBe(1);
  client.unhurried(false);
  await expect(client.query('SELECT pg_sleep(30)')).rejects.toThrow('Query read timeout');
  client.release();
  expect((await slow.query<{ one: number }>('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  await slow.end();
});
