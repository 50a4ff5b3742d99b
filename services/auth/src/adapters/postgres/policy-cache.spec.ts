import { expect, test } from '@jest/globals';
import { Pool } from 'pg';
import { PolicyCache } from './policy-cache.ts';

/** A connection that answers with these policies of sites, and keeps which sites it was asked for. */
function connection(stored: Readonly<Record<string, { version: string; policy: unknown }>>) {
  const asked: (readonly string[])[] = [];
  const client = Object.assign(Object.create(Pool.prototype), {
    query: async ({ values: [sites] }: { values: [string[]] }) => {
      asked.push(sites);
      return { rows: sites.flatMap((site) => { const found = stored[site]; return found === undefined ? [] : [{ site_id: site, ...found }]; }) };
    },
  });
  return { asked, client };
}
const row = (site: string, version: string | null) => ({ site_id: site, policy_version: version });

test('asks once for what it does not know, and gives one object for a content', async () => {
  const cache = new PolicyCache();
  const [a, b] = [{ version: 'a', policy: { pinMinimum: 5 } }, { version: 'b', policy: { pinMinimum: 6 } }];
  const { client, asked } = connection({ one: a, two: b, three: a });
  const first = await cache.of(client, [row('one', 'a'), row('none', null), row('one', 'a'), row('two', 'b')]);
  const second = await cache.of(client, [row('two', 'b'), row('three', 'a')]);
  expect(asked).toEqual([['one', 'two']]);
  expect([first('one'), first('two'), first('none'), first('elsewhere')]).toEqual([{ pinMinimum: 5 }, { pinMinimum: 6 }, null, null]);
  expect(second('three')).toBe(first('one'));
});

test('two turns that learn the same at once end with one object', async () => {
  const cache = new PolicyCache();
  const { client } = connection({ one: { version: 'a', policy: {} } });
  const [one, other] = await Promise.all([cache.of(client, [row('one', 'a')]), cache.of(client, [row('one', 'a')])]);
  expect(one('one')).toBe(other('one'));
});

test('a policy that was changed or taken away since the row was read is taken as it is now', async () => {
  const { client } = connection({ changed: { version: 'new', policy: { pinMinimum: 7 } } });
  const policyOf = await new PolicyCache().of(client, [row('changed', 'old'), row('gone', 'old too')]);
  expect([policyOf('changed'), policyOf('gone')]).toEqual([{ pinMinimum: 7 }, null]);
});

test('remembers a bounded number', async () => {
  const cache = new PolicyCache();
  const sites = Array.from({ length: 1001 }, (_, index) => [`s${index}`, { version: `v${index}`, policy: {} }] as const);
  const { client, asked } = connection(Object.fromEntries(sites));
  await cache.of(client, sites.map(([site, { version }]) => row(site, version)));
  await cache.of(client, [row('s1000', 'v1000')]);
  await cache.of(client, [row('s0', 'v0')]);
  expect(asked.map(({ length }) => length)).toEqual([1001, 1]);
});
