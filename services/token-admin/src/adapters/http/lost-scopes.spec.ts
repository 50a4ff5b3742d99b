/** Scopes whose sites or groups are deleted: nobody gets above everybody by them, and nobody gets everything. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually, privatePostgres, type PrivatePostgres } from '@countersign/testing';
import { appoint, Browser, serveAuth } from '../../spec-support/console.ts';
import { statusesOf, TokenAdminUnderTest } from '../../spec-support/token-admin-under-test.ts';

const GONE = '018f0000-0000-7000-8000-00000000dead';
const GIVEN = 'a password for once';
let server: PrivatePostgres;
let admin: TokenAdminUnderTest;
let siteId: string;
let otherId: string;
let mole: Browser;

beforeAll(async () => {
  server = await privatePostgres();
  admin = await TokenAdminUnderTest.start(server, { limits: { signInRefusalMs: 0 } });
  await serveAuth(admin);
  [{ id: siteId }, { id: otherId }] = [await admin.make('/sites', { name: 'S1' }), await admin.make('/sites', { name: 'S2' })];
  await appoint(admin, { siteId, login: 'chief', role: 'super-administrator' });
  await appoint(admin, { siteId, login: 'mole', role: 'site-administrator', scope: { kind: 'sites', ids: [siteId] } });
  mole = await Browser.signedIn(admin, 'mole');
});
afterAll(async () => {
  expect(admin.errors).toEqual([]);
  await admin?.stop();
  await server.stop();
});

const scopeOf = async (id: string): Promise<unknown> => (await admin.call('GET', `/administrators/${id}`)).body.scope;
const withKey = (key: unknown) => ({ authorization: `Bearer ${String(key)}` });

describe('a scope of which something is gone', () => {
  test('puts nobody above whoever reaches everywhere, and the deletion takes it out, on record', async () => {
    const { body: { id: tmpx } } = await mole.call('POST', '/sites', { name: 'tmpx', parentId: siteId });
    const ghost = await mole.call('POST', '/users', { siteId, login: 'ghost' });
    const { id } = ghost.body;
    expect(await mole.call('POST', '/administrators', { userId: id, role: 'site-administrator', scope: { kind: 'sites', ids: [siteId, tmpx] }, password: GIVEN })).toMatchObject({ status: 201 });
    expect(await mole.call('DELETE', `/sites/${tmpx}`)).toMatchObject({ status: 200 });
    expect(await scopeOf(id)).toEqual({ kind: 'sites', ids: [siteId] });
    const event = (await admin.eventsOf('administrator.update')).find(({ object }) => object?.id === id);
    expect(event?.detail).toMatchObject({ actor: 'administrator:mole', 'before.scope': expect.stringContaining(tmpx), 'after.scope': expect.not.stringContaining(tmpx) });
    expect(await admin.call('DELETE', `/administrators/${id}/sessions`)).toMatchObject({ status: 200 });
    expect(await mole.call('PATCH', `/users/${id}`, { enabled: false })).toMatchObject({ status: 200 });
    expect(await admin.call('DELETE', `/administrators/${id}`)).toMatchObject({ status: 200 });
  });

  test.each(['sites', 'groups'] as const)('%s that an older release left in it count for nothing, to whoever reaches everywhere or all that is left', async (kind) => {
    const id = await appoint(admin, { siteId, login: `left ${kind}`, role: 'site-administrator', scope: { kind: 'sites', ids: [siteId] } });
    const { id: groupId } = await admin.make('/groups', { siteId, name: `of ${kind}` });
    const left = kind === 'sites' ? siteId : groupId;
    const power = async (ids: readonly string[]): Promise<void> =>
      void await admin.database.query('UPDATE directory.administrator SET scope_kind = $2, scope_ids = $3 WHERE user_id = $1', [id, kind, ids]);
    await power([left, GONE]);
    for (const by of [admin, mole]) {
      expect(await by.call('PATCH', `/users/${id}`, { displayName: 'seen' })).toMatchObject({ status: 200 });
      expect(await by.call('PATCH', `/administrators/${id}`, { role: 'site-administrator' })).toMatchObject({ status: 200 });
      expect(await by.call('PUT', `/users/${id}/password`, { password: 'Another good one 1' })).toMatchObject({ status: 200 });
      expect(await by.call('DELETE', `/administrators/${id}/sessions`)).toMatchObject({ status: 200 });
    }
    await power([GONE, otherId]);
    expect((await mole.call('PATCH', `/users/${id}`, { displayName: 'beyond' })).status).toBe(kind === 'sites' ? 403 : 200);
    expect(await mole.call('PATCH', `/administrators/${id}`, { scope: { kind, ids: [left, GONE] } })).toMatchObject({ status: kind === 'sites' ? 403 : 404 });
    expect(await admin.call('PATCH', `/administrators/${id}`, { scope: { kind, ids: [left, GONE] } })).toMatchObject({ status: 404 });
    expect(await admin.call('DELETE', `/administrators/${id}`)).toMatchObject({ status: 200 });
  });
});

describe('a scope of which nothing is left', () => {
  test('reaches nothing, keeps the role, and is changed by whoever reaches everywhere', async () => {
    const { id: groupId } = await admin.make('/groups', { siteId, name: 'short-lived' });
    const id = await appoint(admin, { siteId, login: 'leader', role: 'site-administrator', scope: { kind: 'groups', ids: [groupId] } });
    const leader = await Browser.signedIn(admin, 'leader');
    expect(await mole.call('DELETE', `/groups/${groupId}`)).toMatchObject({ status: 200 });
    expect(await admin.call('GET', `/administrators/${id}`)).toMatchObject({ body: { role: 'site-administrator', scope: { kind: 'groups', ids: [] } } });
    expect(await leader.call('GET', '/session')).toMatchObject({ status: 200, body: { scope: { kind: 'groups', ids: [] } } });
    for (const path of ['/sites', '/groups', '/users', '/tokens', '/administrators', '/api-keys']) expect(await leader.call('GET', path)).toMatchObject({ status: 200, body: { items: [] } });
    for (const path of [`/users/${id}`, `/sites/${siteId}`]) expect(await leader.call('GET', path)).toMatchObject({ status: 404 });
    expect(await leader.call('PATCH', '/settings', { tokensPerUser: 9 })).toMatchObject({ status: 403 });
    expect(await leader.call('POST', '/api-keys', { name: 'wide', scope: { kind: 'all' } })).toMatchObject({ status: 403 });
    expect(await leader.call('POST', '/administrators', { userId: id, role: 'auditor', scope: { kind: 'all' }, password: GIVEN })).toMatchObject({ status: 404 });
    expect(await admin.call('PATCH', `/administrators/${id}`, { role: 'auditor' })).toMatchObject({ status: 200, body: { role: 'auditor', scope: { kind: 'groups', ids: [] } } });
    expect(await mole.call('PATCH', `/administrators/${id}`, { scope: { kind: 'sites', ids: [siteId] } })).toMatchObject({ status: 200, body: { scope: { kind: 'sites', ids: [siteId] } } });
  });

  test('ends what the keys of its administrator may do, as if the account were switched off', async () => {
    const { id: groupId } = await admin.make('/groups', { siteId, name: 'of a key' });
    await appoint(admin, { siteId, login: 'key maker', role: 'site-administrator', scope: { kind: 'groups', ids: [groupId] } });
    const { body: { key } } = await (await Browser.signedIn(admin, 'key maker')).call('POST', '/api-keys', { name: 'of a leader' });
    expect(await admin.call('GET', '/groups', undefined, withKey(key))).toMatchObject({ status: 200 });
    expect(await admin.call('DELETE', `/groups/${groupId}`)).toMatchObject({ status: 200 });
    expect(await admin.call('GET', '/groups', undefined, withKey(key))).toMatchObject({ status: 401 });
  });

  test('of an API key is on record, reaches nothing, and the key is shown to nobody but whoever reaches everywhere', async () => {
    const { id: tmp } = await admin.make('/sites', { name: 'tmp', parentId: siteId });
    const { apiKey, key } = await admin.make('/api-keys', { name: 'of tmp', scope: { kind: 'sites', ids: [tmp] } });
    const { apiKey: both } = await admin.make('/api-keys', { name: 'of both', scope: { kind: 'sites', ids: [tmp, siteId] } });
    expect(await admin.call('DELETE', `/sites/${tmp}`)).toMatchObject({ status: 200 });
    const left = (await admin.eventsOf('api-key.update')).map(({ object, detail }): unknown => [object?.id, JSON.parse(String(detail['after.scope']))]);
    expect(left).toEqual(expect.arrayContaining([[apiKey.id, { kind: 'sites', ids: [] }], [both.id, { kind: 'sites', ids: [siteId] }]]));
    expect(await admin.call('GET', '/sites', undefined, withKey(key))).toMatchObject({ status: 200, body: { items: [] } });
    expect(await admin.call('GET', `/sites/${siteId}`, undefined, withKey(key))).toMatchObject({ status: 404 });
    expect(await admin.call('POST', '/sites', { name: 'top', parentId: null }, withKey(key))).toMatchObject({ status: 403 });
    const shown = async (by: Pick<Browser, 'call'>): Promise<string[]> => (await by.call('GET', '/api-keys?limit=1000')).body.items.map(({ name }: { name: string }) => name);
    expect(await shown(admin)).toEqual(expect.arrayContaining(['of tmp', 'of both']));
    expect(await shown(mole)).toContain('of both');
    expect(await shown(mole)).not.toContain('of tmp');
    expect(await mole.call('DELETE', `/api-keys/${apiKey.id}`)).toMatchObject({ status: 404 });
    expect(await admin.call('DELETE', `/api-keys/${apiKey.id}`)).toMatchObject({ status: 200 });
  });
});

describe('at the same time', () => {
  test('a deletion waits for an appointment in the making, and takes the site out of it; one that comes later is refused', async () => {
    const { id: tmp } = await admin.make('/sites', { name: 'raced', parentId: siteId });
    const { id } = await admin.make('/users', { siteId, login: 'raced' });
    const appointing = admin.call('POST', '/administrators', { userId: id, role: 'auditor', scope: { kind: 'sites', ids: [siteId, tmp] }, password: GIVEN });
    const answers = await Promise.all([appointing, admin.call('DELETE', `/sites/${tmp}`)]);
    const { status } = await appointing;
    expect([[200, 201], [200, 404]]).toContainEqual(statusesOf(answers));
    if (status === 201) expect(await scopeOf(id)).toEqual({ kind: 'sites', ids: [siteId] });
    const { rows } = await admin.database.query('SELECT FROM directory.administrator WHERE $1 = ANY (scope_ids)', [tmp]);
    expect(rows).toEqual([]);
  });

  test('a deletion that waited for a scope in the making takes the site out of it', async () => {
    const { id: tmp } = await admin.make('/sites', { name: 'held', parentId: siteId });
    const { id: userId } = await admin.make('/users', { siteId, login: 'held' });
    // Stands for a slow appointment: it has its site, and waits for its user's row.
    await admin.database.query('BEGIN');
    await admin.database.query('SELECT FROM directory.site WHERE id = $1 FOR KEY SHARE', [tmp]);
    const deleting = admin.call('DELETE', `/sites/${tmp}`);
    await eventually(async () => expect((await admin.database.query('SELECT FROM pg_locks WHERE NOT granted')).rowCount).toBe(1));
    await admin.database.query("INSERT INTO directory.administrator (user_id, login_folded, role, scope_kind, scope_ids) VALUES ($1, 'held', 'auditor', 'sites', ARRAY [$2, $3]::uuid[])", [userId, siteId, tmp]);
    await admin.database.query('COMMIT');
    expect(await deleting).toMatchObject({ status: 200 });
    expect(await scopeOf(userId)).toEqual({ kind: 'sites', ids: [siteId] });
  });
});
