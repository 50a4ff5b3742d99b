/** Who is appointed signs in with nothing that anybody knew of the user before. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { addStandInsContract, removeStandInsContract, type ShownStandIn } from '@countersign/contracts';
import * as api from '@countersign/contracts/admin-api';
import { RefusedError } from '@countersign/messaging';
import { eventually, privatePostgres, type PrivatePostgres } from '@countersign/testing';
import { TRIES_WINDOW_MS } from '../../application/administrator-sign-in.ts';
import { appoint, Browser, PASSWORD, serveAuth } from '../../spec-support/console.ts';
import { type Answer, TokenAdminUnderTest } from '../../spec-support/token-admin-under-test.ts';

const GIVEN = 'a password for once';
const [assignmentId, ...ids] = ['018f0000-0000-7000-8000-000000000001', '018f0000-0000-7000-8000-000000000002', '018f0000-0000-7000-8000-000000000003'];
let server: PrivatePostgres;
let admin: TokenAdminUnderTest;
let siteId: string;
const withdrawn: unknown[] = [];
/** Runs in auth before it withdraws, or adds. */
let meanwhile: () => Promise<void> = async () => {};
const added: string[] = [];

beforeAll(async () => {
  server = await privatePostgres();
  admin = await TokenAdminUnderTest.start(server, { limits: { signInRefusalMs: 0 } });
  await serveAuth(admin);
  await admin.bus.serve(removeStandInsContract, async ({ userId, assignmentId: of, actor }) => {
    await meanwhile();
    withdrawn.push([userId, of, actor.label]);
    return { removed: 1 };
  });
  await admin.bus.serve(addStandInsContract, async ({ userId }) => {
    added.push(userId);
    return { done: true };
  });
  ({ id: siteId } = await admin.make('/sites', { name: 'Main' }));
  await appoint(admin, { siteId, login: 'chief', role: 'super-administrator' });
});
beforeEach(() => {
  admin.clockMs += TRIES_WINDOW_MS + 1;
  admin.standIns = [];
  withdrawn.length = 0;
  added.length = 0;
  meanwhile = async () => {};
});
afterAll(async () => {
  expect(admin.errors).toEqual([]);
  await admin?.stop();
  await server.stop();
});

const kept = (): ShownStandIn[] => ids.map((id, index) => ({
  id, kind: index === 0 ? 'bypass-code' : 'temporary-password', assignmentId: index === 0 ? null : assignmentId ?? null, createdAt: new Date().toISOString(), createdBy: 'desk', expiresAt: new Date().toISOString(), usedAt: null,
}));
const appointed = async (userId: string, more: object = { password: GIVEN }, headers: Readonly<Record<string, string>> = {}): Promise<Answer> =>
  admin.call('POST', '/administrators', { userId, role: 'super-administrator', scope: { kind: 'all' }, ...more }, headers);

describe('appointing', () => {
  test('needs a new password, and says so in both languages', async () => {
    const { id } = await admin.make('/users', { siteId, login: 'u3' });
    await admin.call('PUT', `/users/${id}/password`, { password: 'Known to 2' });
    const [english, chinese] = [await appointed(id, {}), await appointed(id, {}, { 'accept-language': 'zh' })];
    for (const answer of [english, chinese]) expect(answer).toMatchObject({ status: 400, body: { code: 'bad-request', errors: [{ path: 'body.password' }] } });
    expect(chinese.body.errors[0].message).toMatch(/[一-鿿]/);
    expect(await appointed(id, { password: 'eleven char' })).toMatchObject({ status: 400, body: { errors: [{ path: 'body.password' }] } });
    expect(await appointed(id, { password: 'the password of U3!' })).toMatchObject({ status: 422, body: { code: 'password-unsuitable' } });
    expect(await admin.call('GET', `/administrators/${id}`)).toMatchObject({ status: 404 });
  });

  test('makes the password that the help desk set worth nothing, and the given one has to be changed', async () => {
    const { id } = await admin.make('/users', { siteId, login: 'riser' });
    await admin.call('PUT', `/users/${id}/password`, { password: 'Known to the desk 1', expiresAt: new Date(Date.now() + 30 * 86_400_000 + admin.clockMs).toISOString() });
    expect(await appointed(id)).toMatchObject({ status: 201, body: { mustChangePassword: true } });
    expect((await admin.call('GET', `/users/${id}`)).body).toMatchObject({ passwordExpiresAt: null });
    expect(await new Browser(admin).signIn('riser', 'Known to the desk 1')).toMatchObject({ status: 401 });
    const browser = new Browser(admin);
    expect(await browser.signIn('riser', GIVEN)).toMatchObject({ body: { state: 'password-change-needed' } });
    expect(await browser.call('GET', '/users')).toMatchObject({ status: 401 });
    expect(await browser.call('POST', '/session/password', { current: GIVEN, password: PASSWORD })).toMatchObject({ body: { state: 'signed-in' } });
  });

  test('needs to be told which tokens stay, and takes the others back', async () => {
    const { id } = await admin.make('/users', { siteId, login: 'bearer' });
    const known = await madeToken('T-known', id);
    const keyFob = await madeToken('T-fob', id);
    const nobodys = await madeToken('T-free');
    const [unsaid, chinese] = [await appointed(id), await appointed(id, undefined, { 'accept-language': 'zh' })];
    expect(unsaid).toMatchObject({ status: 400, body: { code: 'bad-request', detail: expect.stringContaining('keepTokens') } });
    expect(chinese.body.detail).toMatch(/^该用户已有令牌/);
    expect(await appointed(id, { password: GIVEN, keepTokens: [keyFob, nobodys] })).toMatchObject({ status: 400 });
    expect(await tokensOf(id)).toEqual(['T-fob', 'T-known']);

    expect(await appointed(id, { password: GIVEN, keepTokens: [keyFob] })).toMatchObject({ status: 201, body: { tokens: 1 } });
    expect(await tokensOf(id)).toEqual(['T-fob']);
    expect((await admin.eventsOf('token.unassign')).map(({ object }) => object?.id)).toEqual([known]);
    const browser = new Browser(admin);
    expect(await browser.signIn('bearer', GIVEN)).toMatchObject({ body: { state: 'tokencode-needed' } });

    await admin.call('DELETE', `/administrators/${id}`);
    expect(await appointed(id, { password: GIVEN, keepTokens: [] })).toMatchObject({ status: 201, body: { tokens: 0 } });
    expect(await browser.signIn('bearer', GIVEN)).toMatchObject({ body: { state: 'password-change-needed' } });
  });

  test('takes tokens back for those alone who might do so by itself', async () => {
    const { id } = await admin.make('/users', { siteId, login: 'keeper' });
    const token = await madeToken('T-kept', id);
    const permissions = [...api.rolePermissions.auditor, 'administrators.write'];
    const { key } = await admin.make('/api-keys', { name: 'appoints auditors', permissions, ofInstallation: true });
    const appointedBy = async (keepTokens: readonly string[]): Promise<Answer> =>
      appointed(id, { role: 'auditor', password: GIVEN, keepTokens }, { authorization: `Bearer ${String(key)}` });
    expect(await appointedBy([])).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    expect(await tokensOf(id)).toEqual(['T-kept']);
    expect(await appointedBy([token])).toMatchObject({ status: 201, body: { tokens: 1 } });
  });

  test('keeps the tokens when it is refused', async () => {
    const { id } = await admin.make('/users', { siteId, login: 'holding' });
    await madeToken('T-held', id);
    admin.standIns = kept();
    meanwhile = async () => { throw new RefusedError('unavailable'); };
    expect(await appointed(id, { password: GIVEN, keepTokens: [] })).toMatchObject({ status: 503 });
    expect(await tokensOf(id)).toEqual(['T-held']);
  });

  test('withdraws what stands in for tokencodes, in the name of whoever appoints', async () => {
    const { id } = await admin.make('/users', { siteId, login: 'coded' });
    admin.standIns = kept();
    expect(await appointed(id)).toMatchObject({ status: 201 });
    expect(withdrawn).toEqual([[id, null, 'test'], [id, assignmentId, 'test']]);
  });

  test('does not happen when that fails, and leaves no trace in the directory', async () => {
    const { id } = await admin.make('/users', { siteId, login: 'waiting' });
    await admin.call('PUT', `/users/${id}/password`, { password: 'Known to the desk 1' });
    const before = await stateOf(id);
    admin.standIns = kept();
    meanwhile = async () => { throw new RefusedError('unavailable'); };
    expect(await appointed(id)).toMatchObject({ status: 503, body: { code: 'unavailable' } });
    expect(await stateOf(id)).toEqual(before);
    expect((await admin.eventsOf('administrator.appoint')).filter(({ object }) => object?.id === id)).toEqual([]);
  });

  test('withdraws nothing of whom the caller may not appoint', async () => {
    const { id: elsewhere } = await admin.make('/sites', { name: 'Elsewhere' });
    await appoint(admin, { siteId, login: 'local', role: 'site-administrator', scope: { kind: 'sites', ids: [elsewhere] } });
    const { id } = await admin.make('/users', { siteId: elsewhere, login: 'kept' });
    admin.standIns = kept();
    const local = await Browser.signedIn(admin, 'local');
    expect(await local.call('POST', '/administrators', { userId: id, role: 'super-administrator', scope: { kind: 'all' }, password: GIVEN })).toMatchObject({ status: 403 });
    expect(withdrawn).toEqual([]);
  });

  test.each(['code', 'temporary password'])('a %s that is asked for at the same time waits, and is refused to the help desk', async (what) => {
    const login = `raced ${what}`;
    await appoint(admin, { siteId, login: `desk ${what}`, role: 'help-desk', scope: { kind: 'sites', ids: [siteId] } });
    const desk = await Browser.signedIn(admin, `desk ${what}`);
    const { id } = await admin.make('/users', { siteId, login });
    const token = await madeToken(`T-${login}`, id);
    await admin.call('POST', `/tokens/${token}/lost`, { lost: true });
    admin.standIns = kept();
    let issuing: Promise<Answer> | undefined;
    meanwhile = async () => {
      issuing ??= what === 'code' ? desk.call('POST', `/users/${id}/bypass-codes`, {}) : desk.call('POST', `/tokens/${token}/temporary-password`, {});
      await eventually(async () => expect((await admin.database.query('SELECT FROM pg_locks WHERE NOT granted')).rowCount).toBe(1));
    };
    expect(await appointed(id, { password: GIVEN, keepTokens: [token] })).toMatchObject({ status: 201 });
    expect(await issuing).toMatchObject({ status: 403 });
    expect(added).toEqual([]);
  });

  test('anew, no session of the former role comes back', async () => {
    const id = await appoint(admin, { siteId, login: 'returning', role: 'super-administrator' });
    await admin.call('DELETE', `/administrators/${id}/sessions`); // the number that tells sessions apart moves on
    const former = await Browser.signedIn(admin, 'returning');
    await admin.call('DELETE', `/administrators/${id}`);
    expect(await appointed(id)).toMatchObject({ status: 201 });
    expect(await former.call('GET', '/session')).toMatchObject({ status: 401 });
  });
});

const stateOf = async (id: string): Promise<unknown> => (await admin.database.query(
  'SELECT u.*, a.* FROM directory.user_account u LEFT JOIN directory.administrator a ON a.user_id = u.id WHERE u.id = $1', [id])).rows;

const tokensOf = async (id: string): Promise<string[]> => (await admin.call('GET', `/tokens?userId=${id}`)).body.items.map(({ serial }: { serial: string }) => serial);

const madeToken = async (serial: string, assignTo?: string): Promise<string> =>
  (await admin.make('/tokens/make', { siteId, serial, ...assignTo === undefined ? {} : { assignTo } })).token.id;
