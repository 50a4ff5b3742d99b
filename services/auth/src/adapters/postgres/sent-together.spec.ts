import type { Socket } from 'node:net';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { createPool } from '@countersign/persistence';
import { type TestDatabase, freshDatabase } from '@countersign/testing';
import type { Pool, PoolClient } from 'pg';
import { sentTogether } from './sent-together.ts';

let database: TestDatabase;
let pool: Pool;
beforeEach(async () => {
  database = await freshDatabase();
  pool = createPool(database.url, { max: 1, applicationName: 'test', statementTimeoutMs: 5000, pipeline: true });
});
afterEach(async () => {
  await pool.end();
  await database.drop();
});

/** How often something is written to the connection's socket. */
function writesOf(client: PoolClient): () => number {
  const { stream } = (client as unknown as { connection: { stream: Socket } }).connection;
  const [one, several] = [jest.spyOn(stream, '_write'), jest.spyOn(stream, '_writev' as '_write')];
  return () => one.mock.calls.length + several.mock.calls.length;
}

const both = async (client: PoolClient): Promise<unknown[]> => Promise.all([
  client.query('SELECT 1 AS value'),
  Promise.resolve().then(async () => client.query('SELECT $1::int AS value', [2])),
]).then((results) => results.map(({ rows }) => (rows[0] as { value: unknown }).value));

test('statements of one turn leave in one write, and those after it as ever', async () => {
  const client = await pool.connect();
  try {
    const writes = writesOf(client);
    expect(await both(client)).toEqual([1, 2]);
    expect(writes()).toBe(2);
    sentTogether(client);
    expect(await both(client)).toEqual([1, 2]);
    expect(writes()).toBe(3);
    expect(await both(client)).toEqual([1, 2]);
    expect(writes()).toBe(5);
  } finally {
    client.release();
  }
});
