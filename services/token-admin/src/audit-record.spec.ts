import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  addStandInsContract, basePolicyContract, clearPinContract, endSessionContract, hasFactWords, isFactName, isFactWord, removeStandInsContract, setPinContract, setTokenModeContract, synchroniseContract, unlockContract,
} from '@countersign/contracts';
import * as adminApi from '@countersign/contracts/admin-api';
import { privatePostgres, type PrivatePostgres } from '@countersign/testing';
import { operations } from './adapters/http/openapi.ts';
import { type Answer, TokenAdminUnderTest } from './spec-support/token-admin-under-test.ts';

/** Everything that must never stand in a record, in the forms in which it might. */
const SECRETS = {
  password: 'Static-Passw0rd-4711', agentSecret: 'agent-secret-0815', newAgentSecret: 'agent-secret-0816', pin: '86420975', code1: '111222', code2: '333444',
  importPassword: 'import-Passw0rd-99', seed: '3132333435363738393031323334353637383930', bindPassword: 'c4n4ry-bind' };

let server: PrivatePostgres;
let admin: TokenAdminUnderTest;
/** Secrets that the service makes. */
const made: string[] = [];

beforeAll(async () => {
  server = await privatePostgres();
  admin = await TokenAdminUnderTest.start(server);
  const done = async (): Promise<{ done: true }> => ({ done: true });
  await admin.bus.serve(setPinContract, done);
  await admin.bus.serve(basePolicyContract, async () => ({ policy: {} }));
  await admin.bus.serve(clearPinContract, done);
  await admin.bus.serve(setTokenModeContract, done);
  await admin.bus.serve(unlockContract, done);
  await admin.bus.serve(endSessionContract, done);
  await admin.bus.serve(addStandInsContract, done);
  await admin.bus.serve(removeStandInsContract, async () => ({ removed: 0 }));
  await admin.bus.serve(synchroniseContract, async () => ({ driftSteps: 0 }));
});
afterAll(async () => {
  expect(admin.errors).toEqual([]);
  await admin?.stop();
  await server.stop();
});

/** Uses every operation that changes something, each secret included; what each one did is in the order of the trail. */
async function useEverything(): Promise<void> {
  const ok = async (method: string, path: string, body?: unknown): Promise<Answer['body']> => {
    const answer = await admin.call(method, path, body);
    if (answer.status !== 200) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const site = await admin.make('/sites', { name: 'Head' });
  await ok('PATCH', `/sites/${site.id}`, { name: 'Head office' });
  await ok('PUT', `/policies/${site.id}`, { policy: { pinMinimum: 6 } });
  await ok('POST', `/policies/${site.id}/try`, { policy: { pinMinimum: 9 } });
  const group = await admin.make('/groups', { siteId: site.id, name: 'Staff' });
  await ok('PATCH', `/groups/${group.id}`, { name: 'All staff' });
  const user = await admin.make('/users', { siteId: site.id, login: 'Alice', displayName: 'Alice A' });
  await ok('PATCH', `/users/${user.id}`, { groupId: group.id, mobile: '+86 10', enabled: false });
  await ok('PUT', `/users/${user.id}/password`, { password: SECRETS.password });
  await ok('DELETE', `/users/${user.id}/password`);
  const host = await admin.make('/agent-hosts', { siteId: site.id, name: 'vpn', addresses: [{ address: '10.0.0.1' }], secret: SECRETS.agentSecret });
  await ok('PATCH', `/agent-hosts/${host.id}`, { secret: SECRETS.newAgentSecret, addresses: [{ address: '10.0.0.2', name: 'second' }], newPin: false });
  await ok('POST', `/agent-hosts/${host.id}/activations`, { userId: user.id });
  await ok('DELETE', `/agent-hosts/${host.id}/activations`, { userId: user.id });
  await admin.database.query('INSERT INTO directory.protection_sighting (agent_host_id, last_with_at) VALUES ($1, now())', [host.id]);
  await ok('POST', `/agent-hosts/${host.id}/require-message-authenticator`);
  made.push((await ok('POST', `/agent-hosts/${host.id}/node-secret`)).nodeSecret);
  await ok('DELETE', `/agent-hosts/${host.id}/node-secret`);
  const pool = await admin.make('/address-pools', { siteId: site.id, name: 'addresses', ranges: [{ first: '10.0.0.1', last: '10.0.0.9' }] });
  await ok('PATCH', `/address-pools/${pool.id}`, { leaseMinutes: 5 });
  const profile = await admin.make('/radius-profiles', { siteId: site.id, name: 'remote', poolId: pool.id });
  await ok('PATCH', `/radius-profiles/${profile.id}`, { poolId: null });
  await ok('POST', `/agent-hosts/${host.id}/activations`, { userId: user.id, alias: 'root' });
  await ok('DELETE', `/radius-profiles/${profile.id}`);
  await ok('DELETE', `/address-pools/${pool.id}`);
  await ok('DELETE', `/sessions/${profile.id}`);
  const { token, otpauth } = await admin.make('/tokens/make', { siteId: site.id, serial: 'T-1' });
  const seed = new URL(otpauth).searchParams.get('secret') ?? '';
  made.push(seed, otpauth);
  await ok('POST', `/tokens/${token.id}/assign`, { userId: user.id });
  await ok('PATCH', `/tokens/${token.id}`, { usePin: false });
  await ok('POST', `/tokens/${token.id}/lost`, {});
  made.push((await ok('POST', `/tokens/${token.id}/temporary-password`, {})).password);
  await ok('DELETE', `/tokens/${token.id}/temporary-password`);
  made.push(...(await ok('POST', `/users/${user.id}/bypass-codes`, { count: 2 })).codes);
  await ok('DELETE', `/users/${user.id}/bypass-codes`);
  await ok('POST', `/tokens/${token.id}/pin`, { pin: SECRETS.pin });
  await ok('DELETE', `/tokens/${token.id}/pin`);
  await ok('POST', `/tokens/${token.id}/mode`, { mode: 'new-pin' });
  await ok('POST', `/tokens/${token.id}/synchronise`, { code1: SECRETS.code1, code2: SECRETS.code2 });
  await ok('POST', `/users/${user.id}/unlock`);
  await ok('POST', `/tokens/${token.id}/unassign`);
  await ok('DELETE', `/tokens/${token.id}`);
  made.push((await admin.make('/tokens/scratch-cards', { siteId: site.id, uses: 12 })).document);
  await admin.import(`I-1,${SECRETS.seed},hotp,6,0\n`, { site: 'Head office', password: SECRETS.importPassword });
  await admin.import(`I-1,${SECRETS.seed},hotp,6,0\n`, { site: 'Head office', password: SECRETS.importPassword });
  const { body: job } = await admin.upload('/jobs/token-imports', `I-2,${SECRETS.seed},hotp,6,0\n`, { site: 'Head office', password: SECRETS.importPassword, fileName: 'seeds.csv' });
  await admin.job(job.id, 'done');
  const { body: waiting } = await admin.upload('/jobs/token-imports', `I-3,${SECRETS.seed},hotp,6,0\n`, { site: 'Head office', dryRun: true, fileName: 'again.csv' });
  await admin.job(waiting.id, 'done');
  await admin.database.query("UPDATE directory.job SET state = 'queued', ended_at = NULL, lease_until = now() + interval '1 hour' WHERE id = $1", [waiting.id]);
  await ok('POST', `/jobs/${waiting.id}/cancel`);
  const { body: people } = await admin.upload('/jobs/user-imports', 'login,group\nBob,Night\n', { site: 'Head office', makeGroups: true, fileName: 'people.csv' }, adminApi.USER_IMPORT_CONTENT_TYPE);
  await admin.job(people.id, 'done');
  const backEnd = await admin.make('/back-ends', {
    siteId: site.id, name: 'ldap', servers: ['127.0.0.1:1'], security: 'none', lookup: { how: 'search', baseDn: 'dc=x', filter: '(uid={login})', bindDn: 'cn=x' }, bindPassword: SECRETS.bindPassword,
  });
  await ok('PATCH', `/back-ends/${backEnd.id}`, { bindPassword: SECRETS.bindPassword, enabled: false });
  await ok('POST', `/back-ends/${backEnd.id}/test`, { login: 'alice', password: SECRETS.bindPassword });
  await ok('PUT', `/sites/${site.id}/first-factor`, { backEndId: backEnd.id });
  await ok('PUT', `/sites/${site.id}/first-factor`, { backEndId: null });
  await ok('DELETE', `/sites/${site.id}/first-factor`);
  const sync = await admin.make('/directory-syncs', {
    siteId: site.id, backEndId: backEnd.id, name: 'people', baseDn: 'dc=x', filter: '(uid=*)', attributes: { login: 'uid', id: 'entryUUID', displayName: null, mobile: null, email: null, group: null },
  });
  await ok('PATCH', `/directory-syncs/${sync.id}`, { missing: 'leave' });
  const { body: run } = await admin.call('POST', `/directory-syncs/${sync.id}/run`, { dryRun: true });
  await admin.job(run.id, 'failed');
  await ok('DELETE', `/directory-syncs/${sync.id}`);
  await ok('DELETE', `/back-ends/${backEnd.id}`);
  const { apiKey, key } = await admin.make('/api-keys', { name: 'robot' });
  made.push(key, key.split('_').slice(2).join('_'));
  await ok('DELETE', `/api-keys/${apiKey.id}`);
  for (const path of [`/users/${user.id}`, `/groups/${group.id}`, `/agent-hosts/${host.id}`]) await ok('DELETE', path);
  await ok('DELETE', `/sites/${(await admin.make('/sites', { name: 'Short-lived' })).id}`);
}

test('every change leaves one record: who, from where, on what, before and after', async () => {
  await useEverything();
  await admin.eventsOf('');
  const trail = admin.events.filter(({ detail }) => detail['actor'] === 'api-key:test');
  expect(trail.map(({ detail, result, object }) => `${detail['action']} ${result} ${object?.label}`)).toEqual([
    'site.create changed Head', 'site.update changed Head office', 'policy.update changed Head office', 'group.create changed Staff', 'group.update changed All staff', 'user.create changed Alice',
    'user.update changed Alice', 'static-password.set changed Alice', 'static-password.remove changed Alice', 'agent-host.create changed vpn',
    'agent-host.update changed vpn', 'agent-host.activate changed vpn', 'agent-host.deactivate changed vpn',
    'agent-host.require-message-authenticator changed vpn', 'agent-host.generate-node-secret changed vpn', 'agent-host.clear-node-secret changed vpn',
    'address-pool.create changed addresses', 'address-pool.update changed addresses', 'radius-profile.create changed remote', 'radius-profile.update changed remote',
    'agent-host.activate changed vpn', 'agent-host.personalise changed vpn', 'radius-profile.delete changed remote', 'address-pool.delete changed addresses',
    'token.make changed T-1', 'token.assign changed T-1',
    'token.update changed T-1', 'token.update changed T-1', 'token.unassign changed T-1', 'token.delete changed T-1', expect.stringMatching(/^token\.make changed SC/), 'token-import changed Head office',
    'token-import import-refused Head office', 'job.create changed seeds.csv', 'token-import changed Head office', 'job.create changed again.csv',
    'job.cancel changed again.csv', 'job.create changed people.csv', 'group.create changed Night', 'user-import changed Head office', 'back-end.create changed ldap', 'back-end.update changed ldap', 'first-factor.create changed first factor',
    'first-factor.update changed first factor', 'first-factor.delete changed first factor', 'directory-sync.create changed people', 'directory-sync.update changed people',
    'job.create changed people', 'directory-sync.delete changed people', 'back-end.delete changed ldap', 'api-key.create changed robot', 'api-key.revoke changed robot', 'user.delete changed Alice',
    'group.delete changed All staff', 'agent-host.delete changed vpn', 'site.create changed Short-lived', 'site.delete changed Short-lived',
  ]);
  const detailsOf = (action: string): unknown => trail.find(({ detail }) => detail['action'] === action)?.detail;
  const who = { actor: 'api-key:test', actorId: expect.stringMatching(/^[0-9a-f-]{36}$/) };
  expect(detailsOf('site.update')).toEqual({ action: 'site.update', ...who, 'before.name': 'Head', 'after.name': 'Head office' });
  expect(detailsOf('user.update')).toEqual({
    action: 'user.update', ...who, 'before.groupId': null, 'after.groupId': expect.any(String), 'before.mobile': null, 'after.mobile': '+86 10', 'before.enabled': true, 'after.enabled': false,
  });
  expect(detailsOf('back-end.update')).toEqual({ action: 'back-end.update', ...who, 'before.enabled': true, 'after.enabled': false, 'after.bindPasswordChanged': true });
  expect(detailsOf('static-password.set')).toEqual({ action: 'static-password.set', ...who, 'before.passwordSet': false, 'after.passwordSet': true });
  expect(detailsOf('agent-host.update')).toEqual({
    action: 'agent-host.update', ...who, 'before.newPin': true, 'after.newPin': false, 'before.secretVersion': 1, 'after.secretVersion': 2,
    'before.addresses': '[{"name":null,"address":"10.0.0.1/32"}]', 'after.addresses': '[{"name":"second","address":"10.0.0.2/32"}]',
  });
  expect(detailsOf('token.assign')).toEqual({ action: 'token.assign', ...who, 'before.user': null, 'after.user': 'Alice' });
  expect(detailsOf('token.delete')).toMatchObject({ 'before.serial': 'T-1' });
  expect(detailsOf('token-import')).toMatchObject({ 'after.imported': 1, 'after.read': 1, 'after.refused': 0, 'after.usePin': true });
  for (const event of trail) expect(event).toMatchObject({ kind: 'administration', service: 'token-admin', host: '127.0.0.1', requestKey: null });
  expect(new Set(admin.events.map(({ id }) => id)).size).toBe(admin.events.length);
  // Nothing that changes anything was left out.
  const elsewhere = new Set<string>(['anyone', 'session', 'administrators.write', 'settings.write', 'audit.verify', 'audit.administer', 'radius.test']); // specs of their own, or of audit
  const changing = operations.filter(({ method, permission }) => method !== 'GET' && !elsewhere.has(permission)).map(({ method, path }) => `${method} ${path}`);
  expect(changing.filter((operation) => !admin.asked.has(operation))).toEqual([]);
});

test('every fact of a record has a name in both languages, and a word of ours that it holds has its text', () => {
  const facts = admin.events.flatMap(({ detail }) => Object.entries(detail).map(([name, value]) => [name.replace(/^(?:before|after)\./, ''), value] as const));
  expect(facts.length).toBeGreaterThan(500);
  expect([...new Set(facts.map(([name]) => name))].filter((name) => !isFactName(name))).toEqual([]);
  const withoutText = facts.filter(([name, value]) => typeof value === 'string' && hasFactWords(name) && !isFactWord(name, value));
  expect(withoutText).toEqual([]);
});

test('no record, and no row of the directory, holds a secret in the clear', async () => {
  const secrets = [...Object.values(SECRETS), ...made];
  expect(secrets.every((secret) => secret.length >= 6)).toBe(true);
  const forms = secrets.flatMap((secret) => [secret, Buffer.from(secret).toString('hex'), Buffer.from(secret).toString('base64'), Buffer.from(secret).toString('base64url')]);
  const { rows: tables } = await admin.database.query<{ name: string }>("SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'directory' AND table_type = 'BASE TABLE'");
  expect(tables.map(({ name }) => name)).toEqual(expect.arrayContaining(['outbox', 'token', 'agent_host', 'api_key', 'user_account', 'user_staging']));
  const places = [...admin.published];
  for (const { name } of tables) {
    const { rows } = await admin.database.query<{ content: string }>(`SELECT row_to_json(t)::text AS content FROM directory.${name} t`);
    places.push(...rows.map(({ content }) => content));
  }
  expect(admin.events.length).toBeGreaterThan(40); // all of which were on the stream
  for (const place of places) for (const form of forms) expect(place.includes(form)).toBe(false);
});

test('a change that is not made leaves no record', async () => {
  await admin.eventsOf('');
  const before = admin.events.length;
  const site = (await admin.call('GET', '/sites')).body.items[0];
  for (const [method, path, body] of [
    ['POST', '/sites', { name: site.name }], ['PATCH', `/sites/${site.id}`, { name: 'x', version: 99 }], ['DELETE', `/sites/${site.id}`], ['POST', '/groups', { siteId: site.id, name: '' }],
  ] as const) expect((await admin.call(method, path, body)).status).toBeGreaterThanOrEqual(400);
  await admin.eventsOf('');
  expect(admin.events).toHaveLength(before);
});

test('over-long and odd values are cut and cleaned, and the record stays', async () => {
  const site = (await admin.call('GET', '/sites')).body.items[0];
  const addresses = Array.from({ length: 64 }, (_, index) => ({ address: `2001:db8:${index.toString(16)}::/48`, name: `${'名'.repeat(120)} ${index}` }));
  const host = await admin.make('/agent-hosts', { siteId: site.id, name: '长'.repeat(128), addresses, secret: 'x' });
  await admin.call('DELETE', `/agent-hosts/${host.id}`);
  const [created] = (await admin.eventsOf('agent-host.create')).slice(-1);
  expect(created?.detail['after.addresses']).toHaveLength(4096);
  expect(await admin.eventsOf('agent-host.delete')).toHaveLength(2);
});
