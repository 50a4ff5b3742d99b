/** What an open browser, or a stolen key, may not do: change the account it acts for, or give anybody lasting access. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { basePolicyContract } from '@countersign/contracts';
import { privatePostgres, type PrivatePostgres } from '@countersign/testing';
import { TRIES_WINDOW_MS } from '../../application/administrator-sign-in.ts';
import { CONFIRMATION_MS } from '../../application/sessions.ts';
import { appoint, Browser, PASSWORD, serveAuth } from '../../spec-support/console.ts';
import { type Answer, TokenAdminUnderTest } from '../../spec-support/token-admin-under-test.ts';

type Ask = readonly [method: string, path: string, body?: unknown];

let server: PrivatePostgres;
let admin: TokenAdminUnderTest;
let siteId: string;
let leader: string;
let helper: string;
let own: string;
let spare: string;
let others: string;
let backEndId: string;
const backEnd = { servers: ['192.0.2.9'], security: 'ldaps', lookup: { how: 'name', template: 'uid={login},dc=example' } } as const;
const asked: { login: string; occasion: string; source: string }[] = [];

beforeAll(async () => {
  server = await privatePostgres();
  admin = await TokenAdminUnderTest.start(server, { limits: { signInRefusalMs: 0 } });
  await serveAuth(admin, asked);
  await admin.bus.serve(basePolicyContract, async () => ({ policy: {} }));
  ({ id: siteId } = await admin.make('/sites', { name: 'Main' }));
  await appoint(admin, { siteId, login: 'Chief', role: 'super-administrator' });
  leader = await appoint(admin, { siteId, login: 'Leader', role: 'site-administrator', scope: { kind: 'sites', ids: [siteId] } });
  helper = await appoint(admin, { siteId, login: 'Helper', role: 'help-desk', scope: { kind: 'sites', ids: [siteId] } });
  const made = async (assignTo?: string): Promise<string> => (await admin.make('/tokens/make', { siteId, ...assignTo === undefined ? {} : { assignTo } })).token.id;
  spare = await made();
  others = await made(helper);
  ({ id: backEndId } = await admin.make('/back-ends', { ...backEnd, siteId, name: 'staff' }));
  expect(await admin.call('PUT', `/sites/${siteId}/first-factor`, { backEndId, staticPassword: 'optional' })).toMatchObject({ status: 200 });
});
beforeEach(() => { admin.clockMs += TRIES_WINDOW_MS + 1; });
afterAll(async () => {
  expect(admin.errors).toEqual([]);
  await admin?.stop();
  await server.stop();
});

/** A session that was begun longer ago than a given password counts; it signed in before there was a token. */
async function leftOpen(login: string): Promise<Browser> {
  const browser = await Browser.signedIn(admin, login);
  admin.clockMs += CONFIRMATION_MS;
  return browser;
}

const tokensOf = async (id: string): Promise<number> => (await admin.call('GET', `/tokens?userId=${id}`)).body.items.length;
const refused = (code: string) => ({ status: 403, body: { code } });
const ask = async (from: { call(...asked: Ask): Promise<Answer> }, [method, path, body]: Ask): Promise<Answer> => from.call(method, path, body);

/** Each that changes the account, its second factor, or what stands in for it. */
const onTheOwn = (id: string, tokenId: string): readonly Ask[] => [
  ['PATCH', `/users/${id}`, { mobile: '+86 10' }],
  ['POST', `/users/${id}/unlock`],
  ['POST', `/users/${id}/bypass-codes`, { count: 1, validMinutes: 10 }],
  ['DELETE', `/users/${id}/bypass-codes`],
  ['POST', '/tokens/make', { siteId, assignTo: id }],
  ['POST', `/tokens/${spare}/assign`, { userId: id }],
  ['POST', `/tokens/${tokenId}/unassign`],
  ['PATCH', `/tokens/${tokenId}`, { usePin: false }],
  ['DELETE', `/tokens/${tokenId}`],
  ['POST', `/tokens/${tokenId}/lost`, { lost: true }],
  ['POST', `/tokens/${tokenId}/pin`, { pin: '2468' }],
  ['DELETE', `/tokens/${tokenId}/pin`],
  ['POST', `/tokens/${tokenId}/mode`, { mode: 'new-pin' }],
  ['POST', `/tokens/${tokenId}/synchronise`, { code1: '111111', code2: '222222' }],
  ['POST', `/tokens/${tokenId}/temporary-password`, { validHours: 1 }],
  ['DELETE', `/tokens/${tokenId}/temporary-password`],
];
/** Each that would make another way in, or take somebody's away. */
const forOthers = (): readonly Ask[] => [
  ['POST', '/tokens/make', { siteId, assignTo: helper }],
  ['POST', `/tokens/${others}/unassign`],
  ['PUT', `/users/${helper}/password`, { password: 'another good password', mustChange: false }],
  ['PATCH', `/administrators/${helper}`, { role: 'auditor' }],
  ['DELETE', `/administrators/${helper}`],
  ['DELETE', `/administrators/${helper}/sessions`],
  ['POST', '/api-keys', { name: 'left behind' }],
];
/** Each that would weaken the sign-ins of many, or show passwords or the trail to somebody else. */
const forEverybody = (): readonly Ask[] => [
  ['PUT', '/policies/installation', { policy: { pinMinimum: 4 } }],
  ['PUT', `/policies/${siteId}`, { policy: { failuresBeforeLock: 50 } }],
  ['PUT', `/sites/${siteId}/first-factor`, { backEndId, staticPassword: 'optional' }],
  ['DELETE', `/sites/${siteId}/first-factor`],
  ['POST', '/back-ends', { ...backEnd, siteId, name: 'mine' }],
  ['PATCH', `/back-ends/${backEndId}`, { servers: ['198.51.100.66'] }],
  ['PUT', '/audit/forwarding', { settings: null }],
];
/** Each that would make administration easier to enter, or a session longer. */
const onAdministration: readonly Ask[] = [
  { administrationAddresses: ['127.0.0.0/8'] }, { requireToken: true }, { sessionIdleMinutes: 1440, sessionAbsoluteMinutes: 10_080 }, { sessionAbsoluteMinutes: 481 },
].map((body) => ['PATCH', '/settings', body]);

describe('a session whose password was given a while ago', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await leftOpen('Leader');
    own = (await admin.make('/tokens/make', { siteId, assignTo: leader })).token.id;
  });

  test('changes nothing of the own account, and gives nobody lasting access', async () => {
    const user = await admin.make('/users', { siteId, login: 'somebody' });
    const appointing: Ask = ['POST', '/administrators', { userId: user.id, role: 'auditor', scope: { kind: 'sites', ids: [siteId] }, password: PASSWORD }];
    for (const one of [...onTheOwn(leader, own), ...forOthers(), appointing]) {
      expect([one, await ask(browser, one)]).toMatchObject([one, { ...refused('confirmation-needed'), body: { detail: 'Show the own password at /session/confirmation, and repeat this.' } }]);
    }
    expect([await tokensOf(leader), await tokensOf(helper)]).toEqual([1, 1]);
    expect(await admin.call('GET', `/administrators/${user.id}`)).toMatchObject({ status: 404 });
    expect((await admin.call('GET', '/api-keys?name=left%20behind')).body.items).toEqual([]);
  });

  test('is told so in Chinese, too', async () => {
    const { body } = await browser.call('POST', `/tokens/${own}/unassign`, undefined, { 'accept-language': 'zh' });
    expect(body).toMatchObject({ title: '需要输入自己的密码', detail: '请先在 /session/confirmation 验证自己的密码，然后重试。' });
  });

  test('goes on with everybody else', async () => {
    const user = await admin.make('/users', { siteId, login: 'employee' });
    expect(await browser.call('PATCH', `/users/${user.id}`, { mobile: '+86 10' })).toMatchObject({ status: 200 });
    expect(await browser.call('POST', '/tokens/make', { siteId, assignTo: user.id })).toMatchObject({ status: 201 });
  });

  test('changes no setting that guards administration, and each other one', async () => {
    const [chief, before] = [await leftOpen('Chief'), await admin.call('GET', '/settings')];
    for (const one of onAdministration) expect([one, await ask(chief, one)]).toMatchObject([one, refused('confirmation-needed')]);
    expect((await admin.call('GET', '/settings')).body).toEqual(before.body);
    expect(await chief.call('PATCH', '/settings', { ...before.body.settings, tokensPerUser: 4 })).toMatchObject({ status: 200, body: { settings: { tokensPerUser: 4 } } });
  });

  test('weakens no sign-ins, and leads neither passwords nor the trail elsewhere', async () => {
    const chief = await leftOpen('Chief');
    const state = async (): Promise<unknown> => Promise.all(['/policies', `/policies/${siteId}`, '/back-ends', '/first-factors'].map(async (path) => (await admin.call('GET', path)).body));
    const before = await state();
    for (const one of forEverybody()) expect([one, await ask(chief, one)]).toMatchObject([one, refused('confirmation-needed')]);
    expect(await state()).toEqual(before);
    await chief.call('POST', '/session/confirmation', { password: PASSWORD });
    expect(await ask(chief, ['PUT', `/policies/${siteId}`, { policy: { failuresBeforeLock: 6 } }])).toMatchObject({ status: 200 });
  });
});

test('the own token is called after the product in the app, another\'s after its site, and either as its maker wishes', async () => {
  const id = await appoint(admin, { siteId, login: 'Owner', role: 'super-administrator' });
  const browser = await Browser.signedIn(admin, 'Owner');
  const label = async (more: object): Promise<string> => decodeURIComponent(new URL((await browser.call('POST', '/tokens/make', { siteId, ...more })).body.otpauth).pathname);
  expect(await label({ assignTo: id, serial: 'OWN-1' })).toBe('/Countersign:Owner');
  expect(await label({ assignTo: id, serial: 'OWN-2', issuer: 'Console' })).toBe('/Console:Owner (OWN-2)');
  expect(await label({ serial: 'FREE-1' })).toBe('/Main:FREE-1');
});

describe('the own password, given again', () => {
  test('opens that for five minutes, in that session alone, and is on record', async () => {
    const [elsewhere, browser] = [await leftOpen('Chief'), await leftOpen('Chief')];
    const wanted: Ask = ['POST', '/api-keys', { name: 'of mine' }];
    expect(await browser.call('POST', '/session/confirmation', { password: 'wrong' })).toMatchObject({ status: 401, body: { code: 'own-password-wrong', title: 'Own password wrong' } });
    expect(await ask(browser, wanted)).toMatchObject(refused('confirmation-needed'));
    const shown = await browser.call('POST', '/session/confirmation', { password: PASSWORD });
    expect(shown).toMatchObject({ status: 200, body: { confirmedUntil: expect.stringMatching(/Z$/) } });
    expect(asked.at(-1)).toMatchObject({ login: 'Chief', occasion: 'password-change' });
    admin.clockMs += CONFIRMATION_MS - 10_000;
    expect(await ask(browser, wanted)).toMatchObject({ status: 201 });
    expect(await ask(elsewhere, wanted)).toMatchObject(refused('confirmation-needed'));
    admin.clockMs += 10_001;
    expect(await ask(browser, ['POST', '/api-keys', { name: 'too late' }])).toMatchObject(refused('confirmation-needed'));
  });

  test('is not asked of somebody who has just chosen a new one', async () => {
    await appoint(admin, { siteId, login: 'Chooser', role: 'super-administrator' });
    const browser = await leftOpen('Chooser');
    expect(await browser.call('POST', '/session/password', { current: PASSWORD, password: 'one of my own making' })).toMatchObject({ status: 200 });
    expect(await browser.call('POST', '/api-keys', { name: 'chosen' })).toMatchObject({ status: 201 });
  });

  test('cannot be written into the state store, nor moved from one session to another, nor put back when it is over', async () => {
    const browser = await leftOpen('Chief');
    await browser.call('POST', '/session/confirmation', { password: PASSWORD });
    const values = Reflect.get(admin.stateStore, 'values') as Map<string, { value: string }>;
    const place = [...values.keys()].findLast((key) => key.startsWith('session-confirmed:')) ?? '';
    const [genuine, another] = [values.get(place)?.value ?? '', await leftOpen('Chief')];
    admin.clockMs += CONFIRMATION_MS;
    const session = [...values.keys()].findLast((key) => key.startsWith('session:')) ?? '';
    for (const forged of [genuine, Buffer.from(String(Number.MAX_SAFE_INTEGER)).toString('base64url')]) {
      await admin.stateStore.keep(session.replace('session:', 'session-confirmed:'), forged, 60_000);
      expect(await another.call('POST', '/api-keys', { name: 'forged' })).toMatchObject(refused('confirmation-needed'));
    }
    await admin.stateStore.keep(place, genuine, 60_000);
    expect(await browser.call('POST', '/api-keys', { name: 'put back' })).toMatchObject(refused('confirmation-needed'));
  });

  test('is nothing before the sign-in has ended, and nothing to an API key', async () => {
    await admin.make('/administrators', { userId: (await admin.make('/users', { siteId, login: 'Novice' })).id, role: 'auditor', scope: { kind: 'all' }, password: PASSWORD });
    const novice = new Browser(admin);
    await novice.signIn('Novice');
    for (const from of [novice, admin]) expect(await ask(from, ['POST', '/session/confirmation', { password: PASSWORD }])).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
  });
});

describe('an API key of a person', () => {
  let chief: string;
  let script: Browser;
  beforeAll(async () => {
    chief = await appoint(admin, { siteId, login: 'Key owner', role: 'super-administrator' });
    const { body: { key } } = await (await Browser.signedIn(admin, 'Key owner')).call('POST', '/api-keys', { name: 'for scripts' });
    script = new Browser(admin, { authorization: `Bearer ${key}` });
  });

  test('does nothing that asks a session for the own password: neither to the owner, nor by a detour', async () => {
    const token = (await admin.make('/tokens/make', { siteId, assignTo: chief })).token.id;
    const user = await admin.make('/users', { siteId, login: 'straw man' });
    const appointing: Ask = ['POST', '/administrators', { userId: user.id, role: 'super-administrator', scope: { kind: 'all' }, password: PASSWORD }];
    const toTheOwner: readonly Ask[] = [
      ['PUT', `/users/${chief}/password`, { password: 'another good password', mustChange: false }], ['PATCH', `/administrators/${chief}`, { role: 'auditor' }],
      ['DELETE', `/administrators/${chief}/sessions`], ['DELETE', `/administrators/${chief}`],
    ];
    for (const one of [...onTheOwn(chief, token), ...toTheOwner, ...forOthers(), ...onAdministration, ...forEverybody(), appointing, ['POST', '/api-keys', { name: 'heir', ofInstallation: true }] as const]) {
      expect([one, await ask(script, one)]).toMatchObject([one, { ...refused('session-needed'), body: { detail: 'This key belongs to a person: use a session, or a key of the installation.' } }]);
    }
    expect(await script.call('POST', `/tokens/${token}/unassign`, undefined, { 'accept-language': 'zh' })).toMatchObject({ body: { title: '个人密钥不能执行此操作', detail: '该密钥属于个人：请使用会话或系统密钥。' } });
    expect(await tokensOf(chief)).toBe(1);
    expect(await admin.call('GET', `/administrators/${user.id}`)).toMatchObject({ status: 404 });
    expect((await admin.call('GET', '/api-keys?name=heir')).body.items).toEqual([]);
  });

  test('goes on with everybody else, and with what guards nobody', async () => {
    const user = await admin.make('/users', { siteId, login: 'customer' });
    expect(await script.call('PATCH', `/users/${user.id}`, { mobile: '+86 20' })).toMatchObject({ status: 200 });
    expect(await script.call('PATCH', '/settings', { tokensPerUser: 4, sessionIdleMinutes: 15 })).toMatchObject({ status: 200 });
  });
});

test('a key of the installation that a confirmed session made does what nobody is there to confirm', async () => {
  const { body: { key } } = await (await Browser.signedIn(admin, 'Chief')).call('POST', '/api-keys', { name: 'portal', ofInstallation: true });
  const portal = new Browser(admin, { authorization: `Bearer ${key}` });
  expect(await portal.call('PATCH', `/users/${helper}`, { mobile: '+86 20' })).toMatchObject({ status: 200 });
  expect(await portal.call('POST', '/api-keys', { name: 'of the portal' })).toMatchObject({ status: 201, body: { apiKey: { owner: null } } });
  for (const [sessionIdleMinutes, status] of [[16, 200], [15, 200]] as const) expect(await portal.call('PATCH', '/settings', { sessionIdleMinutes })).toMatchObject({ status });
});

describe('the answer to a repeated request', () => {
  const repeated = { 'idempotency-key': 'seen-once' };

  test('is not for a session that could not ask for it: neither a stale one, nor one of fewer rights', async () => {
    await appoint(admin, { siteId, login: 'Repeater', role: 'site-administrator' });
    const { body: { items: [{ id }] } } = await admin.call('GET', '/administrators?login=Repeater');
    const [stale, fresh] = [await leftOpen('Repeater'), await Browser.signedIn(admin, 'Repeater')];
    const repeat = async (from: Browser): Promise<Answer> => from.call('POST', '/api-keys', { name: 'repeated' }, repeated);
    const first = await repeat(fresh);
    expect(first).toMatchObject({ status: 201, body: { key: expect.any(String) } });
    expect(await repeat(stale)).toMatchObject(refused('confirmation-needed'));
    expect((await repeat(fresh)).body).toEqual(first.body);
    await stale.call('POST', '/session/confirmation', { password: PASSWORD });
    expect((await repeat(stale)).body).toEqual(first.body);
    await admin.call('PATCH', `/administrators/${id}`, { scope: { kind: 'sites', ids: [siteId] } });
    expect(await repeat(fresh)).toMatchObject({ ...refused('forbidden'), body: { detail: 'The rights are fewer than those of the first request with this Idempotency-Key.' } });
    expect(await fresh.call('POST', '/api-keys', { name: 'repeated' }, { ...repeated, 'accept-language': 'zh' })).toMatchObject({ body: { detail: '当前权限少于首次使用该 Idempotency-Key 时的权限。' } });
  });

  test('asks for no password where the first one did not', async () => {
    const browser = await Browser.signedIn(admin, 'Chief');
    const repeat = async (): Promise<Answer> => browser.call('POST', '/groups', { siteId, name: 'repeated' }, repeated);
    const first = await repeat();
    admin.clockMs += CONFIRMATION_MS;
    expect([first.status, (await repeat()).body]).toEqual([201, first.body]);
  });
});

describe('how long a session lasts', () => {
  test('is what was set when it was begun, or less: nobody makes the own one longer', async () => {
    const browser = await Browser.signedIn(admin, 'Chief');
    const { body: before } = await browser.call('GET', '/session');
    expect(await browser.call('PATCH', '/settings', { sessionIdleMinutes: 1440, sessionAbsoluteMinutes: 10_080 })).toMatchObject({ status: 200 });
    const shown = { endsAt: before.endsAt, idleSeconds: 15 * 60 };
    expect((await browser.call('GET', '/session')).body).toMatchObject(shown);
    await browser.call('POST', '/session/confirmation', { password: PASSWORD });
    expect((await browser.call('GET', '/session')).body).toMatchObject(shown);
    const { body: { idleSeconds } } = await new Browser(admin).signIn('Chief');
    expect(idleSeconds).toBe(24 * 3600);
    admin.clockMs += 15 * 60_000 + 1;
    expect(await browser.call('GET', '/session')).toMatchObject({ status: 401 });
    expect(await admin.call('PATCH', '/settings', { sessionIdleMinutes: 15, sessionAbsoluteMinutes: 480 })).toMatchObject({ status: 200 });
  });
});
