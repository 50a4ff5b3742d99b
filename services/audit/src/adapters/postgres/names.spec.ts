import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import pg from 'pg';
import { privatePostgres } from '@countersign/testing';
import { auditUnderTest, signIn } from '../../fixtures/audit-under-test.ts';
import { Names } from './names.ts';

const NOVEMBER = Date.UTC(2026, 10, 23);

let client: pg.Client;
afterEach(async () => client.end()); // before the database goes
const under = auditUnderTest(privatePostgres);
beforeEach(async () => {
  client = new pg.Client(under.audit.urlOf('countersign_audit'));
  await client.connect();
});

/** Adds and remembers the names of these users, and tells which it wrote. */
async function written(names: Names, logins: readonly string[], at = NOVEMBER, committed = true): Promise<readonly string[]> {
  const query = jest.spyOn(client, 'query');
  const found = await names.add(client, at, logins.map((login) => signIn(login, { host: null })));
  if (committed) names.remember(found);
  expect(query).toHaveBeenCalledTimes(found.length > 0 ? 1 : 0);
  query.mockRestore();
  return found.map((key) => key.replace('user ', ''));
}

const stored = async (): Promise<string[]> =>
  (await client.query<{ line: string }>(`SELECT to_char(month, 'YYYY-MM ') || name AS line FROM audit.name WHERE kind = 'user' ORDER BY 1`)).rows.map(({ line }) => line);

test('a name is written once a month', async () => {
  const names = new Names();
  expect(await written(names, ['alice', 'bob', 'alice'])).toEqual(['alice', 'bob']);
  expect(await written(names, ['bob', 'alice'])).toEqual([]);
  expect(await written(names, ['bob'], NOVEMBER + 10 * 86_400_000)).toEqual(['bob']);
  expect(await stored()).toEqual(['2026-11 alice', '2026-11 bob', '2026-12 bob']);
});

test('what was rolled back is written again', async () => {
  const names = new Names();
  await client.query('BEGIN');
  expect(await written(names, ['alice'], NOVEMBER, false)).toEqual(['alice']);
  await client.query('ROLLBACK');
  expect(await written(names, ['alice'])).toEqual(['alice']);
  expect(await stored()).toEqual(['2026-11 alice']);
});

test('of more names than are remembered those of late are, and the others are written again, which changes nothing', async () => {
  const names = new Names(2);
  expect(await written(names, ['a', 'b', 'c'])).toEqual(['a', 'b', 'c']);
  expect(await written(names, ['a', 'b'])).toEqual([]); // both are among those of late again, and make room for what comes
  expect(await written(names, ['d', 'e', 'f'])).toEqual(['d', 'e', 'f']);
  expect(await written(names, ['a'])).toEqual(['a']);
  expect(await stored()).toEqual(['a', 'b', 'c', 'd', 'e', 'f'].map((name) => `2026-11 ${name}`));
});
