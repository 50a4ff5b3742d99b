import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { agentHostConfigSchema, agentSecretAad, type AgentHostConfig } from '@countersign/contracts';
import { eventually, privatePostgres, type PrivatePostgres } from '@countersign/testing';
import { inMemoryKeys } from '../../spec-support/in-memory-keys.ts';
import { statusesOf, TokenAdminUnderTest } from '../../spec-support/token-admin-under-test.ts';

const SECRET = 'radius-secret-97531';
const MISSING = '01890000-0000-7000-8000-000000000000';

let server: PrivatePostgres;
let admin: TokenAdminUnderTest;
let siteId: string;
/** The bucket as a gateway sees it. */
const watched = new Map<string, AgentHostConfig>();
let hosts = 0;

beforeAll(async () => {
  server = await privatePostgres();
  admin = await TokenAdminUnderTest.start(server);
  siteId = (await admin.make('/sites', { name: 'Main' })).id;
  await admin.bucket.watch(({ key, value }) => {
    if (value === null) watched.delete(key);
    else watched.set(key, agentHostConfigSchema.parse(JSON.parse(Buffer.from(value).toString())));
  });
});
afterAll(async () => {
  expect(admin.errors).toEqual([]);
  await admin?.stop();
  await server.stop();
});

const wish = (address: string, more: object = {}): object => ({ siteId, name: `host ${hosts += 1}`, addresses: [{ address }], secret: SECRET, ...more });
const published = async (id: string, version: number): Promise<AgentHostConfig> => eventually(() => {
  expect(watched.get(id)?.version).toBe(version);
  return agentHostConfigSchema.parse(watched.get(id));
});

describe('addresses', () => {
  test.each([
    ['10.1.0.1', '10.1.0.1/32'], ['10.2.0.0/16', '10.2.0.0/16'], ['2001:DB8:0::1', '2001:db8::1/128'], ['2001:db8:1::/48', '2001:db8:1::/48'],
    ['::ffff:10.3.0.1', '10.3.0.1/32'], ['::ffff:10.4.0.0/112', '10.4.0.0/16'], ['0.0.0.0/0', '0.0.0.0/0'],
  ])('%s is %s', async (typed, stored) => {
    expect((await admin.make('/agent-hosts', wish(typed))).addresses).toEqual([{ address: stored, name: null }]);
  });

  test.each(['10.1.0.1/8', '10.1', '010.1.0.1', '0x0a010001', '10.1.0.1/33', '::1/129', 'fe80::1%eth0', 'host.example', '10.1.0.1/', '10.1.0.1/+8', '10.1.0.1/8/9', ' 10.1.0.1'])('%s is refused', async (typed) => {
    expect(await admin.call('POST', '/agent-hosts', wish(typed))).toMatchObject({ status: 400, body: { code: 'bad-request' } });
  });

  test.each(['0.0.0.0', '224.0.0.1', '255.255.255.255', '::', 'ff02::1', '::ffff:224.0.0.1'])('%s, from which no packet comes, is refused, and kept where it was given before', async (typed) => {
    const english = await admin.call('POST', '/agent-hosts', wish(typed), { 'accept-language': 'en' });
    expect(english).toMatchObject({ status: 400, body: { code: 'bad-request', detail: expect.stringMatching(/^No packet comes from .*: give the address that the device sends from\.$/) } });
    const chinese = await admin.call('POST', '/agent-hosts', wish(typed), { 'accept-language': 'zh' });
    expect(chinese.body.detail).toMatch(/^不会有数据包来自 .*：请填写设备发送数据包所用的地址。$/);
    const { id } = await admin.make('/agent-hosts', wish('192.0.2.99'));
    await admin.database.query('UPDATE directory.agent_host_address SET address = $2 WHERE agent_host_id = $1', [id, typed.replace('::ffff:', '')]);
    const secondary = { addresses: [{ address: typed }, { address: '192.0.2.98' }] };
    expect(await admin.call('PATCH', `/agent-hosts/${id}`, secondary)).toMatchObject({ status: 200 });
    expect(await admin.call('DELETE', `/agent-hosts/${id}`)).toMatchObject({ status: 200 });
  });

  test('are found by a part of the name in any case, and by the beginning of any of their addresses', async () => {
    const found = async (search: string): Promise<string[]> => (await admin.call('GET', `/agent-hosts?search=${encodeURIComponent(search)}`)).body.items.map(({ name }: { name: string }) => name);
    await admin.make('/agent-hosts', wish('10.77.1.1', { name: 'Édge 50%_A', addresses: [{ address: '10.77.1.1' }, { address: '2001:DB8:77::1', name: 'second' }] }));
    await admin.make('/agent-hosts', wish('10.77.12.0/24', { name: 'Branch' }));
    expect(await found('éDGE 50%')).toEqual(['Édge 50%_A']);
    expect(await found('dge 50_')).toEqual([]);
    expect(await found('10.77.1')).toEqual(['Branch', 'Édge 50%_A']);
    expect(await found('2001:DB8:77')).toEqual(['Édge 50%_A']);
    expect(await found('.77.')).toEqual([]);
  });

  test('ranges may lie in one another; the same one may not stand twice, here or at another host', async () => {
    const outer = await admin.make('/agent-hosts', wish('192.168.0.0/16'));
    await admin.make('/agent-hosts', wish('192.168.7.0/24'));
    expect(await admin.call('POST', '/agent-hosts', wish('192.168.0.0/16'))).toMatchObject({ status: 409, body: { code: 'already-exists', detail: expect.stringContaining('192.168.0.0/16') } });
    expect(await admin.call('PATCH', `/agent-hosts/${outer.id}`, { addresses: [{ address: '1.2.3.4' }, { address: '1.2.3.4/32', name: 'twice' }] })).toMatchObject({ status: 409 });
    expect((await admin.call('GET', `/agent-hosts/${outer.id}`)).body).toEqual(outer);
  });

  test('the main address stands first, secondary nodes keep their names, and a change replaces all', async () => {
    const host = await admin.make('/agent-hosts', wish('10.9.0.9', { addresses: [{ address: '10.9.0.9' }, { address: '10.9.0.1', name: 'second card' }] }));
    expect(host.addresses).toEqual([{ address: '10.9.0.9/32', name: null }, { address: '10.9.0.1/32', name: 'second card' }]);
    const { body } = await admin.call('PATCH', `/agent-hosts/${host.id}`, { addresses: [{ address: '10.9.0.1', name: 'second card' }, { address: '10.9.0.2' }] });
    expect(body.addresses).toEqual([{ address: '10.9.0.1/32', name: 'second card' }, { address: '10.9.0.2/32', name: null }]);
    expect((await published(host.id, body.version)).addresses).toEqual(['10.9.0.1/32', '10.9.0.2/32']);
    await admin.make('/agent-hosts', wish('10.9.0.9')); // free again
  });

  test('two at once with one address: one of them', async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, async () => admin.call('POST', '/agent-hosts', wish('10.77.0.1'))));
    expect(statusesOf(answers)).toEqual([201, 409, 409, 409, 409, 409]);
  });
});

describe('the secret', () => {
  test('is sealed for the gateway, bound to its host, and in no reply', async () => {
    const host = await admin.make('/agent-hosts', wish('10.10.0.1'));
    const replies = [host, await admin.call('GET', `/agent-hosts/${host.id}`), await admin.call('GET', '/agent-hosts'), await admin.call('PATCH', `/agent-hosts/${host.id}`, { secret: `${SECRET}-2` })];
    expect(JSON.stringify(replies)).not.toContain(SECRET);
    expect(replies[3]).toMatchObject({ body: { secretVersion: 2, version: 2 } });
    const { sealedSecret, secretVersion } = await published(host.id, 2);
    const sealer = inMemoryKeys.sealer('agent-secrets');
    expect(Buffer.from(sealer.open(Buffer.from(sealedSecret, 'base64url'), agentSecretAad(host.id))).toString()).toBe(`${SECRET}-2`);
    expect(() => sealer.open(Buffer.from(sealedSecret, 'base64url'), agentSecretAad(MISSING))).toThrow(/open|sealed|authentic/i);
    expect(secretVersion).toBe(2);
  });

  test.each([[''], ['line\nbreak'], ['nul\u0000'], ['x'.repeat(129)]])('%j is no secret, and the refusal does not repeat it', async (secret) => {
    const answer = await admin.call('POST', '/agent-hosts', wish('10.10.0.2', { secret }));
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ path: 'body.secret' }] } });
    if (secret !== '') expect(JSON.stringify(answer.body)).not.toContain(JSON.stringify(secret).slice(1, -1));
  });
});

describe('protection against forged answers', () => {
  const off = { requireMessageAuthenticator: false, limitProxyState: false };

  test('both switches off on one host is refused, whichever goes second', async () => {
    const refused = { status: 400, body: { code: 'bad-request', detail: expect.stringContaining('CVE-2024-3596') } };
    expect(await admin.call('POST', '/agent-hosts', wish('10.11.0.1', off))).toMatchObject(refused);
    const host = await admin.make('/agent-hosts', wish('10.11.0.1', { requireMessageAuthenticator: false }));
    expect(host).toMatchObject({ requireMessageAuthenticator: false, limitProxyState: true });
    expect(await admin.call('PATCH', `/agent-hosts/${host.id}`, { limitProxyState: false })).toMatchObject(refused);
    expect((await admin.call('GET', `/agent-hosts/${host.id}`)).body).toEqual(host);
    expect(await admin.call('PATCH', `/agent-hosts/${host.id}`, { requireMessageAuthenticator: true, limitProxyState: false })).toMatchObject({ status: 200 });
    expect(await admin.call('PATCH', `/agent-hosts/${host.id}`, off)).toMatchObject(refused);
  });

  test('one each way at once: one of them is refused', async () => {
    const host = await admin.make('/agent-hosts', wish('10.11.0.2'));
    const answers = await Promise.all(Object.keys(off).map(async (flag) => admin.call('PATCH', `/agent-hosts/${host.id}`, { [flag]: false })));
    expect(statusesOf(answers)).toEqual([200, 400]);
  });
});

describe('activations', () => {
  test('users and groups are activated once, deactivated once, and each change is recorded', async () => {
    const host = await admin.make('/agent-hosts', wish('10.12.0.1'));
    const user = await admin.make('/users', { siteId, login: 'Zoë' });
    const group = await admin.make('/groups', { siteId, name: 'night shift' });
    const place = `/agent-hosts/${host.id}/activations`;
    for (const whom of [{ userId: user.id }, { userId: user.id }, { groupId: group.id }]) {
      expect(await admin.call('POST', place, whom)).toMatchObject({ status: 200, body: { done: true } });
    }
    expect((await admin.call('GET', place)).body).toEqual({ userIds: [user.id], groupIds: [group.id], personal: [] });
    expect(await admin.eventsOf('agent-host.activate')).toMatchObject([
      { user: { id: user.id, login: 'Zoë' }, agentHost: { id: host.id }, detail: { 'before.user': null, 'after.user': 'Zoë', 'after.userId': user.id } },
      { user: null, agentHost: { id: host.id }, detail: { 'after.group': 'night shift' } },
    ]);
    for (const whom of [{ userId: user.id }, { groupId: group.id }, { groupId: group.id }]) expect(await admin.call('DELETE', place, whom)).toMatchObject({ status: 200 });
    expect((await admin.call('GET', place)).body).toEqual({ userIds: [], groupIds: [], personal: [] });
    expect(await admin.eventsOf('agent-host.deactivate')).toMatchObject([{ detail: { 'before.user': 'Zoë', 'after.user': null } }, { detail: { 'before.group': 'night shift' } }]);
  });

  test('whom or what does not exist is not found', async () => {
    const host = await admin.make('/agent-hosts', wish('10.12.0.2'));
    expect(await admin.call('POST', `/agent-hosts/${host.id}/activations`, { userId: MISSING })).toMatchObject({ status: 404, body: { code: 'not-found', detail: expect.stringContaining('user') } });
    expect(await admin.call('POST', `/agent-hosts/${MISSING}/activations`, { userId: MISSING })).toMatchObject({ status: 404, body: { detail: expect.stringContaining('agent host') } });
  });

  test('end with the user, the group and the host', async () => {
    const host = await admin.make('/agent-hosts', wish('10.12.0.3'));
    const user = await admin.make('/users', { siteId, login: 'leaver' });
    const group = await admin.make('/groups', { siteId, name: 'dissolved' });
    for (const whom of [{ userId: user.id }, { groupId: group.id }]) await admin.call('POST', `/agent-hosts/${host.id}/activations`, whom);
    expect(await admin.call('DELETE', `/users/${user.id}`)).toMatchObject({ status: 200 });
    expect(await admin.call('DELETE', `/groups/${group.id}`)).toMatchObject({ status: 200 });
    expect((await admin.call('GET', `/agent-hosts/${host.id}/activations`)).body).toEqual({ userIds: [], groupIds: [], personal: [] });
    expect((await admin.eventsOf('user.delete')).at(-1)).toMatchObject({ detail: { 'before.activations': 1 } });
    expect(await admin.call('DELETE', `/agent-hosts/${host.id}`)).toMatchObject({ status: 200 });
  });
});

describe('what gateways watch', () => {
  test('a new, a changed and a deleted host, within a second', async () => {
    const host = await admin.make('/agent-hosts', wish('10.13.0.1', { name: 'vpn' }));
    expect(await published(host.id, 1)).toMatchObject({ name: 'vpn', addresses: ['10.13.0.1/32'], requireMessageAuthenticator: true, limitProxyState: true });
    await admin.call('PATCH', `/agent-hosts/${host.id}`, { requireMessageAuthenticator: false, name: 'vpn 2' });
    expect(await published(host.id, 2)).toMatchObject({ name: 'vpn 2', requireMessageAuthenticator: false });
    await admin.call('DELETE', `/agent-hosts/${host.id}`);
    await eventually(() => { expect(watched.has(host.id)).toBe(false); });
  });

  test('many changes at once end with the last one', async () => {
    const host = await admin.make('/agent-hosts', wish('10.13.0.2'));
    await Promise.all(Array.from({ length: 20 }, async (_, index) => admin.call('PATCH', `/agent-hosts/${host.id}`, { failoverGraceSeconds: index })));
    const { body } = await admin.call('GET', `/agent-hosts/${host.id}`);
    expect(body.version).toBe(21);
    await published(host.id, 21);
  });

  test('a replica that starts publishes what is missing, mends what is old and removes what is gone', async () => {
    const [missing, old] = [await admin.make('/agent-hosts', wish('10.13.0.3')), await admin.make('/agent-hosts', wish('10.13.0.4'))];
    await Promise.all([published(missing.id, 1), published(old.id, 1)]);
    // As after a crash between commit and publication, and after a host was deleted while the bucket was away.
    await admin.database.query('UPDATE directory.agent_host SET version = 5, name = $2 WHERE id = $1', [old.id, 'renamed']);
    await admin.database.query('UPDATE directory.agent_host SET version = 3 WHERE id = $1', [missing.id]);
    await admin.bucket.delete(missing.id, 2);
    await admin.bucket.put(MISSING, Buffer.from(JSON.stringify({ ...watched.get(old.id), id: MISSING })), 9);
    await admin.startReplica();
    expect(await published(old.id, 5)).toMatchObject({ name: 'renamed' });
    await published(missing.id, 3);
    expect(watched.has(MISSING)).toBe(false);
  });

  test('a directory that was restored from an older backup overrules what was published since', async () => {
    const host = await admin.make('/agent-hosts', wish('10.13.0.5'));
    const config = await published(host.id, 1);
    await admin.bucket.put(host.id, Buffer.from(JSON.stringify({ ...config, name: 'from the future', version: 40 })), 40);
    await admin.startReplica();
    expect(await published(host.id, 41)).toMatchObject({ name: config.name });
    expect((await admin.call('GET', `/agent-hosts/${host.id}`)).body.version).toBe(41);
  });
});
