import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type TestDatabase, freshDatabase } from '@countersign/testing';
import { withClient } from '../systems/bench-database.ts';
import { GivenDatabaseError, claimGivenDatabase } from './given-database.ts';

const START_MS = 60_000;

let database: TestDatabase;
beforeEach(async () => {
  database = await freshDatabase();
}, START_MS);
afterEach(() => database.drop());

const run = async ({ url }: TestDatabase, statement: string): Promise<void> => {
  await withClient(url, (client) => client.query(statement));
};
const tablesIn = ({ url }: TestDatabase, schema: string): Promise<number> => withClient(url, async (client) => {
  const { rows } = await client.query<{ count: number }>('SELECT count(*)::int AS count FROM pg_tables WHERE schemaname = $1', [schema]);
  return rows[0]?.count ?? -1;
});

test('what an earlier benchmark left is removed, and nothing else', async () => {
  await claimGivenDatabase(database.url);
  await run(database, 'CREATE TABLE directory.left_over (); CREATE TABLE public.somebody_elses ()');
  await claimGivenDatabase(database.url);
  expect([await tablesIn(database, 'directory'), await tablesIn(database, 'public')]).toEqual([0, 1]);
}, START_MS);

test('a schema that no benchmark made is refused and left alone', async () => {
  await run(database, 'CREATE SCHEMA directory; CREATE TABLE directory.site ()');
  await expect(claimGivenDatabase(database.url)).rejects.toThrow(GivenDatabaseError);
  expect(await tablesIn(database, 'directory')).toBe(1);
}, START_MS);
