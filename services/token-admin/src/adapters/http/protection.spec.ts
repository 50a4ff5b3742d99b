/** Message-Authenticator seen and required for good; node secrets; warnings; what deleting would do; bypass codes over HTTP. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  addStandInsContract, dropsContract, nodeSecretAad, removeStandInsContract, sightingsContract, standInAad, userStatesContract, type Drop, type ProtectionSighting,
} from '@countersign/contracts';
import * as adminApi from '@countersign/contracts/admin-api';
import { privatePostgres, type PrivatePostgres } from '@countersign/testing';
import { inMemoryKeys } from '../../spec-support/in-memory-keys.ts';
import { TokenAdminUnderTest } from '../../spec-support/token-admin-under-test.ts';

const HOUR = 3_600_000;
let server: PrivatePostgres;
let admin: TokenAdminUnderTest;
let siteId: string;
let sightings: ProtectionSighting[] = [];
let drops: Drop[] = [];
/** What auth was told. */
const added: { userId: string; secret: string; kind: string; assignmentId: string | null; expiresAt: string }[] = [];
let address = 0;

beforeAll(async () => {
  server = await privatePostgres();
  admin = await TokenAdminUnderTest.start(server);
  await admin.bus.serve(sightingsContract, async () => ({ replica: 'g', sightings }));
  await admin.bus.serve(dropsContract, async () => ({ replica: 'g', drops }));
  const sealer = inMemoryKeys.sealer('bus-credentials');
  await admin.bus.serve(addStandInsContract, async ({ userId, standIns }) => {
    for (const { id, sealedSecret, ...standIn } of standIns) added.push({ userId, ...standIn, secret: sealer.open(Buffer.from(sealedSecret, 'base64url'), standInAad(id)).toString() });
    return { done: true };
  });
  await admin.bus.serve(removeStandInsContract, async () => { admin.standIns = []; return { removed: 1 }; });
  siteId = (await admin.make('/sites', { name: 'Head office' })).id;
});
afterAll(async () => {
  expect(admin.errors).toEqual([]);
  await admin?.stop();
  await server.stop();
});

const ago = (ms: number): string => new Date(Date.now() - ms).toISOString();
async function host(name: string, changes: object = {}): Promise<{ id: string; version: number }> {
  address += 1;
  return admin.make('/agent-hosts', { siteId, name, addresses: [{ address: `10.2.0.${address}` }], secret: 's3cret of hosts', requireMessageAuthenticator: false, ...changes });
}
const stateOf = async (id: string): Promise<unknown> => (await admin.call('GET', '/agent-host-protection')).body.items.find((item: { id: string }) => item.id === id);

describe('Message-Authenticator', () => {
  test('is required of a host once it was seen to send it and nothing else for a day; then it stays', async () => {
    const { id } = await host('comes round');
    const require = async () => admin.call('POST', `/agent-hosts/${id}/require-message-authenticator`);
    sightings = [];
    expect(await require()).toMatchObject({ status: 422, body: { code: 'message-authenticator-not-seen', detail: expect.stringContaining('No Access-Request') } });
    sightings = [{ agentHostId: id, lastWithAt: null, lastWithoutAt: ago(30 * HOUR) }];
    expect(await require()).toMatchObject({ status: 422, body: { code: 'message-authenticator-not-seen' } });
    expect(await stateOf(id)).toMatchObject({ state: 'missing', lastWithAt: null, messageAuthenticatorLocked: false });
    sightings = [{ agentHostId: id, lastWithAt: ago(0), lastWithoutAt: ago(23 * HOUR) }];
    expect(await require()).toMatchObject({ status: 422 });
    expect(await stateOf(id)).toMatchObject({ state: 'changing' });
    admin.clockMs = 2 * HOUR;
    expect(await require()).toMatchObject({ status: 200, body: { requireMessageAuthenticator: true, messageAuthenticatorLocked: true } });
    admin.clockMs = 0;
    expect(await admin.eventsOf('agent-host.require-message-authenticator')).toMatchObject([{ agentHost: { id }, detail: { 'before.requireMessageAuthenticator': false, 'after.messageAuthenticatorLocked': true } }]);
    expect(await stateOf(id)).toMatchObject({ state: 'required' });
    expect(await require()).toMatchObject({ status: 200 });
    expect(await admin.call('PATCH', `/agent-hosts/${id}`, { requireMessageAuthenticator: false })).toMatchObject({ status: 422, body: { code: 'message-authenticator-locked' } });
    expect(await admin.call('PATCH', `/agent-hosts/${id}`, { newPin: false })).toMatchObject({ status: 200, body: { messageAuthenticatorLocked: true } });
  });

  test('a new secret stands for another device: then it may be switched off, and what was seen is forgotten', async () => {
    const { id } = await host('replaced');
    sightings = [{ agentHostId: id, lastWithAt: ago(0), lastWithoutAt: null }];
    await admin.call('POST', `/agent-hosts/${id}/require-message-authenticator`);
    sightings = [];
    const other = await admin.call('PATCH', `/agent-hosts/${id}`, { requireMessageAuthenticator: false, secret: 'another secret' });
    expect(other).toMatchObject({ status: 200, body: { requireMessageAuthenticator: false, messageAuthenticatorLocked: false } });
    expect(await stateOf(id)).toMatchObject({ state: 'unseen' });
  });

  test('what gateways tell late or twice takes nothing back; hosts that are gone are left out', async () => {
    const { id } = await host('told late');
    const require = async () => admin.call('POST', `/agent-hosts/${id}/require-message-authenticator`);
    sightings = [
      { agentHostId: id, lastWithAt: ago(HOUR), lastWithoutAt: ago(2 * HOUR) }, { agentHostId: id, lastWithAt: ago(3 * HOUR), lastWithoutAt: null },
      { agentHostId: '018f0000-0000-7000-8000-000000000000', lastWithAt: ago(0), lastWithoutAt: null },
    ];
    const [seen] = sightings;
    await require();
    sightings = [{ agentHostId: id, lastWithAt: null, lastWithoutAt: ago(5 * HOUR) }];
    await require();
    expect(await stateOf(id)).toMatchObject({ lastWithAt: seen?.lastWithAt, lastWithoutAt: seen?.lastWithoutAt, state: 'changing' });
  });

  test('the board is narrowed to hosts that do not require it', async () => {
    const { id } = await host('strict', { requireMessageAuthenticator: true });
    const open = (await admin.call('GET', '/agent-host-protection?required=false')).body.items;
    expect(open.map((item: { id: string }) => item.id)).not.toContain(id);
    expect(open.every((item: { requireMessageAuthenticator: boolean }) => !item.requireMessageAuthenticator)).toBe(true);
  });
});

test('a node secret is shown once, kept sealed, made anew and cleared', async () => {
  const { id, version } = await host('agent');
  const made = await admin.call('POST', `/agent-hosts/${id}/node-secret`, undefined, { 'if-match': `"${version}"` });
  expect(made).toMatchObject({ status: 200, body: { nodeSecret: expect.stringMatching(/^[\w-]{43}$/), agentHost: { nodeSecretAt: expect.any(String) } } });
  const { rows: [row] } = await admin.database.query('SELECT sealed_node_secret AS sealed FROM directory.agent_host WHERE id = $1', [id]);
  expect(inMemoryKeys.sealer('agent-secrets').open(row.sealed, nodeSecretAad(id)).toString()).toBe(made.body.nodeSecret);
  expect(await admin.call('POST', `/agent-hosts/${id}/node-secret`, undefined, { 'if-match': `"${version}"` })).toMatchObject({ status: 412 });
  const again = await admin.call('POST', `/agent-hosts/${id}/node-secret`);
  expect(again.body.nodeSecret).not.toBe(made.body.nodeSecret);
  for (const _ of ['clears', 'is clear already']) expect(await admin.call('DELETE', `/agent-hosts/${id}/node-secret`)).toMatchObject({ status: 200, body: { nodeSecretAt: null } });
  expect(await admin.eventsOf('agent-host.generate-node-secret')).toHaveLength(2);
  expect(await admin.eventsOf('agent-host.clear-node-secret')).toHaveLength(1);
  expect(admin.published.join()).not.toContain(made.body.nodeSecret);
});

test('warnings of all agent hosts, by what is most likely wrong', async () => {
  const [one, other] = [await host('one'), await host('other')];
  const drop = (agentHostId: string | null, reason: string, count: number, at: number): Drop =>
    ({ source: '10.9.9.9', reason, count, firstSeenAt: ago(at), lastSeenAt: ago(at), agentHost: agentHostId === one.id ? 'one' : 'other', agentHostId });
  drops = [drop(one.id, 'message-authenticator-wrong', 2, 2 * HOUR), drop(one.id, 'shared-secret-suspected', 1, 3 * HOUR), drop(other.id, 'message-authenticator-missing', 7, HOUR), drop(null, 'shared-secret-suspected', 9, 0), drop(one.id, 'overloaded', 9, 0)];
  expect((await admin.call('GET', '/agent-host-warnings')).body.items).toMatchObject([
    { agentHostId: other.id, agentHost: 'other', result: 'message-authenticator-missing', count: 7 },
    { agentHostId: one.id, agentHost: 'one', result: 'shared-secret-suspected', count: 3 },
  ]);
});

describe('what deleting would do', () => {
  const preview = async (type: string, id: string) => (await admin.call('GET', `/deletions/${type}/${id}`)).body;

  test('a user: tokens taken back, activations and password gone; an administrator is in the way', async () => {
    const user = await admin.make('/users', { siteId, login: 'leaver' });
    expect(await preview('users', user.id)).toEqual({ possible: true, version: 1, consequences: [] });
    for (const serial of ['GONE-2', 'GONE-1']) await admin.make('/tokens/make', { siteId, serial, assignTo: user.id });
    const { token: lost } = await admin.make('/tokens/make', { siteId, serial: 'LOST-1', assignTo: user.id });
    await admin.call('POST', `/tokens/${lost.id}/lost`, {});
    const { id } = await host('their vpn');
    await admin.call('POST', `/agent-hosts/${id}/activations`, { userId: user.id });
    await admin.call('PUT', `/users/${user.id}/password`, { password: 'correct horse battery' });
    expect(await preview('users', user.id)).toMatchObject({
      possible: true, consequences: [
        { effect: 'taken-back', what: 'tokens', count: 2, examples: ['GONE-1', 'GONE-2'] }, { effect: 'taken-back-lost', what: 'tokens', count: 1, examples: ['LOST-1'] },
        { effect: 'deleted', what: 'activations', count: 1, examples: ['their vpn'] },
        { effect: 'deleted', what: 'password', count: 1 },
      ],
    });
    expect(await preview('agent-hosts', id)).toMatchObject({ possible: true, consequences: [{ effect: 'deleted', what: 'addresses', count: 1 }, { effect: 'deleted', what: 'activations', count: 1, examples: ['leaver'] }] });
    const keepTokens = (await admin.call('GET', `/tokens?userId=${user.id}`)).body.items.map((token: { id: string }) => token.id);
    await admin.make('/administrators', { userId: user.id, role: 'auditor', scope: { kind: 'sites', ids: [siteId] }, password: 'a password for once', keepTokens });
    expect(await preview('users', user.id)).toMatchObject({ possible: false, consequences: [{ effect: 'prevents', what: 'administrators', examples: ['leaver'] }, {}, {}, {}, {}] });
    expect(await admin.call('DELETE', `/users/${user.id}`)).toMatchObject({ status: 409 });
  });

  test('what it says is possible is done, and what it says is not is refused', async () => {
    const { id: top } = await admin.make('/sites', { name: 'To go' });
    const group = await admin.make('/groups', { siteId: top, name: 'crew' });
    const user = await admin.make('/users', { siteId: top, groupId: group.id, login: 'member' });
    const { token } = await admin.make('/tokens/make', { siteId: top, serial: 'HELD-1', assignTo: user.id });
    await admin.make('/api-keys', { name: 'key of the site', scope: { kind: 'sites', ids: [top] } });
    expect(await preview('sites', top)).toMatchObject({
      possible: false, consequences: [
        { effect: 'prevents', what: 'groups', examples: ['crew'] }, { effect: 'prevents', what: 'users', examples: ['member'] }, { effect: 'prevents', what: 'tokens', examples: ['HELD-1'] },
        { effect: 'loses', what: 'api-keys', examples: ['key of the site'] },
      ],
    });
    for (const [type, id, first] of [['groups', group.id, false], ['tokens', token.id, false], ['users', user.id, true], ['groups', group.id, true], ['tokens', token.id, true], ['sites', top, true]] as const) {
      expect((await preview(type, id)).possible).toBe(first);
      expect((await admin.call('DELETE', `/${type}/${id}`)).status).toBe(first ? 200 : 409);
    }
  });

  test('what is many is not counted to the end', async () => {
    const { id } = await admin.make('/sites', { name: 'Crowded' });
    const crowd = async (from: number, to: number) => admin.database.query(
      `INSERT INTO directory.user_account (id, site_id, login, login_folded) SELECT gen_random_uuid(), $1, name, name FROM (SELECT 'crowd' || n AS name FROM generate_series($2::int, $3) AS n) AS names`, [id, from, to]);
    await crowd(1, adminApi.MOST_COUNTED);
    expect(await preview('sites', id)).toMatchObject({ consequences: [{ what: 'users', count: adminApi.MOST_COUNTED, more: false }] });
    await crowd(adminApi.MOST_COUNTED + 1, adminApi.MOST_COUNTED + 5);
    expect(await preview('sites', id)).toMatchObject({ consequences: [{ what: 'users', count: adminApi.MOST_COUNTED, more: true }] });
    expect((await admin.call('DELETE', `/sites/${id}`)).body.detail).toContain(`more than ${adminApi.MOST_COUNTED} users`);
  });

  test('of nothing there is none', async () => {
    expect(await admin.call('GET', '/deletions/users/018f0000-0000-7000-8000-000000000000')).toMatchObject({ status: 404 });
    expect(await admin.call('GET', '/deletions/planets/018f0000-0000-7000-8000-000000000000')).toMatchObject({ status: 400 });
  });
});

describe('stand-ins', () => {
  test('bypass codes reach auth sealed, and are answered once', async () => {
    const { id } = await admin.make('/users', { siteId, login: 'forgetful' });
    const { status, body } = await admin.call('POST', `/users/${id}/bypass-codes`, { count: 3, validMinutes: 60 });
    expect([status, body.codes.length, new Set(body.codes).size]).toEqual([200, 3, 3]);
    expect(added.splice(0)).toEqual(body.codes.map((secret: string) => ({ userId: id, kind: 'bypass-code', assignmentId: null, secret, expiresAt: body.expiresAt })));
    expect(Date.parse(body.expiresAt) - Date.now()).toBeGreaterThan(59 * 60_000);
    for (const wrong of [{ count: 0 }, { count: 11 }, { validMinutes: 4 }, { validMinutes: 7 * 24 * 60 + 1 }]) {
      expect(await admin.call('POST', `/users/${id}/bypass-codes`, wrong)).toMatchObject({ status: 400 });
    }
    admin.standIns = [{ id, kind: 'bypass-code', assignmentId: null, createdAt: ago(HOUR), createdBy: 'test', expiresAt: ago(0), usedAt: null }, { id, kind: 'temporary-password', assignmentId: id, createdAt: ago(HOUR), createdBy: 'test', expiresAt: ago(0), usedAt: null }];
    expect((await admin.call('GET', `/users/${id}/bypass-codes`)).body.items).toMatchObject([{ id, usedAt: null, createdBy: 'test' }]);
  });

  test('a temporary password is of a lost token that somebody holds', async () => {
    const { id: userId } = await admin.make('/users', { siteId, login: 'loser' });
    const { token: free } = await admin.make('/tokens/make', { siteId });
    const { token } = await admin.make('/tokens/make', { siteId, assignTo: userId });
    expect(await admin.call('POST', `/tokens/${free.id}/temporary-password`, {})).toMatchObject({ status: 409, body: { code: 'token-not-assigned' } });
    expect(await admin.call('POST', `/tokens/${token.id}/temporary-password`, {})).toMatchObject({ status: 409, body: { code: 'token-not-lost' } });
    await admin.call('POST', `/tokens/${token.id}/lost`, {});
    const { body } = await admin.call('POST', `/tokens/${token.id}/temporary-password`, { validHours: 5 });
    expect(added.splice(0)).toMatchObject([{ userId, kind: 'temporary-password', assignmentId: token.assignment.id, secret: body.password }]);
  });

  test('the latest sign-in stands with a user while auth answers, and is left out while it does not', async () => {
    const { id } = await admin.make('/users', { siteId, login: 'regular' });
    expect((await admin.call('GET', `/users/${id}`)).body).not.toHaveProperty('lastSignInAt');
    const at = ago(HOUR);
    const serving = await admin.bus.serve(userStatesContract, async ({ userIds }) => ({ states: userIds.filter((userId) => userId === id).map((userId) => ({ userId, lastSignInAt: at })) }));
    expect((await admin.call('GET', `/users/${id}`)).body.lastSignInAt).toBe(at);
    expect((await admin.call('GET', '/users?search=forgetful')).body.items[0].lastSignInAt).toBeNull();
    await serving.stop();
  });
});

test('where a user and a group may sign in, and by what: as auth decides it', async () => {
  const { id: top } = await admin.make('/sites', { name: 'Access top' });
  const { id: below } = await admin.make('/sites', { name: 'Access below', parentId: top });
  const group = await admin.make('/groups', { siteId: below, name: 'readers' });
  const user = await admin.make('/users', { siteId: below, login: 'visitor', groupId: group.id });
  const at = async (site: string, name: string, changes: object = {}) => host(name, { siteId: site, ...changes });
  const [direct, byGroup] = [await at(top, 'a direct'), await at(below, 'b group')];
  await at(top, 'c site', { openToSite: true });
  await at(siteId, 'd all', { openToAll: true });
  const elsewhere = await at(siteId, 'e elsewhere', { openToSite: true });
  await at(below, 'f closed');
  for (const id of [direct.id, elsewhere.id]) await admin.call('POST', `/agent-hosts/${id}/activations`, { userId: user.id });
  await admin.call('POST', `/agent-hosts/${byGroup.id}/activations`, { groupId: group.id });
  const hosts = async (path: string) => (await admin.call('GET', path)).body.items.map(({ name, activatedBy }: { name: string; activatedBy: string }) => `${name}: ${activatedBy}`);
  const ofUser = `/users/${user.id}/agent-hosts`;
  // Activated elsewhere as well, but there nobody looks for a login name of this site.
  expect(await hosts(ofUser)).toEqual(['a direct: user', 'b group: group', 'c site: open-to-site', 'd all: open-to-all']);
  expect(await hosts(`/groups/${group.id}/agent-hosts`)).toEqual(['b group: group']);
  await admin.call('PATCH', `/users/${user.id}`, { activeOnSiteHosts: true });
  expect(await hosts(ofUser)).toEqual(expect.arrayContaining(['f closed: on-site-hosts']));
  await admin.call('PATCH', `/users/${user.id}`, { activeOnAllHosts: true });
  expect(await hosts(ofUser)).toHaveLength(5);
  const first = (await admin.call('GET', `${ofUser}?limit=2`)).body;
  expect((await admin.call('GET', `${ofUser}?limit=2&cursor=${first.nextCursor}`)).body.items.map(({ name }: { name: string }) => name)).toEqual(['c site', 'd all']);
});
