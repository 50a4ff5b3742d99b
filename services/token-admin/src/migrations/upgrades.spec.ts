/** What an older release left in the directory, and what an upgrade makes of it. */
import { describe, expect, test } from '@jest/globals';
import { PrivateSchema, disposeAfterEach } from '@countersign/testing';
import type { Client } from 'pg';
import { AddressRanges1800000006001 } from './1800000006001-address-ranges.ts';
import { LostScopes1800000006002 } from './1800000006002-lost-scopes.ts';
import { directoryMigrations } from './index.ts';

const keep = disposeAfterEach();
const idOf = (text: string): string => `018f0000-0000-7000-8000-${text.padStart(12, '0')}`;
const [head, branch, staff, gone, alsoGone] = [idOf('a1'), idOf('a2'), idOf('b1'), idOf('dead1'), idOf('dead2')];

/** The directory as it was before a migration; `upgrade` goes on from there to the end. */
async function directoryBefore(migration: (typeof directoryMigrations)[number]): Promise<{ database: Client; upgrade: () => Promise<void> }> {
  const schema = keep(await PrivateSchema.start('directory', 'token_admin_owner', ['token_admin', 'auth']));
  const database = await schema.connected();
  await schema.migrate(directoryMigrations.slice(0, directoryMigrations.indexOf(migration)));
  for (const [id, name] of [[head, 'Head'], [branch, 'Branch']]) await database.query('INSERT INTO directory.site (id, name, ancestors) VALUES ($1, $2, ARRAY [$1::uuid])', [id, name]);
  await database.query("INSERT INTO directory.user_group (id, site_id, name) VALUES ($1, $2, 'Staff')", [staff, head]);
  return { database, upgrade: async () => schema.migrate(directoryMigrations) };
}

describe('scopes that name deleted sites and groups', () => {
  const before = {
    everywhere: ['all', [], []], whole: ['sites', [branch, head], [branch, head]], part: ['sites', [gone, branch, alsoGone, head], [branch, head]], lost: ['sites', [gone], []],
    'of groups': ['groups', [staff, gone], [staff]], 'of lost groups': ['groups', [gone, alsoGone], []],
    // An identifier of the other kind is none of this one.
    crossed: ['groups', [head, staff], [staff]],
  } as const satisfies Record<string, readonly [kind: string, ids: readonly string[], left: readonly string[]]>;

  test('keep what is there, and are left with nothing rather than with everything', async () => {
    const { database, upgrade } = await directoryBefore(LostScopes1800000006002);
    for (const [at, [login, [kind, ids]]] of Object.entries(before).entries()) {
      const id = idOf(`c${at}`);
      await database.query('INSERT INTO directory.user_account (id, site_id, login, login_folded) VALUES ($1, $2, $3, $3)', [id, head, login]);
      await database.query(`
        INSERT INTO directory.administrator (user_id, login_folded, role, scope_kind, scope_ids, session_epoch) VALUES ($1, $2, 'auditor', $3, $4, $5)`, [id, login, kind, ids, 40 + at]);
      await database.query("INSERT INTO directory.api_key (id, name, key_mac, scope_kind, scope_ids) VALUES ($1, $2, decode(repeat('00', 32), 'hex'), $3, $4)", [id, login, kind, ids]);
    }
    await upgrade();

    const left = Object.entries(before).map(([name, [kind, , ids]]) => ({ name, kind, ids }));
    for (const [table, name] of [['administrator', 'login_folded'], ['api_key', 'name']] as const) {
      const { rows } = await database.query(`SELECT ${name} AS name, scope_kind AS kind, scope_ids AS ids FROM directory.${table}`);
      const sorted = rows.map((row: { ids: string[] }) => ({ ...row, ids: [...row.ids].sort() }));
      expect(sorted).toEqual(expect.arrayContaining(left.map(({ ids, ...rest }) => ({ ...rest, ids: [...ids].sort() }))));
      expect(sorted).toHaveLength(left.length);
      // The rule of before is replaced: nothing is a scope, and everywhere names nothing.
      await database.query(`UPDATE directory.${table} SET scope_ids = '{}' WHERE scope_kind = 'sites'`);
      await expect(database.query(`UPDATE directory.${table} SET scope_ids = ARRAY [$1::uuid] WHERE scope_kind = 'all'`, [head])).rejects.toMatchObject({ constraint: `${table}_scope` });
    }
  });

  test('sessions go on, and no later epoch is one of theirs', async () => {
    const { database, upgrade } = await directoryBefore(LostScopes1800000006002);
    const appoint = async (at: number, epoch: string): Promise<void> => {
      await database.query('INSERT INTO directory.user_account (id, site_id, login, login_folded) VALUES ($1, $2, $3, $3)', [idOf(`c${at}`), head, `user ${at}`]);
      await database.query(`INSERT INTO directory.administrator (user_id, login_folded, role, scope_kind, session_epoch) VALUES ($1, $2, 'auditor', 'all', ${epoch})`, [idOf(`c${at}`), `user ${at}`]);
    };
    await appoint(0, '7');
    await appoint(1, '3000000');
    await upgrade();
    await appoint(2, 'DEFAULT');
    const { rows } = await database.query<{ epoch: number }>('SELECT session_epoch AS epoch FROM directory.administrator ORDER BY login_folded');
    expect(rows.slice(0, 2)).toEqual([{ epoch: 7 }, { epoch: 3_000_000 }]);
    expect(rows[2]?.epoch).toBeGreaterThan(3_000_000);
  });
});

test('ranges of different sites that overlap stay, and the statement of the changelog finds them', async () => {
  const { database, upgrade } = await directoryBefore(AddressRanges1800000006001);
  const hosts = [['d1', head, 'wide', '10.0.0.0/8'], ['d2', branch, 'narrow', '10.1.0.0/16'], ['d3', branch, 'one', '10.1.2.3/32'], ['d4', branch, 'apart', '192.0.2.0/24'], ['d5', head, 'six', '2001:db8::/32'], ['d6', branch, 'six of it', '2001:db8:1::/48']] as const;
  for (const [id, site, name, address] of hosts) {
    await database.query("INSERT INTO directory.agent_host (id, site_id, name, sealed_secret) VALUES ($1, $2, $3, '')", [idOf(id), site, name]);
    await database.query('INSERT INTO directory.agent_host_address (agent_host_id, address, is_primary) VALUES ($1, $2, true)', [idOf(id), address]);
  }
  await upgrade();

  const { rows } = await database.query<{ name: string; address: string }>('SELECT h.name, a.address::text FROM directory.agent_host_address a JOIN directory.agent_host h ON h.id = a.agent_host_id ORDER BY h.id');
  expect(rows).toEqual(hosts.map(([, , name, address]) => ({ name, address })));
  const found = await database.query<{ of: string; 'of host': string }>(`
    SELECT a.address AS "range", ha.name AS "of", b.address AS "inside", hb.name AS "of host" FROM directory.agent_host_address a JOIN directory.agent_host ha ON ha.id = a.agent_host_id
    JOIN directory.agent_host_address b ON b.address << a.address JOIN directory.agent_host hb ON hb.id = b.agent_host_id WHERE ha.site_id <> hb.site_id ORDER BY b.address`);
  expect(found.rows.map((row) => [row.of, row['of host']])).toEqual([['wide', 'narrow'], ['wide', 'one'], ['six', 'six of it']]);
  const index = await database.query<{ good: boolean }>("SELECT i.indisvalid AND i.indisready AS good FROM pg_index i WHERE i.indexrelid = 'directory.agent_host_address_ranges'::regclass");
  expect(index.rows).toEqual([{ good: true }]);
});
