import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { BEFORE_ITS_TOKENS, lastUsesContract, unusedContract } from '@countersign/contracts';
import type { Subscription } from '@countersign/messaging';
import { privatePostgres, type PrivatePostgres } from '@countersign/testing';
import { appoint, Browser, serveAuth } from '../../spec-support/console.ts';
import { TokenAdminUnderTest } from '../../spec-support/token-admin-under-test.ts';
import { serveEverythingUnused } from '../../spec-support/unused.ts';

const DAY_MS = 86_400_000;
const inDays = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString();

let server: PrivatePostgres;
let admin: TokenAdminUnderTest;
let serving: Subscription[] = [];
const user: Record<string, string> = {};
let ownSite: string;

beforeAll(async () => {
  server = await privatePostgres();
  admin = await TokenAdminUnderTest.start(server);
  ownSite = (await admin.make('/sites', { name: 'Own' })).id;
  const other = (await admin.make('/sites', { name: 'Other' })).id;
  for (const [login, siteId] of [['never', ownSite], ['lately', ownSite], ['long-ago', ownSite], ['elsewhere', other]] as const) {
    user[login] = (await admin.make('/users', { siteId, login, openedAt: inDays(-400) })).id;
    const { token } = await admin.make('/tokens/make', { siteId, serial: `T-${login}`, assignTo: user[login] });
    await admin.call('PATCH', `/tokens/${token.id}`, { endsAt: inDays(login === 'lately' ? 200 : 20) });
  }
  await admin.database.query("UPDATE directory.assignment SET assigned_at = now() - interval '400 days'");
  await appoint(admin, { siteId: ownSite, login: 'auditor', role: 'auditor', scope: { kind: 'sites', ids: [ownSite] } });
});
afterAll(async () => {
  expect(admin.errors).toEqual([]);
  for (const each of serving) await each.stop();
  await admin?.stop();
  await server.stop();
});

const names = (items: { login?: string; serial?: string }[]) => items.map(({ login, serial }) => serial ?? login ?? '').toSorted();

test('without auth nobody is called unused', async () => {
  expect(await admin.call('GET', '/reports/unused-users')).toMatchObject({ status: 503 });
  expect(await admin.call('GET', '/reports/unused-tokens')).toMatchObject({ status: 503 });
});

test('what auth finds is shown as the directory knows it, page by page', async () => {
  const asked: unknown[] = [];
  const { rows } = await admin.database.query<{ tokenId: string; userId: string }>('SELECT token_id AS "tokenId", user_id AS "userId" FROM directory.assignment');
  const tokenOf = new Map(rows.map(({ tokenId, userId }) => [userId, tokenId]));
  const found = ['never', 'long-ago', 'elsewhere'].map((login) => ({ userId: user[login] ?? '', lastSignInAt: login === 'never' ? null : inDays(-200) }));
  const gone = { userId: '0190f000-0000-7000-8000-000000000001', lastSignInAt: null };
  serving = [await admin.bus.serve(unusedContract, async ({ of, sites, after, limit, ...rest }) => {
    asked.push({ of, sites, ...rest });
    const begin = after === null ? 0 : found.findIndex(({ userId }) => userId === after.userId) + 1;
    const ofSites = [...found, gone].filter(({ userId }) => sites === null || userId !== user['elsewhere']).slice(begin);
    const shown = ofSites.slice(0, limit).map((each) => ({ ...each, tokenId: of === 'users' ? null : tokenOf.get(each.userId) ?? gone.userId }));
    const last = shown.at(-1);
    return { found: shown, next: last !== undefined && ofSites.length > limit ? { userId: last.userId, tokenId: last.tokenId ?? BEFORE_ITS_TOKENS } : null };
  })];
  const { body } = await admin.call('GET', '/reports/unused-tokens');
  expect(names(body.items)).toEqual(['T-elsewhere', 'T-long-ago', 'T-never']);
  expect(body.items[0]).toEqual({
    id: tokenOf.get(user['never'] ?? ''), serial: 'T-never', siteId: ownSite, enabled: true, userId: user['never'], login: 'never', assignedAt: expect.any(String), lastSignInAt: null,
  });
  expect(names((await admin.call('GET', '/reports/unused-users?days=90&site=Own')).body.items)).toEqual(['long-ago', 'never']);
  expect(asked).toEqual([
    { of: 'tokens', sites: null, groups: null, since: null }, { of: 'users', sites: [ownSite], groups: null, since: expect.stringMatching(/^\d{4}-/) },
  ]);
  expect(await admin.call('GET', '/reports/unused-users?days=0')).toMatchObject({ status: 400 });
  expect(await admin.call('GET', '/reports/unused-users?cursor=x')).toMatchObject({ status: 400, body: { code: 'bad-request' } });
  const seen: string[] = [];
  let cursor = '';
  do {
    const page = await admin.call('GET', `/reports/unused-users?days=90&limit=1${cursor}`);
    seen.push(...names(page.body.items));
    cursor = page.body.nextCursor === null ? '' : `&cursor=${page.body.nextCursor}`;
  } while (cursor !== '');
  expect(seen).toEqual(['never', 'long-ago', 'elsewhere']);
  expect((await admin.call('GET', '/reports/unused-users/export?days=90&site=Own&language=zh')).body).toMatch(/登录名[^]*long-ago[^]*Own/);
});

test('a token that has another holder by now is not called unused', async () => {
  await serving[0]?.stop();
  const { rows: [token] } = await admin.database.query<{ id: string }>(`SELECT token_id AS id FROM directory.assignment WHERE user_id = '${user['lately']}'`);
  serving = [await admin.bus.serve(unusedContract, async () => ({ found: [{ userId: user['never'] ?? '', tokenId: token?.id ?? '', lastSignInAt: null }], next: null }))];
  expect(await admin.call('GET', '/reports/unused-tokens')).toMatchObject({ status: 200, body: { items: [], nextCursor: null } });
});

test('tokens that end soon, and how many in each month', async () => {
  expect(names((await admin.call('GET', '/reports/expiring-tokens?days=90')).body.items)).toEqual(['T-elsewhere', 'T-long-ago', 'T-never']);
  expect((await admin.call('GET', '/reports/expiring-tokens/months?days=365')).body.rows).toEqual([
    { month: inDays(20).slice(0, 7), tokens: 3 }, { month: inDays(200).slice(0, 7), tokens: 1 },
  ]);
  expect((await admin.call('GET', '/reports/expiring-tokens/export?days=30')).body).toContain('T-never');
});

test('what ends at the first moment of a month was good through the month before, and counts there', async () => {
  const [soon, later] = [new Date(), new Date()];
  soon.setUTCMonth(soon.getUTCMonth() + 3, 1);
  soon.setUTCHours(0, 0, 0, 0);
  later.setTime(soon.getTime() - 1);
  const month = later.toISOString().slice(0, 7);
  const tokensOf = async (): Promise<number> =>
    (await admin.call('GET', '/reports/expiring-tokens/months?days=365')).body.rows.find((row: { month: string }) => row.month === month)?.tokens ?? 0;
  const before = await tokensOf();
  const { body: { items: [{ id, endsAt }] } } = await admin.call('GET', '/tokens?serial=T-never');
  expect(await admin.call('PATCH', `/tokens/${id}`, { endsAt: soon.toISOString() })).toMatchObject({ status: 200 });
  expect(await tokensOf()).toBe(before + 1);
  expect(await admin.call('PATCH', `/tokens/${id}`, { endsAt })).toMatchObject({ status: 200 });
});

test('a scope of one site shows nothing from elsewhere', async () => {
  await serving[0]?.stop();
  serving = [await serveEverythingUnused(admin)];
  await serveAuth(admin);
  const browser = await Browser.signedIn(admin, 'auditor');
  for (const path of ['expiring-tokens', 'expiring-tokens/export', 'unused-tokens', 'unused-tokens/export', 'unused-users', 'unused-users/export']) {
    const { status, body } = await browser.call('GET', `/reports/${path}`);
    expect([path, status]).toEqual([path, 200]);
    expect(JSON.stringify(body)).toContain('never');
    expect(JSON.stringify(body)).not.toContain('elsewhere');
    expect(await browser.call('GET', `/reports/${path}?site=Other`)).toMatchObject({ status: 404 });
  }
  expect((await browser.call('GET', '/reports/expiring-tokens/months')).body.rows).toEqual([{ month: inDays(20).slice(0, 7), tokens: 2 }]);
});

test('last uses are counted by auth, of whom the caller reaches', async () => {
  const asked: unknown[] = [];
  const counted = { within: [{ days: 30, count: 1 }], longerAgo: 2, never: 3, countedAt: inDays(0), counting: true };
  serving.push(await admin.bus.serve(lastUsesContract, async (question) => {
    asked.push(question);
    return counted;
  }));
  const browser = await Browser.signedIn(admin, 'auditor');
  expect(await admin.call('GET', '/reports/unused-tokens/last-uses')).toMatchObject({ status: 200, body: counted });
  expect(await admin.call('GET', '/reports/unused-users/last-uses?site=Own')).toMatchObject({ status: 200, body: counted });
  expect(await browser.call('GET', '/reports/unused-users/last-uses')).toMatchObject({ status: 200 });
  expect(asked).toEqual([
    { of: 'tokens', sites: null, groups: null }, { of: 'users', sites: [ownSite], groups: null }, { of: 'users', sites: [ownSite], groups: null },
  ]);
  expect(await browser.call('GET', '/reports/unused-users/last-uses?site=Other')).toMatchObject({ status: 404 });
});
