/**
 * Searches of users against what they mean, over names that lie badly: alike together, in words of several languages, with
 * words that begin one another. Whatever way a page is found, it is the same page.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { foldLogin } from '@countersign/contracts';
import { PrivateSchema, seededRandom, type SeededRandom } from '@countersign/testing';
import type { Client } from 'pg';
import { type Caller, systemCaller } from '../../domain/caller.ts';
import { directoryMigrations } from '../../migrations/index.ts';
import type { Sql } from './sql.ts';
import { listUserRows, type UserQuery } from './user-list.ts';

/** Several times the stretch of an order that is compared row by row. */
const PEOPLE = 6000;
const WORDS = ['an', 'Ana', 'anna', 'ANNABEL', 'b', 'Be', 'bernd', 'Çelik', 'çe', 'Ｆｕｌｌ', 'full', '王', '王伟', '李', 'ß', 'Weiß', 'o’hara', "d'arcy", 'x:*', '\\', 'İpek', 'Ωmega', 'z'];
/** One word in fifty: who has one is gathered, not met at the beginning of an order. */
const RARE = ['Quillon', 'quill', '司马', 'Xu'];
const SIGNS = [' ', ' ', ' ', '-', ' - ', ', ', '·', '(', ') ', '/'];
const SITES = ['01', '02', '03'].map((number) => `0190f000-0001-7000-8000-0000000000${number}`);
const SORTS = ['login', '-login', 'displayName', 'newest'] as const;

interface Person { readonly id: string; readonly login: string; readonly name: string; readonly site: string; readonly folded: string; readonly parts: readonly string[] }

let schema: PrivateSchema;
let client: Client;
let people: readonly Person[];
const random: SeededRandom = seededRandom(20_261_122);
beforeAll(async () => {
  schema = await PrivateSchema.start('directory', 'token_admin_owner', ['token_admin', 'auth']);
  client = await schema.connected();
  await schema.migrate(directoryMigrations);
  for (const [number, id] of SITES.entries()) await client.query('INSERT INTO directory.site (id, name, ancestors) VALUES ($1, $2, ARRAY[$1::uuid])', [id, `site ${number}`]);
  const made = Array.from({ length: PEOPLE }, (_, number) => {
    // The first half came in the order of their names, as directories give them, and in one site.
    const words = Array.from({ length: random.integer(4) }, () => random.pick(random.next() < 0.02 ? RARE : WORDS));
    const name = (number < PEOPLE / 2 ? [WORDS[Math.floor(number * 2 / PEOPLE * WORDS.length)] ?? '', ...words] : words).reduce((so, word) => so + (so === '' ? random.pick(['', '', '(', '-']) : random.pick(SIGNS)) + word, '');
    return { id: `0190f000-0003-7000-8000-${number.toString(16).padStart(12, '0')}`, login: `${random.pick(['b', 'an', 'z'])}${number}`, name, site: number < PEOPLE / 2 ? SITES[0] : random.pick(SITES) };
  });
  await client.query(`
    INSERT INTO directory.user_account (id, site_id, login, login_folded, display_name)
    SELECT p.id::uuid, p.site::uuid, p.login, p.login, p.name FROM json_to_recordset($1) AS p (id text, site text, login text, name text)`, [JSON.stringify(made)]);
  await client.query('VACUUM (ANALYZE) directory.user_account');
  const { rows } = await client.query<Omit<Person, 'parts'>>(`
    SELECT id, login, display_name AS name, site_id AS site, replace(lower(normalize(display_name, NFKC)), 'ß', 'ss') AS folded FROM directory.user_account`);
  people = rows.map((person) => ({ ...person, parts: partsOf(person.folded) }));
}, 120_000);
afterAll(async () => schema[Symbol.asyncDispose]());

const sql: Sql = {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the caller names the columns it selects
  rows: async <Row>(text: string, values: readonly unknown[] = []) => (await client.query(text, [...values])).rows as Row[],
  run: async () => 0,
};
const partsOf = (text: string): string[] => text.split(/[\s,;·/()-]+/u).filter((word) => word !== '');

/** All that a search finds, read in pages. */
async function listed(query: Omit<UserQuery, 'limit'>, limit: number, caller: Caller): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listUserRows(sql, { ...query, limit, cursor }, caller);
    expect(page.items.length).toBeLessThanOrEqual(limit);
    ids.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined && ids.length <= PEOPLE);
  return ids;
}

/** Bytes of UTF-8 are in the order of code points; those of UTF-16 are not. */
const byBytes = (one: string, other: string): number => Buffer.compare(Buffer.from(one), Buffer.from(other));
const KEYS: Readonly<Record<UserQuery['sort'], (person: Person) => string>> = { login: ({ login }) => login, '-login': ({ login }) => login, displayName: ({ folded }) => folded, newest: ({ id }) => id };

async function meant(search: string, sort: UserQuery['sort'], caller: Caller): Promise<string[]> {
  const { rows: [folded] } = await client.query<{ text: string }>("SELECT replace(lower(normalize($1, NFKC)), 'ß', 'ss') AS text", [search]);
  const [sought, soughtLogin] = [partsOf(folded?.text ?? ''), foldLogin(search)];
  const reached = people.filter(({ site }) => caller.scope.kind !== 'sites' || caller.scope.ids.includes(site));
  const found = reached.filter(({ login, parts }) => login.startsWith(soughtLogin) || (sought.length > 0 && sought.every((word) => parts.some((part) => part.startsWith(word)))));
  const key = KEYS[sort];
  const sorted = found.toSorted((first, second) => byBytes(key(first), key(second)) || byBytes(first.id, second.id));
  return (sort === 'newest' || sort === '-login' ? sorted.toReversed() : sorted).map(({ id }) => id);
}

const SEARCHES = [
  'a', 'an', 'AN', 'ana', 'anna', 'annabel', 'an anna', 'anna an', 'b', 'be b', 'bernd an', 'bernd ana z', 'ç', 'çelik', 'ｆ', 'full', '王', '王伟', '王 李', '李 王', 'ß', 'ss', 'weiss', 'WEIß', 'o’', "d'", "d'arcy o’hara", 'x:', 'x:*', '\\',
  'İ', 'ω', '(an', 'an-an', 'z, b', 'an b be bernd ç f o z', 'nobody', '-', '((', "'", 'an  AN', 'b12', 'z5',
  '㌖'.repeat(128), `${'㌖'.repeat(126)} a`, 'q', 'quill', 'QUILLON quil', 'quil an', 'xu quillon', '司', '司马 王', '王 司马', 'quil xu 司 b an ç',
];

test('the longest names have room in every index, even if each character stands for a word', async () => {
  for (const [number, name] of ['㌖', '\ufdfa', '𠀀'.slice(0, 2), '王', 'ΐ'].entries()) {
    const id = `0190f000-0009-7000-8000-00000000000${number}`;
    await client.query('INSERT INTO directory.user_account (id, site_id, login, login_folded, display_name) VALUES ($1, $2, $3, $4, $5)', [
      id, SITES[2], `long${number}`, `long${number}${'𠀀'.repeat(250)}`, name.repeat(128 / name.length)]);
    const found = await listUserRows(sql, { search: name.repeat(20), sort: 'displayName', limit: 5 }, systemCaller('spec'));
    expect([name, found.items.map((item) => item.id)]).toEqual([name, [id]]);
    await client.query('DELETE FROM directory.user_account WHERE id = $1', [id]);
  }
});

test.each(SORTS)('by %s, whatever is typed and whoever asks', async (sort) => {
  for (const search of SEARCHES) {
    for (const caller of [systemCaller('spec'), { ...systemCaller('spec'), scope: { kind: 'sites', ids: SITES.slice(1, 2) } }] satisfies Caller[]) {
      const expected = await meant(search, sort, caller);
      expect({ search, ids: await listed({ search, sort }, 200, caller) }).toEqual({ search, ids: expected });
      expect({ search, ids: (await listUserRows(sql, { search, sort, limit: 7 }, caller)).items.map(({ id }) => id) }).toEqual({ search, ids: expected.slice(0, 7) });
    }
  }
});
