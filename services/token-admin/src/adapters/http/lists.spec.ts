/** Lists of users and tokens: every order, filter and scope gives the rows that it should, page by page, and reads no more than it needs. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type * as adminApi from '@countersign/contracts/admin-api';
import { privatePostgres, type PrivatePostgres } from '@countersign/testing';
import { TokenAdminUnderTest } from '../../spec-support/token-admin-under-test.ts';

const SITES = 70;
let server: PrivatePostgres;
let admin: TokenAdminUnderTest;
let top: string;
let sites: string[];
let groupId: string;
let tokens: adminApi.Token[];
let users: adminApi.User[];
let keys: Readonly<Record<'all' | 'few' | 'many' | 'group', string>>;

beforeAll(async () => {
  server = await privatePostgres();
  admin = await TokenAdminUnderTest.start(server);
  top = (await admin.make('/sites', { name: 'Top' })).id;
  sites = [];
  // More sites below the top than are merged.
  for (let index = 0; index < SITES; index += 1) sites.push((await admin.make('/sites', { name: `S${index}`, parentId: top })).id);
  groupId = (await admin.make('/groups', { siteId: sites[1], name: 'staff' })).id;
  await fill();
  const keyOf = async (scope: adminApi.Scope): Promise<string> => (await admin.make('/api-keys', { name: 'k', scope })).key;
  keys = {
    all: admin.bearer, few: await keyOf({ kind: 'sites', ids: [sites[1] ?? '', sites[2] ?? ''] }), many: await keyOf({ kind: 'sites', ids: [top] }),
    group: await keyOf({ kind: 'groups', ids: [groupId] }),
  };
  tokens = await everything<adminApi.Token>('all', '/tokens?limit=1000');
  users = await everything<adminApi.User>('all', '/users?limit=1000');
}, 120_000);

afterAll(async () => {
  expect(admin.errors).toEqual([]);
  await admin?.stop();
  await server.stop();
});

/** Users and tokens over the first sites, some tokens held by somebody of another site than their own. */
async function fill(): Promise<void> {
  for (let index = 0; index < 24; index += 1) {
    const siteId = sites[index % 4];
    const user = await admin.make('/users', { siteId, login: `u${String(index * 7 % 24).padStart(2, '0')}`, displayName: `name ${index % 5}`, groupId: siteId === sites[1] && index < 12 ? groupId : null });
    const { token } = await admin.make('/tokens/make', { siteId: sites[(index + (index % 6 === 1 ? 1 : 0)) % 4], serial: `T${String(index * 5 % 24).padStart(2, '0')}` });
    if (index % 3 !== 0) await admin.call('POST', `/tokens/${token.id}/assign`, { userId: user.id });
    if (index % 4 === 1) await admin.call('PATCH', `/tokens/${token.id}`, { enabled: false });
    if (index % 2 === 0) await admin.call('PATCH', `/tokens/${token.id}`, { endsAt: new Date(Date.UTC(2030, index % 7, 1, 0, 0, 0, index)).toISOString() });
  }
}

async function everything<Row>(who: keyof typeof keys, path: string): Promise<Row[]> {
  const rows: Row[] = [];
  const key = keys?.[who] ?? admin.bearer;
  for (let cursor: string | null = ''; cursor !== null;) {
    const { status, body } = await admin.call('GET', `${path}${cursor === '' ? '' : `&cursor=${cursor}`}`, undefined, { authorization: `Bearer ${key}` });
    expect(status).toBe(200);
    rows.push(...body.items);
    cursor = body.nextCursor;
  }
  return rows;
}

/** Where a token is: with whoever holds it. */
const placeOf = ({ siteId, assignment }: adminApi.Token): string => users.find(({ id }) => id === assignment?.userId)?.siteId ?? siteId;
const groupOf = ({ assignment }: adminApi.Token): string | null | undefined => users.find(({ id }) => id === assignment?.userId)?.groupId;
const reaches: Readonly<Record<keyof typeof keys, (token: adminApi.Token) => boolean>> = {
  all: () => true, many: () => true, few: (token) => sites.slice(1, 3).includes(placeOf(token)),
  group: (token) => (token.assignment === null ? token.siteId === sites[1] : groupOf(token) === groupId),
};
const by = <Row>(key: (row: Row) => string, descending = false) => (one: Row, other: Row): number =>
  (key(one) < key(other) ? -1 : key(one) > key(other) ? 1 : 0) * (descending ? -1 : 1);
const tokenOrders: Readonly<Record<adminApi.TokenSort, (rows: adminApi.Token[]) => adminApi.Token[]>> = {
  serial: (rows) => rows.toSorted(by(({ serial }) => serial)),
  '-serial': (rows) => rows.toSorted(by(({ serial }) => serial, true)),
  newest: (rows) => rows.toSorted(by(({ id }) => id, true)),
  endsAt: (rows) => rows.filter(({ endsAt }) => endsAt !== null).toSorted(by(({ endsAt, id }) => `${endsAt} ${id}`)),
};
const tokenFilters: readonly (readonly [query: string, fits: (token: adminApi.Token) => boolean])[] = [
  ['', () => true], ['&assigned=false', ({ assignment }) => assignment === null], ['&assigned=true', ({ assignment }) => assignment !== null],
  ['&enabled=false', ({ enabled }) => !enabled], ['&assigned=true&enabled=false', ({ assignment, enabled }) => assignment !== null && !enabled],
  ['&search=T1', ({ serial }) => serial.startsWith('T1')], ['&search=T1&assigned=false', ({ serial, assignment }) => serial.startsWith('T1') && assignment === null],
  ['&endsFrom=2030-03-01T00:00:00Z&endsTo=2030-05-01T00:00:00Z', ({ endsAt }) => endsAt !== null && endsAt >= '2030-03' && endsAt < '2030-05'],
];

const serials = (rows: readonly adminApi.Token[]): string[] => rows.map(({ serial }) => serial);

describe.each(['all', 'few', 'many', 'group'] as const)('tokens in scope: %s', (who) => {
  test.each(Object.entries(tokenOrders))('in the order %s, by every filter', async (sort, ordered) => {
    for (const [query, fits] of tokenFilters) {
      const expected = ordered(tokens.filter((token) => reaches[who](token) && fits(token)));
      expect([query, serials(await everything(who, `/tokens?limit=5&sort=${sort}${query}`))]).toEqual([query, serials(expected)]);
    }
  });
});

test('tokens of one site are those that belong to it, wherever their holders are', async () => {
  for (const who of ['all', 'few', 'many'] as const) {
    const expected = tokens.filter((token) => token.siteId === sites[1] && reaches[who](token));
    expect(serials(await everything(who, `/tokens?limit=2&site=${sites[1]}`))).toEqual(serials(expected));
    expect(serials(await everything(who, `/tokens?limit=2&site=${sites[1]}&assigned=false`))).toEqual(serials(expected.filter(({ assignment }) => assignment === null)));
  }
  expect(tokens.some((token) => token.siteId !== placeOf(token))).toBe(true);
});

const userOrders: Readonly<Record<adminApi.UserSort, (one: adminApi.User, other: adminApi.User) => number>> = {
  login: by(({ login }) => login), '-login': by(({ login }) => login, true), displayName: by(({ displayName, id }) => `${displayName} ${id}`), newest: by(({ id }) => id, true),
};

describe.each(['all', 'few', 'many', 'group'] as const)('users in scope: %s', (who) => {
  test.each(Object.entries(userOrders))('in the order %s', async (sort, order) => {
    const fits = ({ siteId, groupId: group }: adminApi.User): boolean => (who === 'few' ? sites.slice(1, 3).includes(siteId) : who === 'group' ? group === groupId : true);
    const inReach = users.filter((user) => fits(user)).toSorted(order);
    const names = (rows: readonly adminApi.User[]): string[] => rows.map(({ login }) => login);
    expect(names(await everything(who, `/users?limit=5&sort=${sort}`))).toEqual(names(inReach));
    expect(names(await everything(who, `/users?limit=5&sort=${sort}&search=u1`))).toEqual(names(inReach.filter(({ login }) => login.startsWith('u1'))));
    expect(names(await everything(who, `/users?limit=5&sort=${sort}&groupId=${groupId}`))).toEqual(names(inReach.filter(({ groupId: group }) => group === groupId)));
  });
});

test('a cursor of one order is none in another', async () => {
  const { body } = await admin.call('GET', '/tokens?limit=5');
  for (const sort of ['-serial', 'newest', 'endsAt']) {
    expect(await admin.call('GET', `/tokens?limit=5&sort=${sort}&cursor=${body.nextCursor}`)).toMatchObject({ status: 400, body: { code: 'bad-request' } });
  }
});

test('a token is with its holder as soon as it is given, and with its site as soon as it is taken back', async () => {
  const { rows } = await admin.database.query<{ serial: string; reach: string; assigned: boolean }>('SELECT serial, reach_site_id AS reach, assigned FROM directory.token ORDER BY serial');
  expect(rows).toEqual(tokens.map((token) => ({ serial: token.serial, reach: placeOf(token), assigned: token.assignment !== null })));
  const away = tokens.find((token) => token.siteId !== placeOf(token));
  await admin.call('POST', `/tokens/${away?.id}/unassign`);
  expect((await admin.database.query('SELECT reach_site_id AS reach, assigned FROM directory.token WHERE id = $1', [away?.id])).rows).toEqual([{ reach: away?.siteId, assigned: false }]);
});

test('who is deleted while tokens are taken back leaves them free; neither waits for the other for ever', async () => {
  for (let round = 0; round < 8; round += 1) {
    const user = await admin.make('/users', { siteId: sites[0], login: `gone ${round}` });
    const { token } = await admin.make('/tokens/make', { siteId: sites[0], assignTo: user.id });
    const statuses = await Promise.all([admin.call('DELETE', `/users/${user.id}`), admin.call('POST', `/tokens/${token.id}/unassign`)]);
    expect(statuses.map(({ status }) => status)).toEqual([200, expect.any(Number)]);
    expect([200, 409]).toContain(statuses[1]?.status);
    expect((await admin.call('GET', `/tokens?serial=${token.serial}`)).body.items).toMatchObject([{ assignment: null }]);
  }
});
