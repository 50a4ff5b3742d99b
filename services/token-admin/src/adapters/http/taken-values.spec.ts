/** What is unique over all sites: whoever runs into it learns whose it is only where that one reaches. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as adminApi from '@countersign/contracts/admin-api';
import { privatePostgres, type PrivatePostgres } from '@countersign/testing';
import { appoint, Browser, serveAuth } from '../../spec-support/console.ts';
import { type Answer, TokenAdminUnderTest } from '../../spec-support/token-admin-under-test.ts';

const FOREIGN = ['Hidden site', 'hidden-host', 'hidden-login', 'Hidden profile', 'hidden-person'];
const SERIAL = 'SERIAL-OF-ANOTHER';

let server: PrivatePostgres;
let admin: TokenAdminUnderTest;
let local: Browser;
let siteId: string;
let hostId: string;

const host = (name: string, ...addresses: readonly string[]) => ({ name, addresses: addresses.map((address) => ({ address })), secret: 'a-secret-of-the-vpn' });

beforeAll(async () => {
  server = await privatePostgres();
  admin = await TokenAdminUnderTest.start(server, { limits: { signInRefusalMs: 0 } });
  await serveAuth(admin);
  ({ id: siteId } = await admin.make('/sites', { name: 'Own site' }));
  const { id: hidden } = await admin.make('/sites', { name: 'Hidden site' });
  await admin.make('/agent-hosts', { siteId: hidden, ...host('hidden-host', '192.0.2.1', '10.1.0.0/16') });
  await admin.make('/radius-profiles', { siteId: hidden, name: 'Hidden profile' });
  const { token } = await admin.make('/tokens/make', { siteId: hidden, serial: SERIAL });
  const holder = await admin.make('/users', { siteId: hidden, login: 'hidden-person' });
  await admin.call('POST', `/tokens/${token.id}/assign`, { userId: holder.id });
  await appoint(admin, { siteId: hidden, login: 'hidden-login', role: 'auditor', scope: { kind: 'sites', ids: [hidden] } });
  ({ id: hostId } = await admin.make('/agent-hosts', { siteId, ...host('own-host', '192.0.2.50') }));
  await appoint(admin, { siteId, login: 'local', role: 'site-administrator', scope: { kind: 'sites', ids: [siteId] } });
  local = await Browser.signedIn(admin, 'local');
});
afterAll(async () => {
  expect(admin.errors).toEqual([]);
  await admin?.stop();
  await server.stop();
});

const taken = (detail: string) => ({ status: 409, body: { code: 'already-exists', detail } });
/** The same question in both languages; no name of the other site is in either answer. */
async function bothLanguages(method: string, path: string, body: unknown): Promise<[Answer, Answer]> {
  const [english, chinese] = [await local.call(method, path, body, { 'accept-language': 'en' }), await local.call(method, path, body, { 'accept-language': 'zh' })];
  for (const { body: told } of [english, chinese]) for (const name of FOREIGN) expect(JSON.stringify(told)).not.toContain(name);
  return [english, chinese];
}

describe('an address of an agent host', () => {
  test.each(['192.0.2.1', '10.1.0.0/16', '::ffff:192.0.2.1'])('%s, of another site, is refused without a name of it', async (address) => {
    const [english, chinese] = await bothLanguages('POST', '/agent-hosts', { siteId, ...host('new', '192.0.2.60', address) });
    expect(english).toMatchObject(taken(`An agent host beyond the scope has ${address.includes('/') ? address : '192.0.2.1/32'} already.`));
    expect(chinese).toMatchObject({ status: 409, body: { title: '已存在', detail: expect.stringMatching(/^您管理范围之外的代理主机已使用 /) } });
    const [changed] = await bothLanguages('PATCH', `/agent-hosts/${hostId}`, { addresses: [{ address: '192.0.2.50' }, { address }] });
    expect(changed).toMatchObject({ status: 409, body: { code: 'already-exists' } });
    expect((await admin.call('GET', `/agent-hosts/${hostId}`)).body.addresses).toHaveLength(1);
  });

  test('is refused with host and site to who reaches them', async () => {
    const own = { siteId, ...host('new', '192.0.2.50') };
    expect(await local.call('POST', '/agent-hosts', own)).toMatchObject(taken('The agent host own-host of the site Own site has 192.0.2.50/32 already.'));
    expect((await local.call('POST', '/agent-hosts', own, { 'accept-language': 'zh' })).body.detail).toBe('代理主机 own-host（站点 Own site）已使用 192.0.2.50/32。');
    expect(await admin.call('POST', '/agent-hosts', { siteId, ...host('new', '192.0.2.1') })).toMatchObject(taken('The agent host hidden-host of the site Hidden site has 192.0.2.1/32 already.'));
  });

  test('that the host itself has is no obstacle; one given twice is', async () => {
    expect(await local.call('PATCH', `/agent-hosts/${hostId}`, { addresses: [{ address: '192.0.2.50' }, { address: '192.0.2.51' }] })).toMatchObject({ status: 200 });
    expect((await local.call('PATCH', `/agent-hosts/${hostId}`, { addresses: [{ address: '192.0.2.50' }, { address: '192.0.2.50/32' }] })).status).toBeGreaterThanOrEqual(400);
  });
});

describe('a serial number', () => {
  test('of another site is refused without a name of it or of who holds the token, also in the report of an import', async () => {
    const [english, chinese] = await bothLanguages('POST', '/tokens/make', { siteId, serial: SERIAL });
    expect(english).toMatchObject(taken('A token beyond the scope has this serial number already.'));
    expect(chinese.body.detail).toBe('您管理范围之外已有该序列号的令牌。');
    const file = `${SERIAL},${Buffer.alloc(20, 7).toString('hex')},totp,6,30\n`;
    const { key } = (await local.call('POST', '/api-keys', { name: 'for imports' })).body;
    const report = await admin.upload('/token-imports', file, { site: siteId, format: 'oath-csv' }, adminApi.IMPORT_CONTENT_TYPE, { authorization: `Bearer ${key}` });
    expect(JSON.stringify(report.body)).toContain('duplicate-serial');
    for (const name of FOREIGN) expect(JSON.stringify(report.body)).not.toContain(name);
  });

  test('is refused with its site to who reaches it', async () => {
    expect(await admin.call('POST', '/tokens/make', { siteId, serial: SERIAL })).toMatchObject(taken('A token of the site Hidden site has this serial number already.'));
  });
});

test('an administrator’s login name is one over all sites; whose it is elsewhere, nobody is told', async () => {
  const { id } = await local.call('POST', '/users', { siteId, login: 'hidden-login' }).then(({ body }) => body);
  const appointment = { userId: id, role: 'auditor', scope: { kind: 'sites', ids: [siteId] }, password: 'for the first sign-in' };
  const answer = await local.call('POST', '/administrators', appointment);
  expect(answer).toMatchObject(taken('Another administrator has this login name; over all sites it has to be one person.'));
  expect((await local.call('POST', '/administrators', appointment, { 'accept-language': 'zh' })).body.detail).toMatch(/^[^a-z]+$/i);
});

test.each([
  ['a login name', '/users', () => ({ siteId, login: 'hidden-person' })],
  ['a name of an agent host', '/agent-hosts', () => ({ siteId, ...host('hidden-host', '192.0.2.99') })],
  ['a name of a RADIUS profile', '/radius-profiles', () => ({ siteId, name: 'Hidden profile' })],
])('%s of another site is free in this one: nothing is learned from trying', async (_, path, body) => {
  expect(await local.call('POST', path, body())).toMatchObject({ status: 201 });
});
