/** What the database refuses, as whoever asked is told it. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type TestDatabase, freshDatabase } from '@countersign/testing';
import { Client } from 'pg';
import { Refused } from '../../domain/refused.ts';
import { refusalOf } from './database-refusals.ts';

let database: TestDatabase;
let client: Client;
beforeAll(async () => {
  database = await freshDatabase();
  client = new Client({ connectionString: database.url });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

test.each([
  ['no number', 'SELECT $1::int', 'seven', 'bad-request'], ['no day', 'SELECT $1::date', '2026-02-30', 'bad-request'],
  ['a word that is too long to be searched for', 'SELECT $1::tsquery', 'キロメートル'.repeat(128), 'bad-request'],
])('%s is refused by a name of ours, without the value', async (_, text, value, code) => {
  const refusal = refusalOf(await client.query(text, [value]).then(() => undefined, (error: unknown) => error));
  expect(refusal).toBeInstanceOf(Refused);
  expect(refusal).toMatchObject({ code, message: expect.not.stringContaining(value) });
});

test('what has no name of ours stays as it is', async () => {
  const error: unknown = await client.query('SELECT nothing').catch((thrown: unknown) => thrown);
  expect(refusalOf(error)).toBe(error);
});
