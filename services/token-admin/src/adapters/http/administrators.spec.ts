import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { hashPassword } from '@countersign/crypto';
import { privatePostgres, type PrivatePostgres } from '@countersign/testing';
import { TRIES_WINDOW_MS } from '../../application/administrator-sign-in.ts';
import { appoint, Browser, PASSWORD, serveAuth, TOKENCODE } from '../../spec-support/console.ts';
import { statusesOf, TokenAdminUnderTest, type Answer } from '../../spec-support/token-admin-under-test.ts';

let server: PrivatePostgres;
let admin: TokenAdminUnderTest;
let siteId: string;
let folder: string;

beforeAll(async () => {
  server = await privatePostgres();
  admin = await TokenAdminUnderTest.start(server, { limits: { signInRefusalMs: 0 } });
  await serveAuth(admin);
  ({ id: siteId } = await admin.make('/sites', { name: 'Main' }));
  folder = await mkdtemp(path.join(tmpdir(), 'first-administrator-'));
});
beforeEach(() => { admin.clockMs += TRIES_WINDOW_MS + 1; });
afterAll(async () => {
  expect(admin.errors).toEqual([]);
  await admin?.stop();
  await server.stop();
  await rm(folder, { recursive: true });
});

const refused = (status: number, code: string) => ({ status, body: { code } });
const all = { kind: 'all' } as const;

describe('the first administrator', () => {
  const file = (): string => path.join(folder, 'first-administrator-password');

  test('is made where there is none, by one of the replicas that start together, with a password that its owner reads', async () => {
    const replicas = [await admin.startReplica(), await admin.startReplica()];
    await replicas[0]?.ensureFirstAdministrator(file());
    await Promise.all(replicas.map(async (replica) => replica.ensureFirstAdministrator(file())));
    expect((await stat(file())).mode & 0o777).toBe(0o600);
    const { body } = await admin.call('GET', '/administrators');
    expect(body.items).toEqual([expect.objectContaining({ login: 'admin', role: 'super-administrator', scope: all, mustChangePassword: true, lastSignInAt: null, passwordChangedAt: null })]);
    expect(await admin.eventsOf('administrator.appoint')).toMatchObject([{ user: { login: 'admin' }, detail: { actor: 'system:bootstrap' } }]);
  });

  test('must change it, and then the file is gone', async () => {
    const password = (await readFile(file(), 'utf8')).trim();
    expect(password.length).toBeGreaterThanOrEqual(20);
    const replica = await admin.startReplica({ limits: { signInRefusalMs: 0 } });
    expect(await replica.ensureFirstAdministrator(file())).toBe(true);
    const browser = new Browser(admin);
    expect(await browser.signIn('admin', password)).toMatchObject({ status: 200, body: { state: 'password-change-needed' } });
    expect(await browser.call('POST', '/session/password', { current: password, password: PASSWORD })).toMatchObject({ status: 200, body: { state: 'signed-in', warnings: ['one-administrator', 'no-token'] } });
    expect(await replica.ensureFirstAdministrator(file())).toBe(false);
    await expect(stat(file())).rejects.toMatchObject({ code: 'ENOENT' });
    const trail = JSON.stringify(admin.events);
    expect(trail).not.toContain(password);
  });

  test('is not made again, and a file that a broken start left is gone on with', async () => {
    const replica = await admin.startReplica();
    expect(await replica.ensureFirstAdministrator(path.join(folder, 'another'))).toBe(false);
    await expect(stat(path.join(folder, 'another'))).rejects.toMatchObject({ code: 'ENOENT' });
    const { body } = await admin.call('GET', '/administrators');
    expect(body.items).toHaveLength(1);
  });
});

describe('when nobody is left who can sign in', () => {
  test('whoever owns the database takes all roles away, and the next start makes the first administrator anew', async () => {
    const file = path.join(folder, 'recovered');
    const { body: { items: [lost] } } = await admin.call('GET', '/administrators');
    await admin.make('/tokens/make', { siteId: lost.siteId, assignTo: lost.id });
    await admin.call('PATCH', `/users/${lost.id}`, { mobile: '+86 10' });
    await admin.database.query('DELETE FROM directory.administrator');
    await admin.database.query('UPDATE directory.user_account SET enabled = false WHERE id = $1', [lost.id]);
    const replica = await admin.startReplica({ limits: { signInRefusalMs: 0 } });
    expect(await replica.ensureFirstAdministrator(file)).toBe(true);
    const browser = new Browser(admin);
    expect(await browser.signIn('admin')).toMatchObject({ status: 401 });
    const password = (await readFile(file, 'utf8')).trim();
    expect(await browser.signIn('admin', password)).toMatchObject({ status: 200, body: { state: 'password-change-needed', administrator: { id: lost.id } } });
    expect(await browser.call('POST', '/session/password', { current: password, password: PASSWORD })).toMatchObject({ status: 200 });
    expect(await admin.eventsOf('user.recover')).toMatchObject([{ detail: { 'before.enabled': false, 'after.enabled': true, 'before.tokens': 1, 'after.tokens': 0 } }]);
    expect(await replica.ensureFirstAdministrator(file)).toBe(false);
  });
});

describe('administrators', () => {
  test('are users with a role: made, shown, changed and ended, each with one record', async () => {
    const user = await admin.make('/users', { siteId, login: 'Carol', displayName: 'Carol C' });
    const made = await admin.make('/administrators', { userId: user.id, role: 'auditor', scope: { kind: 'sites', ids: [siteId] }, password: PASSWORD });
    expect(made).toMatchObject({ id: user.id, siteId, login: 'Carol', role: 'auditor', scope: { kind: 'sites', ids: [siteId] }, passwordSet: true, mustChangePassword: true, tokens: 0, version: 1 });
    expect(await admin.call('GET', `/administrators/${user.id}`)).toMatchObject({ status: 200, body: made });
    expect((await admin.call('GET', '/administrators?login=CAROL')).body.items).toEqual([made]);
    const changed = await admin.call('PATCH', `/administrators/${user.id}`, { role: 'help-desk', scope: all }, { 'if-match': '"1"' });
    expect(changed).toMatchObject({ status: 200, body: { role: 'help-desk', scope: all, version: 2 } });
    expect(await admin.call('PATCH', `/administrators/${user.id}`, { role: 'auditor' }, { 'if-match': '"1"' })).toMatchObject(refused(412, 'conflict'));
    expect(await admin.call('DELETE', `/administrators/${user.id}/sessions`)).toMatchObject({ status: 200 });
    expect(await admin.call('DELETE', `/users/${user.id}`)).toMatchObject(refused(409, 'in-use'));
    expect(await admin.call('DELETE', `/administrators/${user.id}`)).toMatchObject({ status: 200 });
    expect(await admin.call('GET', `/administrators/${user.id}`)).toMatchObject(refused(404, 'not-found'));
    expect(await admin.call('DELETE', `/users/${user.id}`)).toMatchObject({ status: 200 });
    await admin.eventsOf('');
    const trail = admin.events.filter(({ object }) => object?.type === 'administrator' && object.label === 'Carol').map(({ detail }) => detail);
    expect(trail.map((detail) => [detail['action'], detail['before.role'], detail['after.role']])).toEqual([
      ['administrator.appoint', undefined, 'auditor'], ['administrator.update', 'auditor', 'help-desk'], ['administrator.sign-out-everywhere', undefined, undefined], ['administrator.delete', 'help-desk', undefined],
    ]);
    expect(trail[1]).toMatchObject({ 'before.scope': expect.stringContaining(siteId), 'after.scope': '{"kind":"all"}' });
  });

  test('are one person by their name over all sites, also after the name changes', async () => {
    const { id: otherSite } = await admin.make('/sites', { name: 'Other' });
    await appoint(admin, { siteId, login: 'dora', role: 'auditor' });
    const twin = await admin.make('/users', { siteId: otherSite, login: 'DORA' });
    expect(await admin.call('POST', '/administrators', { userId: twin.id, role: 'auditor', scope: all, password: PASSWORD })).toMatchObject(refused(409, 'already-exists'));
    const id = await appoint(admin, { siteId: otherSite, login: 'theodora', role: 'auditor' });
    expect(await admin.call('PATCH', `/users/${id}`, { login: 'Dora 2' })).toMatchObject({ status: 200 });
    expect(await new Browser(admin).signIn('dora 2')).toMatchObject({ status: 200 });
    expect(await new Browser(admin).signIn('theodora')).toMatchObject({ status: 401 });
    await admin.call('DELETE', `/users/${twin.id}`);
    expect(await admin.call('PATCH', `/users/${id}`, { login: 'dora' })).toMatchObject(refused(409, 'already-exists'));
  });

  test('a super administrator reaches everywhere, and a scope is of what there is', async () => {
    const user = await admin.make('/users', { siteId, login: 'erin' });
    const appointed = async (role: string, scope: unknown): Promise<Answer> => admin.call('POST', '/administrators', { userId: user.id, role, scope, password: PASSWORD });
    expect(await appointed('super-administrator', { kind: 'sites', ids: [siteId] })).toMatchObject(refused(400, 'bad-request'));
    expect(await appointed('auditor', { kind: 'sites', ids: [user.id] })).toMatchObject(refused(404, 'not-found'));
    expect(await appointed('auditor', { kind: 'groups', ids: [siteId] })).toMatchObject(refused(404, 'not-found'));
    expect(await appointed('auditor', { kind: 'sites', ids: [] })).toMatchObject(refused(400, 'bad-request'));
    expect(await appointed('king', all)).toMatchObject(refused(400, 'bad-request'));
  });
});

describe('somebody who may do everything', () => {
  test('is left, whatever is tried, and when two try at once', async () => {
    const { body } = await admin.call('GET', '/administrators?role=super-administrator');
    const [first] = body.items;
    const last = refused(409, 'last-administrator');
    expect(await admin.call('DELETE', `/administrators/${first.id}`)).toMatchObject(last);
    expect(await admin.call('PATCH', `/administrators/${first.id}`, { role: 'auditor' })).toMatchObject(last);
    expect(await admin.call('PATCH', `/users/${first.id}`, { enabled: false })).toMatchObject(last);
    expect(await admin.call('PATCH', `/users/${first.id}`, { endsAt: '2020-01-01T00:00:00Z' })).toMatchObject(last);
    expect(await admin.call('PATCH', `/users/${first.id}`, { endsAt: '2099-01-01T00:00:00Z' })).toMatchObject(last);
    expect(await admin.call('DELETE', `/users/${first.id}/password`)).toMatchObject(last);
    const second = await appoint(admin, { siteId, login: 'second', role: 'super-administrator' });
    const answers = await Promise.all([admin.call('DELETE', `/administrators/${first.id}`), admin.call('PATCH', `/users/${second}`, { enabled: false })]);
    expect(statusesOf(answers)).toEqual([200, 409]);
    await admin.call('PATCH', `/users/${second}`, { enabled: true });
    // Where every account ends, as an earlier release let it, everything else is changed as before.
    await admin.database.query("UPDATE directory.user_account SET ends_at = '2099-01-01' WHERE id = ANY ($1)", [[first.id, second]]);
    expect(await admin.call('PATCH', `/users/${second}`, { mobile: '4711' })).toMatchObject({ status: 200 });
    expect(await admin.call('PATCH', `/users/${second}`, { endsAt: null })).toMatchObject({ status: 200 });
    expect(await admin.call('PATCH', `/users/${second}`, { endsAt: '2099-01-01T00:00:00Z' })).toMatchObject(last);
    await admin.call('PATCH', `/users/${first.id}`, { endsAt: null });
    await admin.call('POST', '/administrators', { userId: first.id, role: 'super-administrator', scope: all, password: 'a password for once' });
    await admin.database.query('UPDATE directory.user_account SET password_hash = $2, password_must_change = false WHERE id = $1', [first.id, await hashPassword(PASSWORD)]);
    expect((await admin.call('GET', '/administrators?role=super-administrator')).body.items).toHaveLength(2);
  });

  test('hears when there is nobody else, or nobody else who was here for three months', async () => {
    const warningsOf = async (login: string): Promise<string[]> => (await (await Browser.signedIn(admin, login)).call('GET', '/session')).body.warnings;
    await Browser.signedIn(admin, 'admin');
    expect(await warningsOf('second')).toEqual(['no-token']);
    admin.clockMs += 93 * 24 * 60 * 60_000;
    expect(await warningsOf('second')).toEqual(['second-administrator-idle', 'no-token']);
    await Browser.signedIn(admin, 'admin');
    expect(await warningsOf('second')).toEqual(['no-token']);
    const { body: { items } } = await admin.call('GET', '/administrators?login=admin');
    await admin.call('PATCH', `/users/${items[0].id}`, { enabled: false });
    expect(await warningsOf('second')).toEqual(['one-administrator', 'no-token']);
  });
});

describe('settings', () => {
  test('have values from the start, are changed with one record, and show who came between', async () => {
    const first = await admin.call('GET', '/settings');
    expect(first).toMatchObject({ status: 200, body: { version: 1, settings: { administrationAddresses: [], requireToken: false, sessionIdleMinutes: 15, sessionAbsoluteMinutes: 480, tokensPerUser: 3 } } });
    const etag = first.headers.get('etag') ?? '';
    const changed = await admin.call('PATCH', '/settings', { tokensPerUser: 1, sessionIdleMinutes: 20 }, { 'if-match': etag });
    expect(changed).toMatchObject({ status: 200, body: { version: 3, settings: { tokensPerUser: 1, sessionIdleMinutes: 20 } } });
    expect(await admin.call('PATCH', '/settings', { tokensPerUser: 2 }, { 'if-match': etag })).toMatchObject(refused(412, 'conflict'));
    const [event, another] = await admin.eventsOf('settings.update');
    expect([event?.detail, another]).toEqual([expect.objectContaining({ 'before.tokensPerUser': 3, 'after.tokensPerUser': 1, 'before.sessionIdleMinutes': 15, 'after.sessionIdleMinutes': 20 }), undefined]);
    const user = await admin.make('/users', { siteId, login: 'holder' });
    await admin.make('/tokens/make', { siteId, assignTo: user.id });
    expect(await admin.call('POST', '/tokens/make', { siteId, assignTo: user.id })).toMatchObject(refused(409, 'token-limit-reached'));
  });

  test.each([{ tokensPerUser: 0 }, { sessionIdleMinutes: 15.5 }, { requireToken: 'yes' }, { unknown: 1 }, { administrationAddresses: ['nowhere'] }, { administrationAddresses: ['10.0.0.1/8'] }, { sessionIdleMinutes: 500, sessionAbsoluteMinutes: 400 }])('%j is refused', async (body) => {
    expect(await admin.call('PATCH', '/settings', body)).toMatchObject(refused(400, 'bad-request'));
  });

  test('limit administration to addresses, and never lock out who sets them', async () => {
    expect(await admin.call('PATCH', '/settings', { administrationAddresses: ['192.0.2.0/24'] })).toMatchObject({ status: 400, body: { code: 'bad-request', errors: [{ path: 'body.administrationAddresses', message: expect.stringContaining('127.0.0.1') }] } });
    expect(await admin.call('PATCH', '/settings', { administrationAddresses: ['10.0.0.1/8'] })).toMatchObject({ status: 400, body: { errors: [{ path: 'body.administrationAddresses' }] } });
    const set = await admin.call('PATCH', '/settings', { administrationAddresses: ['127.0.0.1', '::1', '127.0.0.1/32'] });
    expect(set).toMatchObject({ status: 200, body: { settings: { administrationAddresses: ['127.0.0.1/32', '::1/128'] } } });
    expect(await admin.call('GET', '/sites')).toMatchObject({ status: 200 });
    await admin.database.query('UPDATE directory.setting SET value = \'["192.0.2.0/24"]\' WHERE name = \'administrationAddresses\''); // as if this request came from elsewhere
    admin.clockMs += 1_001;
    for (const answer of [await admin.call('GET', '/sites'), await new Browser(admin).signIn('second'), await new Browser(admin).call('GET', '/session')]) expect(answer).toMatchObject(refused(403, 'forbidden'));
    expect((await fetch(new URL('/health/live', admin.url))).status).toBe(200);
    await admin.database.query('DELETE FROM directory.setting WHERE name = \'administrationAddresses\'');
    admin.clockMs += 1_001;
  });

  test('demand a token of everybody, once the one who demands it has one', async () => {
    await admin.call('PATCH', '/settings', { tokensPerUser: 3 });
    const browser = await Browser.signedIn(admin, 'second');
    expect(await browser.call('PATCH', '/settings', { requireToken: true })).toMatchObject(refused(400, 'bad-request'));
    const { body: { administrator } } = await browser.call('GET', '/session');
    await browser.call('POST', '/tokens/make', { siteId, assignTo: administrator.id });
    expect(await browser.call('PATCH', '/settings', { requireToken: true })).toMatchObject({ status: 200 });
    const again = new Browser(admin);
    expect(await again.signIn('dora')).toMatchObject({ body: { state: 'tokencode-needed' } });
    expect(await again.call('POST', '/session/tokencode', { code: TOKENCODE })).toMatchObject({ body: { state: 'signed-in' } });
    await browser.call('PATCH', '/settings', { requireToken: false });
  });
});

test('of a user who is asked for, it is said whether the caller may change nothing because of that one’s power', async () => {
  const { id: sub } = await admin.make('/sites', { name: 'Below', parentId: siteId });
  const at = (id: string) => ({ kind: 'sites' as const, ids: [id] });
  const higher = await appoint(admin, { siteId: sub, login: 'power higher', role: 'super-administrator' });
  const equal = await appoint(admin, { siteId: sub, login: 'power equal', role: 'site-administrator', scope: at(sub) });
  const desk = await appoint(admin, { siteId: sub, login: 'power desk', role: 'help-desk', scope: at(siteId) });
  const { id: plain } = await admin.make('/users', { siteId: sub, login: 'power plain' });
  const own = await appoint(admin, { siteId, login: 'power own', role: 'site-administrator', scope: at(siteId) });
  const ids = [higher, equal, desk, plain, own];
  const saidTo = async (login: string) => {
    const browser = await Browser.signedIn(admin, login);
    const seen = await Promise.all(ids.map(async (id) => browser.call('GET', `/users/${id}`)));
    const tried = await Promise.all(ids.map(async (id) => browser.call('POST', `/users/${id}/unlock`)));
    return seen.map(({ body }, index) => [body.administratorBeyondPower, tried[index]?.status === 403]);
  };
  const [beyond, not] = [[true, true], [false, false]];
  expect(await saidTo('power own')).toEqual([beyond, not, not, not, not]);
  expect(await saidTo('power desk')).toEqual([beyond, beyond, not, not, beyond]);
  expect((await admin.call('GET', '/users?login=power%20higher')).body.items[0]).not.toHaveProperty('administratorBeyondPower');
});
