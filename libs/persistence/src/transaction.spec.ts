import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type TestDatabase, freshDatabase } from '@countersign/testing';
import type pg from 'pg';
import { createPool } from './pool.ts';
import { inTransaction } from './transaction.ts';

let database: TestDatabase;
let pool: pg.Pool;

beforeEach(async () => {
  database = await freshDatabase();
  pool = createPool(database.url, { max: 1, applicationName: 'transaction-spec', statementTimeoutMs: 20_000 });
  await pool.query('CREATE TABLE kept (value int PRIMARY KEY)');
});
afterEach(async () => {
  await pool.end();
  await database.drop();
});

const keep = async (client: pg.PoolClient | pg.Pool, value: number): Promise<unknown> => client.query('INSERT INTO kept VALUES ($1)', [value]);
const kept = async (): Promise<number[]> => (await pool.query<{ value: number }>('SELECT value FROM kept ORDER BY value')).rows.map(({ value }) => value);

test('what the work did is committed, and what it returned is returned', async () => {
  const result = await inTransaction(pool, async (client) => {
    await keep(client, 1);
    return 'done';
  }, 'BEGIN; SET LOCAL synchronous_commit = off');
  expect([result, await kept()]).toEqual(['done', [1]]);
  expect((await pool.query('SHOW synchronous_commit')).rows).toEqual([{ synchronous_commit: 'on' }]);
});

test('work that throws leaves nothing, and the connection to others', async () => {
  const broken = new Error('no');
  await expect(inTransaction(pool, async (client) => {
    await keep(client, 1);
    throw broken;
  })).rejects.toBe(broken);
  expect(await kept()).toEqual([]);
  expect((await pool.query('SELECT pg_current_xact_id_if_assigned() AS id')).rows).toEqual([{ id: null }]);
});

test('work that goes on after a statement that failed is not taken for committed', async () => {
  await expect(inTransaction(pool, async (client) => {
    await keep(client, 1);
    await keep(client, 1).catch(() => undefined);
  })).rejects.toThrow('nothing was committed');
  expect(await kept()).toEqual([]);
});

test('a connection that is lost in between is not used again', async () => {
  await expect(inTransaction(pool, async (client) => {
    await keep(client, 1);
    await client.query('SELECT pg_terminate_backend(pg_backend_pid())');
  })).rejects.toMatchObject({ code: '57P01' });
  expect(await kept()).toEqual([]);
});
