import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { privatePostgres } from '@countersign/testing';
import type { PoolClient } from 'pg';
import { Cluster } from '../../fixtures/cluster.ts';

let server: Awaited<ReturnType<typeof privatePostgres>>;
let cluster: Cluster;

beforeAll(async () => {
  server = await privatePostgres();
  cluster = await Cluster.open((role) => server.url('postgres', role));
});
beforeEach(() => cluster.reset());
afterAll(async () => {
  await cluster.close();
  await server.stop();
});

/** The database refuses to begin, as when it cancels BEGIN, and goes on to do what was sent behind it. */
function refusingToBegin(client: PoolClient): () => void {
  const query = client.query.bind(client) as (...values: unknown[]) => unknown;
  const asked = client as { query: unknown };
  asked.query = (...values: unknown[]) => query(...(String(values[0]).startsWith('BEGIN') ? ['SELECT 1 / 0'] : values));
  return () => { asked.query = query; };
}

test('where no transaction has begun, nothing is written and nobody gets in', async () => {
  await cluster.person('alice');
  const client = await cluster.pool.connect();
  const mend = refusingToBegin(client);
  client.release();
  const replica = cluster.replica();
  const code = cluster.code();
  try {
    await expect(replica.decide(cluster.request('alice', code))).rejects.toThrow('division by zero');
    expect(await cluster.results()).toEqual({});
  } finally {
    mend();
  }
  // The code was not used up.
  expect(await replica.decide(cluster.request('alice', code))).toMatchObject({ outcome: 'accept' });
  expect(await cluster.results()).toEqual({ accepted: 1 });
});
