import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { privatePostgres } from '@countersign/testing';
import { Cluster } from '../../fixtures/cluster.ts';

const SIGN_INS = 8;

let server: Awaited<ReturnType<typeof privatePostgres>>;
let cluster: Cluster;

beforeAll(async () => {
  server = await privatePostgres();
  cluster = await Cluster.open((role) => server.url('postgres', role));
  await cluster.reset();
});
afterAll(async () => {
  await cluster.close();
  await server.stop();
});

test('each statement of a sign-in is planned once for a connection, not for every batch, and other work plans as it likes', async () => {
  await cluster.person('alice');
  const replica = cluster.replica();
  for (let index = 0; index < SIGN_INS; index += 1) await replica.decide(cluster.request('alice', cluster.wrongCode(index)));
  const { rows } = await cluster.pool.query<{ name: string; generic: string; custom: string }>(
    'SELECT name, generic_plans::text AS generic, custom_plans::text AS custom FROM pg_prepared_statements');
  const plans = new Map(rows.map(({ name, generic, custom }) => [name, { generic: Number(generic), custom: Number(custom) }]));
  for (const name of ['lock-logins', 'load-hosts', 'load-logins', 'write-all']) expect([name, plans.get(name)]).toEqual([name, { generic: SIGN_INS, custom: 0 }]);
  expect((await cluster.pool.query('SHOW plan_cache_mode')).rows).toEqual([{ plan_cache_mode: 'auto' }]);
});
