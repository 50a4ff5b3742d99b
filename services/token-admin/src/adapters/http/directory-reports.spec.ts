import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { lastUsesContract, tokenStatesContract, userStatesContract } from '@countersign/contracts';
import type { Subscription } from '@countersign/messaging';
import { privatePostgres, type PrivatePostgres } from '@countersign/testing';
import { appoint, Browser, serveAuth } from '../../spec-support/console.ts';
import { TokenAdminUnderTest } from '../../spec-support/token-admin-under-test.ts';

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

const lastUse = (login: string | undefined): string | null => (login === 'lately' ? inDays(-3) : login === 'long-ago' ? inDays(-200) : null);
const loginOf = (id: string): string | undefined => Object.keys(user).find((login) => user[login] === id);
const names = (items: { login?: string; serial?: string }[]) => items.map(({ login, serial }) => serial ?? login ?? '').toSorted();

test('without auth nobody is called unused', async () => {
  expect(await admin.call('GET', '/reports/unused-users')).toMatchObject({ status: 503 });
  expect(await admin.call('GET', '/reports/unused-tokens')).toMatchObject({ status: 503 });
});

test('users and tokens that were never used, or not for long, each once over all pages', async () => {
  const { rows } = await admin.database.query<{ id: string; login: string }>('SELECT a.id, u.login FROM directory.assignment a JOIN directory.user_account u ON u.id = a.user_id');
  const holder = new Map(rows.map(({ id, login }) => [id, login]));
  serving = [
    await admin.bus.serve(userStatesContract, async ({ userIds }) => ({ states: userIds.flatMap((userId) => {
      const lastSignInAt = lastUse(loginOf(userId));
      return lastSignInAt === null ? [] : [{ userId, lastSignInAt }];
    }) })),
    await admin.bus.serve(tokenStatesContract, async ({ assignmentIds }) => ({ states: assignmentIds.map((assignmentId) => ({
      assignmentId, mode: 'normal', pinSet: true, failures: 0, lockedUntil: null, lastSignInAt: lastUse(holder.get(assignmentId)), driftSteps: 0, usesLeft: null,
    } as const)) })),
  ];
  expect(names((await admin.call('GET', '/reports/unused-tokens')).body.items)).toEqual(['T-elsewhere', 'T-never']);
  expect(names((await admin.call('GET', '/reports/unused-tokens?days=90&site=Own')).body.items)).toEqual(['T-long-ago', 'T-never']);
  expect(names((await admin.call('GET', '/reports/unused-users?days=90&site=Own')).body.items)).toEqual(['long-ago', 'never']);
  expect(await admin.call('GET', '/reports/unused-users?days=0')).toMatchObject({ status: 400 });
  const seen: string[] = [];
  let cursor = '';
  do {
    const { body } = await admin.call('GET', `/reports/unused-users?days=90&limit=1${cursor}`);
    seen.push(...names(body.items));
    cursor = body.nextCursor === null ? '' : `&cursor=${body.nextCursor}`;
  } while (cursor !== '');
  expect(seen.toSorted()).toEqual(['elsewhere', 'long-ago', 'never']);
  expect((await admin.call('GET', '/reports/unused-users/export?days=90&site=Own&language=zh')).body).toMatch(/登录名[^]*long-ago[^]*Own/);
});

test('tokens that end soon, and how many in each month', async () => {
  expect(names((await admin.call('GET', '/reports/expiring-tokens?days=90')).body.items)).toEqual(['T-elsewhere', 'T-long-ago', 'T-never']);
  expect((await admin.call('GET', '/reports/expiring-tokens/months?days=365')).body.rows).toEqual([
    { month: inDays(20).slice(0, 7), tokens: 3 }, { month: inDays(200).slice(0, 7), tokens: 1 },
  ]);
  expect((await admin.call('GET', '/reports/expiring-tokens/export?days=30')).body).toContain('T-never');
});

test('a scope of one site shows nothing from elsewhere', async () => {
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
  const counted = { within: [{ days: 30, count: 1 }], longerAgo: 2, never: 3 };
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
