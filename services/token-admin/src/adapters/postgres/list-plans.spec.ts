/**
 * What lists read, by PostgreSQL's own account: a page of fifty costs a few thousand rows at most, in every order and by
 * every filter, however the rows lie. Here they lie badly: what a filter looks for came first and is at the far end of every
 * order but its own. A list that falls off its index reads most of the table, and fails here on any machine.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { PrivateSchema } from '@countersign/testing';
import type { Client } from 'pg';
import { systemCaller, type Caller } from '../../domain/caller.ts';
import { directoryMigrations } from '../../migrations/index.ts';
import type { Sql } from './sql.ts';
import { listTokenRows, type TokenQuery } from './token-list.ts';
import { listUserRows, type UserQuery } from './user-list.ts';

/** Enough that a walk past those that do not match shows, and few enough to be made in seconds. */
const ROWS = 20_000;
/** The oldest tenth: they alone match. */
const OLD = ROWS / 10;
const LIMIT = 50;
/** The stretch at the beginning of each of four ranges, and twice all that match. Whoever walks past the rest comes by more. */
const MOST = 4_000 + 2 * OLD;

let schema: PrivateSchema;
let client: Client;
const site = { old: uuid(1, 1), other: uuid(1, 2) };
const group = uuid(2, 1);

function uuid(kind: number, number: number): string {
  return `0190f000-000${kind}-7000-8000-${number.toString(16).padStart(12, '0')}`;
}

beforeAll(async () => {
  schema = await PrivateSchema.start('directory', 'token_admin_owner', ['token_admin', 'auth']);
  client = await schema.connected();
  await schema.migrate(directoryMigrations);
  await fill();
}, 120_000);
afterAll(async () => {
  await schema[Symbol.asyncDispose]();
});

async function fill(): Promise<void> {
  const id = (kind: number): string => `('0190f000-000${kind}-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid`;
  for (const [name, of] of Object.entries(site)) await client.query('INSERT INTO directory.site (id, name, ancestors) VALUES ($1, $2, ARRAY[$1::uuid])', [of, name]);
  await client.query("INSERT INTO directory.user_group (id, site_id, name) VALUES ($1, $2, 'old')", [group, site.old]);
  const isOld = `n <= ${OLD}`;
  await client.query(`
    INSERT INTO directory.user_account (id, site_id, group_id, login, login_folded, display_name)
    SELECT ${id(3)}, CASE WHEN ${isOld} THEN '${site.old}' ELSE '${site.other}' END::uuid, CASE WHEN ${isOld} THEN '${group}'::uuid END, login, login,
      CASE WHEN ${isOld} THEN 'z' ELSE 'a' END || n || CASE WHEN ${isOld} THEN ' Quick ' ELSE ' Young ' END || n
    FROM generate_series(1, ${ROWS}) n, LATERAL (SELECT CASE WHEN ${isOld} THEN 'p' WHEN n % 2 = 0 THEN 'a' ELSE 'z' END || n AS login) l`);
  // Of the old ones half are not assigned, and a third are off.
  await client.query(`
    INSERT INTO directory.token (id, serial, site_id, kind, algorithm, hash, digits, period, sealed_seed, seed_fingerprint, enabled, ends_at)
    SELECT ${id(4)}, CASE WHEN ${isOld} THEN 'p' WHEN n % 2 = 0 THEN 'a' ELSE 'z' END || n, CASE WHEN ${isOld} THEN '${site.old}' ELSE '${site.other}' END::uuid,
      'hardware', 'totp', 'sha1', 6, 30, '\\x00', decode(repeat('00', 32), 'hex'), NOT (${isOld} AND n % 3 = 0),
      '2030-01-01'::timestamptz + interval '1 day' * CASE WHEN ${isOld} THEN 2000 ELSE n % 1000 END
    FROM generate_series(1, ${ROWS}) n`);
  await client.query(`
    INSERT INTO directory.assignment (id, token_id, user_id) SELECT ${id(5)}, ${id(4)}, ${id(3)} FROM generate_series(1, ${ROWS}) n WHERE NOT (${isOld} AND n % 2 = 0)`);
  await client.query('VACUUM (ANALYZE) directory.user_account, directory.token, directory.assignment');
}

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Rows Removed by Index Recheck'?: number;
  readonly Plans?: readonly PlanNode[];
}

/** Rows that the scans of a plan came by, those that they passed over too. */
function rowsOf({ Plans: below = [], ...node }: PlanNode): number {
  const isScan = node['Node Type'].endsWith('Scan') && below.length === 0 && !/^(?:Function|CTE|Subquery|Values)/.test(node['Node Type']);
  const own = node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0);
  return (isScan ? own * node['Actual Loops'] : 0) + below.reduce((sum, each) => sum + rowsOf(each), 0);
}

/** What a list finds, and how many rows its statements came by. */
async function costOf<Found>(list: (sql: Sql) => Promise<Found>): Promise<{ found: Found; rows: number }> {
  let rows = 0;
  const found = await list({
    rows: async <Row>(text: string, values: readonly unknown[] = []) => {
      const { rows: [explained] } = await client.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(`EXPLAIN (ANALYZE, FORMAT JSON) ${text}`, [...values]);
      rows += explained === undefined ? 0 : rowsOf(explained['QUERY PLAN'][0].Plan);
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the caller names the columns it selects
      return (await client.query(text, [...values])).rows as Row[];
    },
    run: async () => 0,
  });
  return { found, rows };
}

const callers: Readonly<Record<string, Caller>> = {
  everything: systemCaller('spec'), sites: { ...systemCaller('spec'), scope: { kind: 'sites', ids: [site.old] } }, group: { ...systemCaller('spec'), scope: { kind: 'groups', ids: [group] } },
};

describe.each(['everything', 'sites', 'group'])('in the reach of %s', (reach) => {
  const caller = callers[reach] ?? systemCaller('spec');

  const userFilters: readonly Partial<UserQuery>[] = [{}, { site: site.old }, { groupId: group }, { search: 'p' }, { search: 'p12' }, { search: 'p', site: site.old }, { search: 'p', groupId: group },
    { search: 'z' }, { search: 'QUI' }, { search: 'z1 quick' }, { search: 'quick', site: site.old }, { search: 'q', groupId: group }, { login: 'p100' }];
  test.each(userFilters)('users by %j', async (filter) => {
    for (const sort of ['login', '-login', 'displayName', 'newest'] as const) {
      const { found, rows } = await costOf(async (sql) => listUserRows(sql, { limit: LIMIT, sort, ...filter }, caller));
      expect(found.items.length).toBe(filter.login === undefined ? LIMIT : 1);
      expect({ sort, rows, few: rows < MOST }).toEqual({ sort, rows, few: true });
      if (found.nextCursor === null) continue;
      const next = await costOf(async (sql) => listUserRows(sql, { limit: LIMIT, sort, ...filter, cursor: found.nextCursor ?? undefined }, caller));
      expect({ sort, rows: next.rows, few: next.rows < MOST }).toEqual({ sort, rows: next.rows, few: true });
    }
  });
});

describe.each(['everything', 'sites'])('in the reach of %s', (reach) => {
  const caller = callers[reach] ?? systemCaller('spec');
  const ends = { endsFrom: '2035-01-01T00:00:00Z', endsTo: '2036-01-01T00:00:00Z' };
  const tokenFilters: readonly Partial<TokenQuery>[] = [
    {}, { site: site.old }, { assigned: false }, { enabled: false }, { assigned: true, enabled: false }, { site: site.old, enabled: false }, { search: 'p' }, { search: 'p12' },
    { search: 'p', enabled: false }, { search: 'p', site: site.old }, ends, { ...ends, assigned: true }, { ...ends, search: 'p1' }, { serial: 'p100' }, { userId: uuid(3, 101) },
  ];
  test.each(tokenFilters)('tokens by %j', async (filter) => {
    for (const sort of ['serial', '-serial', 'newest', 'endsAt'] as const) {
      const { found, rows } = await costOf(async (sql) => listTokenRows(sql, { limit: LIMIT, sort, ...filter }, caller));
      expect(found.items.length).toBe(filter.serial === undefined && filter.userId === undefined ? LIMIT : 1);
      expect({ sort, rows, few: rows < MOST }).toEqual({ sort, rows, few: true });
    }
  });
});

test('a plan that walks past what does not match is told', async () => {
  const { rows } = await costOf(async (sql) => sql.rows(`SELECT id FROM directory.user_account WHERE starts_with(login_folded, 'p') ORDER BY id DESC LIMIT ${LIMIT}`));
  expect(rows).toBeGreaterThan(ROWS - OLD);
});
