import { expect, test } from '@jest/globals';
import { Pool } from 'pg';
import { PolicyCache, PolicyMoved } from './policy-cache.ts';

/** A connection that answers with these policies, and counts how often it was asked. */
function connection(stored: Readonly<Record<string, unknown>>) {
  const asked: (readonly string[])[] = [];
  const client = Object.assign(Object.create(Pool.prototype), {
    query: async ({ values: [versions] }: { values: [string[]] }) => {
      asked.push(versions);
      return { rows: versions.filter((version) => version in stored).map((version) => ({ version, policy: stored[version] })) };
    },
  });
  return { asked, client };
}
const row = (version: string | null): { policy_version: string | null } => ({ policy_version: version });

test('asks once for what it does not know, and gives one object for a version', async () => {
  const cache = new PolicyCache();
  const { client, asked } = connection({ a: { pinMinimum: 5 }, b: { pinMinimum: 6 } });
  const first = await cache.of(client, [row('a'), row(null), row('a'), row('b')]);
  const second = await cache.of(client, [row('b'), row('a')]);
  expect(asked).toEqual([['a', 'b']]);
  expect([first('a'), first('b'), first(null)]).toEqual([{ pinMinimum: 5 }, { pinMinimum: 6 }, null]);
  expect([second('a'), second('b')]).toEqual([first('a'), first('b')]);
  expect(second('a')).toBe(first('a'));
});

test('two turns that learn the same at once end with one object', async () => {
  const cache = new PolicyCache();
  const { client } = connection({ a: {} });
  const [one, other] = await Promise.all([cache.of(client, [row('a')]), cache.of(client, [row('a')])]);
  expect(one('a')).toBe(other('a'));
});

test('a version that is gone by now is not taken for no policy', async () => {
  await expect(new PolicyCache().of(connection({}).client, [row('gone')])).rejects.toThrow(PolicyMoved);
});

test('remembers a bounded number', async () => {
  const cache = new PolicyCache();
  const stored = Object.fromEntries(Array.from({ length: 1001 }, (_, index) => [`v${index}`, {}]));
  const { client, asked } = connection(stored);
  await cache.of(client, Object.keys(stored).map((version) => row(version)));
  await cache.of(client, [row('v1000')]);
  await cache.of(client, [row('v0')]);
  expect(asked.map(({ length }) => length)).toEqual([1001, 1]);
});
