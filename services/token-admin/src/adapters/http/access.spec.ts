/** Who may do what, and where: every operation of the contract, by every role, inside and outside of a scope. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  addStandInsContract, auditListContract, clearPinContract, dropsContract, removeStandInsContract, setPinContract, setTokenModeContract,
  synchroniseContract, unlockContract,
} from '@countersign/contracts';
import * as api from '@countersign/contracts/admin-api';
import { privatePostgres, type PrivatePostgres } from '@countersign/testing';
import { appoint, Browser, serveAuth } from '../../spec-support/console.ts';
import { ask, makePlace, type Place, placeOf, stateOf } from '../../spec-support/places.ts';
import { TokenAdminUnderTest } from '../../spec-support/token-admin-under-test.ts';

const NOWHERE = '018f0000-0000-7000-8000-000000000000';
let server: PrivatePostgres;
let admin: TokenAdminUnderTest;
let [inside, outside]: Place[] = [];
let askedOfAudit: unknown[] = [];
/** What others did with what is running state. */
const reached: string[] = [];

beforeAll(async () => {
  server = await privatePostgres();
  admin = await TokenAdminUnderTest.start(server, { limits: { signInRefusalMs: 0 } });
  await serveAuth(admin);
  for (const contract of [setPinContract, clearPinContract, setTokenModeContract]) {
    await admin.bus.serve(contract, async () => { reached.push(contract.subject); return { done: true as const }; });
  }
  await admin.bus.serve(unlockContract, async () => { reached.push('unlock'); return { done: true }; });
  await admin.bus.serve(synchroniseContract, async () => { reached.push('synchronise'); return { driftSteps: 0 }; });
  await admin.bus.serve(addStandInsContract, async () => { reached.push('add-stand-ins'); return { done: true }; });
  await admin.bus.serve(removeStandInsContract, async () => { reached.push('remove-stand-ins'); return { removed: 0 }; });
  await admin.bus.serve(auditListContract, async (asked) => { askedOfAudit.push(asked.filter); return { entries: [], next: null }; });
  inside = await makePlace(admin, 'Inside');
  outside = await makePlace(admin, 'Outside');
  await admin.bus.serve(dropsContract, async () => ({
    replica: 'r', drops: [inside?.hostId ?? null, outside?.hostId ?? null, null].map((agentHostId) => ({
      source: '192.0.2.1', reason: 'x', count: 1, firstSeenAt: new Date().toISOString(), lastSeenAt: new Date().toISOString(), agentHost: null, agentHostId,
    })),
  }));
}, 120_000);
afterAll(async () => {
  expect(admin.errors).toEqual([]);
  await admin?.stop();
  await server.stop();
});

const guarded = api.operations.filter(({ permission }) => permission !== 'anyone' && permission !== 'session');

describe.each(api.roles)('%s', (role) => {
  let browser: Browser;
  beforeAll(async () => {
    await appoint(admin, { siteId: inside?.siteId ?? '', login: role, role });
    browser = await Browser.signedIn(admin, role);
  });

  test.each(guarded.map((operation) => [operation.id, operation] as const))('%s', async (_, { method, path, permission, body }) => {
    const { status, body: problem } = await browser.call(method, path.replace('{id}', NOWHERE).replace('{type}', 'users'), body === null ? undefined : {});
    const mayDo = (api.rolePermissions[role] as readonly string[]).includes(permission);
    if (mayDo) expect([401, 403]).not.toContain(status);
    else expect([status, problem.code]).toEqual([403, 'forbidden']);
  });
});

const located = guarded.filter(({ id }) => placeOf(id) === 'object');

describe('a site administrator of one site', () => {
  let browser: Browser;
  beforeAll(async () => {
    await appoint(admin, { siteId: inside?.siteId ?? '', login: 'local', role: 'site-administrator', scope: { kind: 'sites', ids: [inside?.siteId ?? ''] } });
    browser = await Browser.signedIn(admin, 'local');
  });

  test.each(located.map((operation) => [operation.id, operation] as const))('finds nothing of another site: %s', async (_, operation) => {
    if (outside === undefined) throw new Error('no place');
    const [before, others] = [await stateOf(admin, outside), reached.length];
    expect(await ask(browser, operation, outside)).toMatchObject({ status: 404, body: { code: 'not-found' } });
    expect(await stateOf(admin, outside)).toEqual(before);
    expect(reached).toHaveLength(others);
  });

  test('reaches what is below, and sites that come later', async () => {
    const { id } = await admin.make('/sites', { name: 'lab', parentId: inside?.siteId });
    const { id: below } = await admin.make('/sites', { name: 'bench', parentId: id });
    expect(await browser.call('POST', '/users', { siteId: below, login: 'deep' })).toMatchObject({ status: 201 });
    expect(await browser.call('GET', '/sites?site=Inside/lab/bench')).toMatchObject({ status: 200, body: { items: [{ id: below }] } });
  });

  test.each(['/sites', '/groups', '/users', '/tokens', '/agent-hosts', '/agent-host-protection', '/administrators', '/api-keys', '/jobs', '/back-ends', '/first-factors', '/directory-syncs'])('GET %s shows nothing from elsewhere', async (path) => {
    const { body } = await browser.call('GET', `${path}?limit=1000`);
    const text = JSON.stringify(body);
    expect(body.items.length).toBeGreaterThan(0);
    for (const id of Object.values(outside ?? {})) expect(text).not.toContain(id);
    if (path !== '/api-keys') expect(await browser.call('GET', `${path}?site=Outside`)).toMatchObject({ status: path === '/sites' ? 404 : 404 });
  });

  test.each(['/users', '/tokens', '/agent-hosts'])('GET %s/export shows nothing from elsewhere', async (path) => {
    const { status, body } = await browser.call('GET', `${path}/export`);
    expect([status, typeof body]).toEqual([200, 'string']);
    expect(body).toContain(path === '/users' ? inside?.userId : path === '/tokens' ? inside?.tokenId : inside?.hostId);
    for (const id of Object.values(outside ?? {})) expect(body).not.toContain(id);
    expect(await browser.call('GET', `${path}/export?site=Outside`)).toMatchObject({ status: 404 });
  });

  test('hears of drops and the trail of these sites only', async () => {
    const { body } = await browser.call('GET', '/radius/drops');
    expect(body.replicas[0].drops.map((drop: { agentHostId: string }) => drop.agentHostId)).toEqual([inside?.hostId]);
    askedOfAudit = [];
    await browser.call('GET', '/audit/events');
    expect(askedOfAudit).toEqual([{ sites: expect.arrayContaining([inside?.siteId]) }]);
    expect(JSON.stringify(askedOfAudit)).not.toContain(outside?.siteId);
    expect(await browser.call('GET', `/audit/events?sites=${outside?.siteId}`)).toMatchObject({ status: 400 });
  });

  test('makes no site at the top, changes no settings, moves nobody out, and imports nowhere else', async () => {
    const forbidden = { status: 403, body: { code: 'forbidden' } };
    expect(await browser.call('POST', '/sites', { name: 'top' })).toMatchObject(forbidden);
    expect(await browser.call('PATCH', '/settings', { tokensPerUser: 5 })).toMatchObject(forbidden);
    expect(await browser.call('PATCH', `/users/${inside?.userId}`, { groupId: outside?.groupId })).toMatchObject({ status: 404 });
    expect(await browser.call('POST', `/tokens/${inside?.stockId}/assign`, { userId: outside?.userId })).toMatchObject({ status: 404 });
    expect(await browser.call('POST', `/tokens/${outside?.stockId}/assign`, { userId: inside?.userId })).toMatchObject({ status: 404 });
    expect(await browser.call('POST', `/agent-hosts/${inside?.hostId}/activations`, { userId: outside?.userId })).toMatchObject({ status: 404 });
    const key = await browser.call('POST', '/api-keys', { name: 'mine', permissions: ['tokens.import'] });
    const body = `${JSON.stringify({ site: outside?.siteId })}\n`;
    for (const path of ['/token-imports', '/jobs/token-imports']) {
      expect(await admin.call('POST', path, body, { 'content-type': api.IMPORT_CONTENT_TYPE, authorization: `Bearer ${key.body.key}` })).toMatchObject({ status: 404 });
    }
  });

  test('opens nothing beyond the own sites', async () => {
    const forbidden = { status: 403, body: { code: 'forbidden' } };
    expect(await browser.call('PATCH', `/users/${inside?.userId}`, { activeOnAllHosts: true })).toMatchObject(forbidden);
    expect(await browser.call('POST', '/users', { siteId: inside?.siteId, login: 'everywhere', activeOnAllHosts: true })).toMatchObject(forbidden);
    expect(await browser.call('PATCH', `/agent-hosts/${inside?.hostId}`, { openToAll: true })).toMatchObject(forbidden);
    expect(await browser.call('POST', '/agent-hosts', { siteId: inside?.siteId, name: 'open', addresses: [{ address: '10.8.8.8' }], secret: 'a secret of hosts', openToAll: true })).toMatchObject(forbidden);
    expect(await browser.call('PATCH', `/users/${inside?.userId}`, { activeOnSiteHosts: true, activeOnAllHosts: false })).toMatchObject({ status: 200 });
  });

  test('appoints nobody above, and nobody further', async () => {
    const { id: userId } = await admin.make('/users', { siteId: inside?.siteId, login: 'candidate' });
    const appointed = async (role: string, scope: unknown): Promise<number> =>
      (await browser.call('POST', '/administrators', { userId, role, scope, password: 'a password for once' })).status;
    expect(await appointed('super-administrator', { kind: 'all' })).toBe(403);
    expect(await appointed('help-desk', { kind: 'all' })).toBe(403);
    expect(await appointed('help-desk', { kind: 'sites', ids: [outside?.siteId] })).toBe(404);
    expect(await appointed('help-desk', { kind: 'sites', ids: [inside?.siteId, outside?.siteId] })).toBe(404);
    expect(await appointed('help-desk', { kind: 'groups', ids: [outside?.groupId] })).toBe(404);
    expect(await appointed('help-desk', { kind: 'sites', ids: [inside?.siteId] })).toBe(201);
    expect(await browser.call('PATCH', `/administrators/${userId}`, { role: 'super-administrator', scope: { kind: 'all' } })).toMatchObject({ status: 403 });
  });

  test('makes no key that may do more or reaches further', async () => {
    const made = async (body: object): Promise<number> => (await browser.call('POST', '/api-keys', { name: 'k', ...body })).status;
    expect(await made({ permissions: ['settings.write'] })).toBe(403);
    expect(await made({ scope: { kind: 'all' } })).toBe(403);
    expect(await made({ scope: { kind: 'sites', ids: [outside?.siteId] } })).toBe(404);
    const { body } = await browser.call('POST', '/api-keys', { name: 'heir' });
    expect(body.apiKey).toMatchObject({ scope: { kind: 'sites', ids: [inside?.siteId] }, createdBy: 'administrator:local' });
    expect(body.apiKey.permissions).not.toContain('settings.write');
    const headers = { authorization: `Bearer ${body.key}` };
    expect(await admin.call('GET', `/users/${outside?.userId}`, undefined, headers)).toMatchObject({ status: 404 });
    expect(await admin.call('GET', `/users/${inside?.userId}`, undefined, headers)).toMatchObject({ status: 200 });
    expect(await admin.call('PATCH', '/settings', {}, headers)).toMatchObject({ status: 403 });
  });
});

describe('administrators are out of reach of those who could become them', () => {
  let boss: string;
  beforeAll(async () => {
    boss = await appoint(admin, { siteId: inside?.siteId ?? '', login: 'boss', role: 'super-administrator' });
    const { token } = await admin.make('/tokens/make', { siteId: inside?.siteId, assignTo: boss, serial: 'BOSS' });
    await admin.call('POST', `/tokens/${token.id}/unassign`);
  });

  test.each(['help-desk', 'token-administrator', 'local'] as const)('%s', async (login) => {
    const browser = await Browser.signedIn(admin, login);
    const { body: { items: [token] } } = await admin.call('GET', '/tokens?serial=BOSS');
    await admin.call('POST', `/tokens/${token.id}/assign`, { userId: boss });
    const tries: [string, string, unknown?][] = [
      ['PUT', `/users/${boss}/password`, { password: 'mine from now on' }], ['DELETE', `/users/${boss}/password`], ['PATCH', `/users/${boss}`, { enabled: false }],
      ['DELETE', `/users/${boss}`], ['POST', `/users/${boss}/unlock`], ['POST', `/tokens/${token.id}/unassign`], ['POST', `/tokens/${token.id}/pin`, { pin: '1234' }],
      ['PATCH', `/tokens/${token.id}`, { enabled: false }], ['POST', `/tokens/${inside?.stockId}/assign`, { userId: boss }], ['DELETE', `/administrators/${boss}`],
      ['PATCH', `/administrators/${boss}`, { role: 'auditor' }], ['DELETE', `/administrators/${boss}/sessions`], ['POST', `/tokens/${token.id}/synchronise`, { code1: '1', code2: '2' }],
    ];
    const others = reached.length;
    for (const [method, path, body] of tries) expect([method, path, (await browser.call(method, path, body)).status]).toEqual([method, path, path === `/users/${boss}` && method === 'DELETE' && login === 'local' ? 409 : 403]);
    expect(reached).toHaveLength(others);
    await admin.call('POST', `/tokens/${token.id}/unassign`);
  });
});

describe('a scope of groups', () => {
  let browser: Browser;
  beforeAll(async () => {
    await appoint(admin, { siteId: inside?.siteId ?? '', login: 'leader', role: 'site-administrator', scope: { kind: 'groups', ids: [inside?.groupId ?? ''] } });
    browser = await Browser.signedIn(admin, 'leader');
  });

  test('holds its users and their tokens, and nobody beside them', async () => {
    const { id: beside } = await admin.make('/users', { siteId: inside?.siteId, login: 'beside' });
    expect(await browser.call('GET', `/users/${inside?.userId}`)).toMatchObject({ status: 200 });
    expect(await browser.call('GET', `/tokens/${inside?.tokenId}`)).toMatchObject({ status: 503 }); // the running state is asked of auth, which is not there
    expect(await browser.call('GET', `/users/${beside}`)).toMatchObject({ status: 404 });
    expect(await browser.call('PATCH', `/users/${beside}`, { groupId: inside?.groupId })).toMatchObject({ status: 404 });
    expect(await browser.call('GET', `/agent-hosts/${inside?.hostId}`)).toMatchObject({ status: 404 });
    const { body } = await browser.call('GET', '/users?limit=1000');
    expect(body.items.map(({ id }: { id: string }) => id)).toEqual([inside?.userId]);
  });

  test('makes users in its groups only, and leaves site, group and stock alone', async () => {
    const [siteId, groupId] = [inside?.siteId, inside?.groupId];
    expect(await browser.call('POST', '/users', { siteId, groupId, login: 'member' })).toMatchObject({ status: 201 });
    expect(await browser.call('POST', '/users', { siteId, login: 'free' })).toMatchObject({ status: 403 });
    expect(await browser.call('PATCH', `/users/${inside?.userId}`, { groupId: null })).toMatchObject({ status: 403 });
    await admin.call('PATCH', `/users/${inside?.userId}`, { activeOnSiteHosts: false });
    expect(await browser.call('PATCH', `/users/${inside?.userId}`, { activeOnSiteHosts: true })).toMatchObject({ status: 403 });
    expect(await browser.call('PATCH', `/sites/${siteId}`, { name: 'mine' })).toMatchObject({ status: 403 });
    expect(await browser.call('DELETE', `/groups/${groupId}`)).toMatchObject({ status: 403 });
    expect(await browser.call('POST', '/groups', { siteId, name: 'another' })).toMatchObject({ status: 403 });
    expect(await browser.call('DELETE', `/tokens/${inside?.stockId}`)).toMatchObject({ status: 403 });
    expect(await browser.call('POST', '/tokens/make', { siteId })).toMatchObject({ status: 403 });
    expect(await browser.call('GET', '/audit/events')).toMatchObject({ status: 403 });
    expect(await browser.call('POST', `/tokens/${inside?.stockId}/assign`, { userId: inside?.userId })).toMatchObject({ status: 200 });
  });
});
