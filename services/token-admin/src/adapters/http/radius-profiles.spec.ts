/** RADIUS profiles, address pools, aliases and online sessions over HTTP; what auth then sees. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { endSessionContract, listSessionsContract, type OnlineSession, poolUseContract } from '@countersign/contracts';
import { RefusedError } from '@countersign/messaging';
import { privatePostgres, type PrivatePostgres } from '@countersign/testing';
import { TokenAdminUnderTest } from '../../spec-support/token-admin-under-test.ts';

let server: PrivatePostgres;
let admin: TokenAdminUnderTest;
let used: { poolId: string; used: number }[] = [];
let sessions: OnlineSession[] = [];
const asked: unknown[] = [];
let count = 0;
let [siteId, belowId, userId, groupId, hostId]: string[] = [];

beforeAll(async () => {
  server = await privatePostgres();
  admin = await TokenAdminUnderTest.start(server);
  await admin.bus.serve(poolUseContract, async () => ({ pools: used }));
  await admin.bus.serve(listSessionsContract, async (question) => {
    asked.push(question);
    return { sessions: sessions.slice(0, question.limit) };
  });
  await admin.bus.serve(endSessionContract, async ({ id, sites }) => {
    if (!sessions.some((session) => session.id === id)) throw new RefusedError('not-found');
    asked.push({ ended: id, sites });
    return { done: true };
  });
}, 120_000);
afterAll(async () => {
  expect(admin.errors).toEqual([]);
  await admin.stop();
  await server.stop();
});
beforeEach(async () => {
  count += 1;
  ({ id: siteId } = await admin.make('/sites', { name: `site ${count}` }));
  ({ id: belowId } = await admin.make('/sites', { name: 'below', parentId: siteId }));
  ({ id: groupId } = await admin.make('/groups', { siteId: belowId, name: 'staff' }));
  ({ id: userId } = await admin.make('/users', { siteId: belowId, groupId, login: `alice ${count}` }));
  ({ id: hostId } = await admin.make('/agent-hosts', { siteId: belowId, name: 'vpn', addresses: [{ address: `10.0.${count}.1` }], secret: 'a secret of hosts' }));
});

const profile = async (name: string, changes: object = {}): Promise<string> => (await admin.make('/radius-profiles', { siteId, name, ...changes })).id;
const reply = (name: string, value: string, append = false) => ({ name, value, append });
const patch = async (path: string, body: object) => admin.call('PATCH', path, body);

describe('RADIUS profiles', () => {
  test('are kept as they are sent, in the words of the dictionaries', async () => {
    const checkAttributes = [{ name: 'nas-port-type', check: 'equals', value: '5' }];
    const id = await profile('remote', { description: 'From outside', checkAttributes, replyAttributes: [reply('ASA-Group-Policy', 'Staff')] });
    const { body } = await admin.call('GET', `/radius-profiles/${id}`);
    expect(body).toMatchObject({
      name: 'remote', description: 'From outside', poolId: null, version: 1, replyAttributes: [reply('ASA-Group-Policy', 'Staff')],
      checkAttributes: [{ name: 'NAS-Port-Type', check: 'equals', value: 'Virtual' }],
    });
    expect((await patch(`/radius-profiles/${id}`, { replyAttributes: [], version: 1 })).body).toMatchObject({ version: 2, replyAttributes: [] });
    expect((await patch(`/radius-profiles/${id}`, { name: 'x', version: 1 })).status).toBe(409);
    expect((await admin.eventsOf('radius-profile.update')).at(-1)).toMatchObject({
      object: { type: 'radius-profile', id }, detail: { action: 'radius-profile.update', 'before.replyAttributes': JSON.stringify([reply('ASA-Group-Policy', 'Staff')]), 'after.replyAttributes': '[]' },
    });
  });

  test.each([
    [{ replyAttributes: [reply('No-Such', 'x')] }, 'Reply attribute 1, No-Such: attribute-unknown.'],
    [{ replyAttributes: [reply('Filter-Id', 'a'), reply('Framed-IP-Address', 'x')] }, 'Reply attribute 2, Framed-IP-Address: value-invalid.'],
    [{ checkAttributes: [{ name: 'User-Password', check: 'equals', value: 'x' }] }, 'Check attribute 1, User-Password: it never reaches the check.'],
  ])('what cannot work is refused when it is saved: %j', async (changes, detail) => {
    expect(await admin.call('POST', '/radius-profiles', { siteId, name: 'bad', ...changes })).toMatchObject({ status: 422, body: { code: 'radius-attribute-unusable', detail } });
  });

  test('stand at agent host, group, user and user on the agent host; what counts is shown with where it comes from', async () => {
    const pool = await admin.make('/address-pools', { siteId, name: 'pool', ranges: [{ first: '10.9.0.1', last: '10.9.0.9' }] });
    const [host, group, user, own] = [
      await profile('of the host', { replyAttributes: [reply('Filter-Id', 'guest'), reply('Session-Timeout', '60')], poolId: pool.id }), await profile('of the group', { replyAttributes: [reply('Class', 'staff')] }),
      await profile('of the user', { replyAttributes: [reply('Class', 'alice', true)], checkAttributes: [{ name: 'NAS-Port', check: 'present', value: '' }] }), await profile('own', { replyAttributes: [reply('Filter-Id', 'alice')] }),
    ];
    expect((await patch(`/agent-hosts/${hostId}`, { radiusProfileId: host })).body).toMatchObject({ radiusProfileId: host });
    expect((await patch(`/groups/${groupId}`, { radiusProfileId: group })).body).toMatchObject({ radiusProfileId: group });
    expect((await patch(`/users/${userId}`, { radiusProfileId: user })).body).toMatchObject({ radiusProfileId: user });
    expect((await admin.call('POST', `/agent-hosts/${hostId}/activations`, { userId, alias: 'Root', radiusProfileId: own })).status).toBe(200);
    expect((await admin.call('GET', `/agent-hosts/${hostId}/activations`)).body).toEqual({ userIds: [userId], groupIds: [], personal: [{ userId, alias: 'Root', radiusProfileId: own }] });

    const { body } = await admin.call('GET', `/users/${userId}/radius-profile?agentHostId=${hostId}`);
    expect(body.replies.map(({ name, value, profile: from }: Record<string, string>) => [name, value, from])).toEqual([
      ['Session-Timeout', '60', 'of the host'], ['Class', 'staff', 'of the group'], ['Class', 'alice', 'of the user'], ['Filter-Id', 'alice', 'own'],
    ]);
    expect(body).toMatchObject({ pool: { id: pool.id, name: 'pool' }, checks: [{ name: 'NAS-Port', place: 'user' }] });

    const seen = async (view: string, where: string, id: string | undefined) => (await admin.database.query(`SELECT * FROM directory.${view} WHERE ${where} = $1`, [id])).rows;
    expect(await seen('auth_subject_v2', 'user_id', userId)).toMatchObject([{ radius_profile_id: user, group_radius_profile_id: group }]);
    expect(await seen('auth_agent_host_v3', 'agent_host_id', hostId)).toMatchObject([{ radius_profile_id: host, has_own_profiles: true, has_aliases: true }]);
    expect(await seen('auth_alias_v1', 'user_id', userId)).toEqual([{ agent_host_id: hostId, alias_folded: 'root', user_id: userId }]);
    expect(await seen('auth_radius_profile_v1', 'radius_profile_id', host)).toMatchObject([{ pool_id: pool.id, pool_ranges: [{ first: '10.9.0.1', last: '10.9.0.9' }], pool_lease_minutes: 60 }]);

    expect((await admin.call('GET', `/radius-profiles/${own}/uses`)).body).toMatchObject({ usersOnAgentHosts: { count: 1, items: [{ id: userId, name: `alice ${count} – vpn` }] }, users: { count: 0 } });
    for (const id of [host, group, user, own]) expect(await admin.call('DELETE', `/radius-profiles/${id}`)).toMatchObject({ status: 409, body: { code: 'in-use' } });
    await patch(`/users/${userId}`, { radiusProfileId: null });
    expect((await admin.call('DELETE', `/radius-profiles/${user}`)).status).toBe(200);
    expect(await admin.call('DELETE', `/address-pools/${pool.id}`)).toMatchObject({ status: 409, body: { detail: expect.stringContaining('of the host') } });
    expect(await admin.call('DELETE', `/sites/${siteId}`)).toMatchObject({ status: 409, body: { detail: expect.stringContaining('RADIUS profile') } });
  });

  test('those of a site are for it and the sites below, and not for the others', async () => {
    const id = await profile('from above');
    const elsewhere = await admin.make('/radius-profiles', { siteId: (await admin.make('/sites', { name: `other ${count}` })).id, name: 'elsewhere' });
    const below = await admin.make('/radius-profiles', { siteId: belowId, name: 'below' });
    expect((await admin.call('GET', `/radius-profiles?usableIn=${belowId}`)).body.items).toMatchObject([{ id: below.id }, { id }]);
    expect(await patch(`/users/${userId}`, { radiusProfileId: elsewhere.id })).toMatchObject({ status: 404 });
    expect(await admin.call('POST', '/agent-hosts', { siteId, name: 'above', addresses: [{ address: `10.1.${count}.1` }], secret: 'a secret of hosts', radiusProfileId: below.id })).toMatchObject({ status: 404 });
  });

  test('whoever may change users but no profiles puts none anywhere, and may change the rest', async () => {
    const id = await profile('powerful');
    const { key } = await admin.make('/api-keys', { name: `users only ${count}`, permissions: ['directory.read', 'users.write'] });
    const authorization = `Bearer ${key}`;
    expect(await admin.call('PATCH', `/users/${userId}`, { radiusProfileId: id }, { authorization })).toMatchObject({ status: 403 });
    await patch(`/users/${userId}`, { radiusProfileId: id });
    expect(await admin.call('PATCH', `/users/${userId}`, { displayName: 'A', radiusProfileId: id }, { authorization })).toMatchObject({ status: 200 });
  });

  test('an alias is one person’s on its agent host', async () => {
    const other = await admin.make('/users', { siteId: belowId, login: `bob ${count}` });
    await admin.call('POST', `/agent-hosts/${hostId}/activations`, { userId, alias: 'root' });
    expect(await admin.call('POST', `/agent-hosts/${hostId}/activations`, { userId: other.id, alias: 'ROOT' })).toMatchObject({ status: 409, body: { code: 'already-exists', detail: 'Somebody else has this alias on the agent host.' } });
    // Nothing of it stands: the user was not activated either.
    expect((await admin.call('GET', `/agent-hosts/${hostId}/activations`)).body.userIds).toEqual([userId]);
    await admin.call('POST', `/agent-hosts/${hostId}/activations`, { userId });
    expect((await admin.call('GET', `/agent-hosts/${hostId}/activations`)).body.personal).toMatchObject([{ alias: 'root' }]);
    await admin.call('POST', `/agent-hosts/${hostId}/activations`, { userId, alias: null });
    expect((await admin.call('GET', `/agent-hosts/${hostId}/activations`)).body.personal).toEqual([]);
  });
});

describe('address pools', () => {
  test('say how many of their addresses are in use, where auth says so', async () => {
    const pool = await admin.make('/address-pools', { siteId, name: 'pool', ranges: [{ first: '10.0.0.250', last: '10.0.1.5' }], leaseMinutes: 10 });
    used = [{ poolId: pool.id, used: 3 }];
    expect((await admin.call('GET', `/address-pools/${pool.id}`)).body).toMatchObject({ size: 12, used: 3, leaseMinutes: 10 });
    expect((await admin.call('GET', `/address-pools?usableIn=${belowId}`)).body.items).toMatchObject([{ id: pool.id, used: 3 }]);
  });

  test.each([
    [[{ first: '10.0.0.9', last: '10.0.0.1' }]], [[{ first: '10.0.0.1', last: '10.1.0.1' }]], [[]], [[{ first: '::1', last: '::2' }]],
    [[{ first: '10.0.0.1', last: '10.0.0.9' }, { first: '10.0.0.9', last: '10.0.0.10' }]],
  ])('ranges that cannot be are refused: %j', async (ranges) => {
    expect((await admin.call('POST', '/address-pools', { siteId, name: 'bad', ranges })).status).toBe(400);
  });
});

describe('online sessions', () => {
  const session = (index: number): OnlineSession => ({
    id: `018f0000-0000-7000-8000-00000000000${index}`, state: 'online', userId: null, login: 'alice', agentHostId: '018f0000-0000-7000-8000-000000000001', agentHost: 'vpn',
    sourceAddress: '192.0.2.1', deviceSessionId: `s${index}`, callingStationId: null, address: null, startedAt: new Date(index * 1000).toISOString(), updatedAt: new Date(0).toISOString(),
    endedAt: null, receivedOctets: null, sentOctets: 7,
  });

  test('are asked of auth page by page', async () => {
    sessions = [session(3), session(2), session(1)];
    const { body } = await admin.call('GET', `/sessions?limit=2&search=ALI&userId=${userId}`);
    expect(body.items).toHaveLength(2);
    expect(asked.at(-1)).toMatchObject({ sites: null, login: 'ali', userId, limit: 3, after: null });
    await admin.call('GET', `/sessions?cursor=${body.nextCursor}`);
    expect(asked.at(-1)).toMatchObject({ after: { startedAt: session(2).startedAt, id: session(2).id } });
    expect((await admin.call('GET', '/sessions?cursor=nonsense')).status).toBe(400);
    // The one folds to 256 characters, as many as a login name may; the other to 2,304.
    for (const [growing, status] of [['İ', 200], ['\ufdfa', 400]] as const) expect((await admin.call('GET', `/sessions?search=${encodeURIComponent(growing.repeat(128))}`)).status).toBe(status);
  });

  test('a caller asks for the sites in scope, and with a scope of groups not at all', async () => {
    sessions = [session(1)];
    const { key } = await admin.make('/api-keys', { name: `local ${count}`, permissions: ['sessions.read', 'sessions.end'], scope: { kind: 'sites', ids: [siteId] } });
    expect((await admin.call('GET', '/sessions', undefined, { authorization: `Bearer ${key}` })).status).toBe(200);
    expect(asked.at(-1)).toMatchObject({ sites: expect.arrayContaining([siteId, belowId]) });
    expect((await admin.call('DELETE', `/sessions/${session(1).id}`, undefined, { authorization: `Bearer ${key}` })).status).toBe(200);
    expect(asked.at(-1)).toMatchObject({ ended: session(1).id, sites: expect.arrayContaining([siteId, belowId]) });
    const narrow = await admin.make('/api-keys', { name: `narrow ${count}`, permissions: ['sessions.read'], scope: { kind: 'groups', ids: [groupId] } });
    expect((await admin.call('GET', '/sessions', undefined, { authorization: `Bearer ${narrow.key}` })).status).toBe(403);
    expect(await admin.call('DELETE', `/sessions/${session(9).id}`)).toMatchObject({ status: 404, body: { code: 'not-found' } });
  });

  test('the installation’s limit is that of users without one of their own', async () => {
    const limitOf = async () => (await admin.database.query('SELECT maximum_sessions FROM directory.auth_subject_v2 WHERE user_id = $1', [userId])).rows[0]?.maximum_sessions;
    expect(await limitOf()).toBeNull();
    await patch('/settings', { sessionsPerUser: 3 });
    expect(await limitOf()).toBe(3);
    await patch(`/users/${userId}`, { maximumSessions: 1 });
    expect(await limitOf()).toBe(1);
    await patch('/settings', { sessionsPerUser: null });
    expect((await admin.call('GET', '/settings')).body.settings.sessionsPerUser).toBeNull();
  });
});

test('the dictionaries are there to choose from, without what a profile may not send', async () => {
  const { attributes } = (await admin.call('GET', '/radius-attributes')).body;
  const named = (name: string) => attributes.find((attribute: { name: string }) => attribute.name === name);
  expect(named('Service-Type')).toMatchObject({ vendor: null, type: 'integer', reply: true, values: expect.arrayContaining(['Framed-User']) });
  expect(named('ASA-Group-Policy')).toMatchObject({ vendor: 'Cisco-ASA', reply: true });
  expect(named('User-Password')).toBeUndefined();
  expect(named('State')).toMatchObject({ reply: false });
});
