/** Back ends and the rules that use them, over HTTP, with an OpenLDAP of Debian behind. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { backEndHealthContract, backEndPasswordAad } from '@countersign/contracts';
import { describeWithSlapd, privatePostgres, privateSlapd, type PrivatePostgres, type PrivateSlapd } from '@countersign/testing';
import { inMemoryKeys } from '../../spec-support/in-memory-keys.ts';
import { TokenAdminUnderTest } from '../../spec-support/token-admin-under-test.ts';

const describe = await describeWithSlapd();
const suffix = 'dc=example,dc=com';
const adminPassword = 'service secret';
const lookup = { how: 'search', baseDn: suffix, filter: '(uid={login})', bindDn: `cn=admin,${suffix}` };

describe('back ends', () => {
  let server: PrivatePostgres;
  let slapd: PrivateSlapd;
  let admin: TokenAdminUnderTest;
  let siteId = '';
  let below = '';

  beforeAll(async () => {
    [server, slapd] = await Promise.all([privatePostgres(), privateSlapd({ suffix, adminPassword, ldif: [
      `dn: ${suffix}\nobjectClass: dcObject\nobjectClass: organization\ndc: example\no: Example\n`,
      `dn: uid=alice,${suffix}\nobjectClass: inetOrgPerson\nsn: A\ncn: A\nuid: alice\nuserPassword: Wonder land!\n`,
    ].join('\n') })]);
    admin = await TokenAdminUnderTest.start(server);
    siteId = (await admin.make('/sites', { name: 'Head office' })).id;
    below = (await admin.make('/sites', { name: 'Lab', parentId: siteId })).id;
  }, 120_000);
  afterAll(async () => {
    expect(admin.errors).toEqual([]);
    await admin.stop();
    await Promise.all([server.stop(), slapd.stop()]);
  });

  const make = async (name: string, more: object = {}) =>
    admin.make('/back-ends', { siteId, name, servers: [slapd.address], security: 'none', lookup, bindPassword: adminPassword, ...more });

  test('a back end is made, shown without its password, which lies sealed; the trail has no secret either', async () => {
    const made = await make('ldap');
    expect(made).toMatchObject({ name: 'ldap', bindPasswordSet: true, enabled: true, serverTimeoutMs: 800, ca: null });
    expect(JSON.stringify(made)).not.toContain('secret');
    const { rows: [row] } = await admin.database.query<{ sealed: Buffer }>('SELECT sealed_bind_password AS sealed FROM directory.back_end WHERE id = $1', [made.id]);
    expect(inMemoryKeys.sealer('back-ends').open(row?.sealed ?? Buffer.alloc(0), backEndPasswordAad(made.id)).toString()).toBe(adminPassword);
    const [event] = await admin.eventsOf('back-end.create');
    expect(event).toMatchObject({ site: siteId, object: { type: 'back-end', label: 'ldap' }, detail: { 'after.security': 'none' } });
    expect(admin.published.join()).not.toContain(adminPassword);
    expect((await admin.call('GET', `/back-ends?site=${siteId}&name=ldap`)).body.items).toEqual([made]);
    expect((await admin.call('POST', '/back-ends', { siteId, name: 'ldap', servers: ['127.0.0.1'], security: 'none', lookup: { how: 'name', template: '{login}@x' } })).body)
      .toMatchObject({ status: 409, code: 'already-exists' });
  });

  test.each<[string, object, RegExp]>([
    ['in the clear', { servers: ['ldap.example.com'], security: 'none' }, /in the clear/],
    ['no address', { servers: ['ldap.example.com/x'] }, /neither a name nor an address/],
    ['twice', { servers: ['127.0.0.1', '127.0.0.1'] }, /named twice/],
    ['no filter', { lookup: { ...lookup, filter: '(uid={login}' } }, /filter/],
    ['a name without a password', { bindPassword: null }, /service account/],
    ['a password without a name', { lookup: { ...lookup, bindDn: null } }, /service account/],
    ['a password without a search', { lookup: { how: 'name', template: '{login}@x' } }, /no use here/],
    ['no certificate', { security: 'ldaps', ca: 'hello' }, /no certificate/],
    ['a broken certificate', { security: 'ldaps', ca: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----' }, /cannot be read/],
    ['a certificate without TLS', { ca: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----' }, /Without TLS/],
  ])('what cannot work is refused with the reason: %s', async (_, changes, reason) => {
    const { status, body } = await admin.call('POST', '/back-ends', { siteId, name: 'bad', servers: ['127.0.0.1'], security: 'none', lookup, bindPassword: 'x', ...changes });
    expect([status, body.code]).toEqual([400, 'bad-request']);
    expect(body.detail).toMatch(reason);
  });

  test('a stored password is not sent to servers that it was not given for', async () => {
    const { id } = await make('moving');
    for (const changes of [{ servers: ['127.0.0.1:1'] }, { security: 'starttls' }, { lookup: { ...lookup, bindDn: 'cn=other' } }]) {
      const { status, body } = await admin.call('PATCH', `/back-ends/${id}`, changes);
      expect([status, body.detail]).toEqual([400, expect.stringContaining('password again')]);
    }
    expect((await admin.call('PATCH', `/back-ends/${id}`, { name: 'moved', serverTimeoutMs: 300 })).body).toMatchObject({ name: 'moved', serverTimeoutMs: 300 });
    expect((await admin.call('PATCH', `/back-ends/${id}`, { servers: ['127.0.0.1:1'], bindPassword: 'x' })).status).toBe(200);
    expect((await admin.call('PATCH', `/back-ends/${id}`, { lookup: { how: 'name', template: '{login}@x' } })).body).toMatchObject({ bindPasswordSet: false });
    const changes = (await admin.eventsOf('back-end.update')).map(({ detail }) => detail['after.bindPasswordChanged']);
    expect(changes).toContain(true);
  });

  test('a test goes through each server step by step', async () => {
    const { id } = await make('tested', { servers: [slapd.address, '127.0.0.1:1'], serverTimeoutMs: 1500 });
    const steps = async (body: object): Promise<string[][]> => (await admin.call('POST', `/back-ends/${id}/test`, body)).body.servers
      .map(({ steps: each }: { steps: { step: string; verdict: string }[] }) => each.map(({ step, verdict }) => `${step} ${verdict}`));
    expect(await steps({})).toEqual([['connect passed', 'service-account passed'], ['connect unreachable']]);
    expect(await steps({ login: 'alice', password: 'Wonder land!' })).toEqual([
      ['connect passed', 'service-account passed', 'find-user passed', 'password passed'], ['connect unreachable'],
    ]);
    expect((await steps({ login: 'alice', password: 'no' }))[0]?.at(-1)).toBe('password wrong-password');
  });

  test('health is what each replica of auth saw', async () => {
    const { id } = await make('healthy');
    const servers = [{ server: slapd.address, state: 'answering' as const, lastFault: null, tookMs: 3 }];
    const subscription = await admin.bus.serve(backEndHealthContract, async ({ backEndId }) => ({ replica: 'r1', servers: backEndId === id ? servers : [] }), { queue: null });
    expect((await admin.call('GET', `/back-ends/${id}/health`)).body).toEqual({ replicas: [{ replica: 'r1', servers }] });
    await subscription.stop();
  });

  test('a rule holds for its site and those below, until one below has its own; what cannot work is refused', async () => {
    const { id: backEndId } = await make('ruled');
    const rule = { backEndId, staticPassword: 'none', passcode: true, order: 'concatenated', withoutToken: 'refuse' };
    expect((await admin.call('PUT', `/sites/${siteId}/first-factor`, { ...rule, passcode: false, order: 'challenge' })).body).toMatchObject({ code: 'bad-request' });
    expect((await admin.call('PUT', `/sites/${siteId}/first-factor`, rule)).body).toEqual({ siteId, ...rule, version: 1 });
    expect((await admin.call('GET', `/sites/${below}/first-factor`)).body.rule).toMatchObject({ siteId, backEndId });
    expect((await admin.call('PUT', `/sites/${below}/first-factor`, { ...rule, order: 'challenge' })).status).toBe(200);
    expect((await admin.call('GET', `/sites/${below}/first-factor`)).body.rule).toMatchObject({ siteId: below, order: 'challenge' });
    expect((await admin.call('GET', '/first-factors')).body.items.map(({ siteId: site }: { siteId: string }) => site)).toEqual([siteId, below]);
    // A back end of a site below is nobody's above.
    const { id: local } = await make('local', { siteId: below });
    expect((await admin.call('PUT', `/sites/${siteId}/first-factor`, { ...rule, backEndId: local })).body).toMatchObject({ code: 'not-found' });
    expect((await admin.call('DELETE', `/back-ends/${backEndId}`)).body).toMatchObject({ code: 'in-use', detail: expect.stringContaining('Head office') });
    expect((await admin.call('PUT', `/sites/${siteId}/first-factor`, { ...rule, withoutToken: 'passwords' }, { 'if-match': '"7"' })).body).toMatchObject({ code: 'conflict' });
    for (const site of [below, siteId]) expect((await admin.call('DELETE', `/sites/${site}/first-factor`)).status).toBe(200);
    expect((await admin.call('GET', `/sites/${below}/first-factor`)).body).toEqual({ rule: null });
    expect((await admin.call('DELETE', `/back-ends/${backEndId}`)).status).toBe(200);
    expect((await admin.eventsOf('first-factor.update'))).toHaveLength(0);
    expect((await admin.eventsOf('first-factor.create'))).toHaveLength(2);
  });

  test('a group\'s period of grace, and the length of a new static password', async () => {
    const group = await admin.make('/groups', { siteId, name: 'newcomers' });
    const until = '2030-01-01T00:00:00.000Z';
    expect((await admin.call('PATCH', `/groups/${group.id}`, { tokenGraceUntil: until })).body).toMatchObject({ tokenGraceUntil: until });
    const { id } = await admin.make('/users', { siteId, login: 'carol', groupId: group.id });
    await admin.call('PUT', `/users/${id}/password`, { password: 'twelve chars' });
    const { rows } = await admin.database.query('SELECT password_length FROM directory.user_account WHERE id = $1', [id]);
    expect(rows).toEqual([{ password_length: 12 }]);
  });
});
