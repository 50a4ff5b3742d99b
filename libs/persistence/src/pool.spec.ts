import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type TestDatabase, eventually, freshDatabase } from '@countersign/testing';
import type pg from 'pg';
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
  await pool.query('SELECT pg_terminate_backend($1)', [pid]);
  // Long enough for the end of the connection to arrive while nothing is asked of it.
  await new Promise((resolve) => setTimeout(resolve, 200));
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
