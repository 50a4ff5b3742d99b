import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { privatePostgres, type PrivatePostgres } from '@countersign/testing';
import { WRONG_KEYS, WRONG_KEYS_WINDOW_MS } from '../../domain/wrong-key-throttle.ts';
import { appoint, Browser, serveAuth } from '../../spec-support/console.ts';
import { TokenAdminUnderTest, type Answer } from '../../spec-support/token-admin-under-test.ts';

let server: PrivatePostgres;
let admin: TokenAdminUnderTest;

beforeAll(async () => {
  server = await privatePostgres();
  admin = await TokenAdminUnderTest.start(server, { limits: { signInRefusalMs: 0 } });
  await serveAuth(admin);
});
afterAll(async () => {
  expect(admin.errors).toEqual([]);
  await admin?.stop();
  await server.stop();
});

const withKey = async (key: string): Promise<Answer> => admin.call('GET', '/sites', undefined, { authorization: `Bearer ${key}` });
/** A key of the right form that nobody made. */
const wrongKey = (id = 'f'.repeat(32)): string => `cs_${id}_${'A'.repeat(43)}`;
const windowOver = (): void => { admin.clockMs += WRONG_KEYS_WINDOW_MS; };

describe('an API key', () => {
  test('is shown once, and only its MAC is stored', async () => {
    const { apiKey, key } = await admin.make('/api-keys', { name: 'script' });
    expect(key).toMatch(/^cs_[0-9a-f]{32}_[\w-]{43}$/);
    expect(await withKey(key)).toMatchObject({ status: 200 });
    const { rows } = await admin.database.query<{ stored: string }>('SELECT row_to_json(k)::text AS stored FROM directory.api_key k');
    const [, , secret = ''] = /^(cs_\w{32})_(.+)$/.exec(key) ?? [];
    expect(secret).toHaveLength(43);
    const stored = rows.map((row) => row.stored).join('');
    for (const form of [key, secret, Buffer.from(secret, 'base64url').toString('hex'), Buffer.from(key).toString('hex')]) expect(stored).not.toContain(form);
    const list = await admin.call('GET', '/api-keys?name=script');
    expect(list.body.items).toEqual([{ ...apiKey, lastUsedAt: expect.any(String) }]);
  });

  test('tells when it was used last, to the minute', async () => {
    const { apiKey, key } = await admin.make('/api-keys', { name: 'watched' });
    expect(apiKey.lastUsedAt).toBeNull();
    const lastUsed = async (): Promise<string> => (await admin.call('GET', '/api-keys?name=watched')).body.items[0].lastUsedAt;
    await withKey(key);
    const first = await lastUsed();
    await withKey(key);
    expect(await lastUsed()).toBe(first);
    admin.clockMs += 61_000;
    await withKey(key);
    expect(Date.parse(await lastUsed()) - Date.parse(first)).toBeGreaterThanOrEqual(61_000);
  });

  test('ends on its day', async () => {
    const { key } = await admin.make('/api-keys', { name: 'brief', expiresAt: new Date(Date.now() + admin.clockMs + 60_000).toISOString() });
    expect(await withKey(key)).toMatchObject({ status: 200 });
    admin.clockMs += 61_000;
    expect(await withKey(key)).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
  });

  test('that would have ended when it is made is not made', async () => {
    const ends = (ms: number): string => new Date(Date.now() + admin.clockMs + ms).toISOString();
    const refused = await admin.call('POST', '/api-keys', { name: 'ended', expiresAt: ends(-1) }, { 'accept-language': 'zh' });
    expect(refused).toMatchObject({ status: 400, body: { code: 'bad-request', detail: '结束时间已过，须为将来的时间。' } });
    expect((await admin.call('POST', '/api-keys', { name: 'ended', expiresAt: '2020-01-01T00:00:00Z' })).body.detail).toBe('The end has passed already.');
    expect((await admin.call('GET', '/api-keys?name=ended')).body.items).toEqual([]);
  });

  test('is revoked for good, and its record stays', async () => {
    const { apiKey, key } = await admin.make('/api-keys', { name: 'stolen' });
    const revoked = await admin.call('DELETE', `/api-keys/${apiKey.id}`);
    expect(revoked).toMatchObject({ status: 200, body: { name: 'stolen', revokedAt: expect.any(String) } });
    expect(await withKey(key)).toMatchObject({ status: 401 });
    expect((await admin.call('DELETE', `/api-keys/${apiKey.id}`)).body).toEqual(revoked.body);
    expect(await admin.eventsOf('api-key.revoke')).toHaveLength(1);
    expect((await admin.call('GET', '/api-keys?name=stolen')).body.items).toEqual([revoked.body]);
  });

  test('unknown, wrong, revoked and missing ones get one answer', async () => {
    const { key } = await admin.make('/api-keys', { name: 'right' });
    const changed = `${key.slice(0, -2)}${key.endsWith('AA') ? 'BB' : 'AA'}`;
    const answers = [await withKey(wrongKey()), await withKey(changed), await withKey('nonsense'), await admin.call('GET', '/sites', undefined, { authorization: 'Basic eDp5' })];
    for (const { status, body, headers } of answers) {
      expect([status, body, headers.get('www-authenticate')]).toEqual([401, answers[0]?.body, 'Bearer']);
    }
  });
});

describe('whose a key is', () => {
  let [siteId, below]: string[] = [];
  beforeAll(async () => {
    ({ id: siteId } = await admin.make('/sites', { name: 'Owners' }));
    ({ id: below } = await admin.make('/sites', { name: 'Lab', parentId: siteId }));
    await appoint(admin, { siteId: siteId ?? '', login: 'chief', role: 'super-administrator' });
  });
  const group = async (key: string, site: string | undefined, name: string): Promise<number> =>
    (await admin.call('POST', '/groups', { siteId: site, name }, { authorization: `Bearer ${key}` })).status;
  async function ownerWithKey(login: string): Promise<{ id: string; browser: Browser; key: string; keyId: string }> {
    const id = await appoint(admin, { siteId: siteId ?? '', login, role: 'site-administrator', scope: { kind: 'sites', ids: [siteId ?? ''] } });
    const browser = await Browser.signedIn(admin, login);
    const { body } = await browser.call('POST', '/api-keys', { name: `of ${login}` });
    expect(body.apiKey).toMatchObject({ owner: { id, login, active: true }, createdBy: `administrator:${login}` });
    return { id, browser, key: body.key, keyId: body.apiKey.id };
  }

  test('it rests while its owner may not sign in, and goes on afterwards', async () => {
    const { id, key } = await ownerWithKey('resting');
    const shown = async () => (await admin.call('GET', '/api-keys?name=of resting')).body.items[0].owner.active;
    for (const change of [{ enabled: false }, { enabled: true, endsAt: '2020-01-01T00:00:00Z' }, { endsAt: null, startsAt: '2199-01-01T00:00:00Z' }]) {
      await admin.call('PATCH', `/users/${id}`, change);
      expect([change, (await withKey(key)).status, await shown()]).toEqual([change, 401, false]);
    }
    await admin.call('PATCH', `/users/${id}`, { startsAt: null });
    expect([(await withKey(key)).status, await shown()]).toEqual([200, true]);
    windowOver();
  });

  test('it may do no more than its owner may by then, nor further', async () => {
    const { id, key } = await ownerWithKey('shrinking');
    expect(await group(key, siteId, 'one')).toBe(201);
    await admin.call('PATCH', `/administrators/${id}`, { scope: { kind: 'sites', ids: [below] } });
    expect([await group(key, siteId, 'two'), await group(key, below, 'two')]).toEqual([404, 201]);
    await admin.call('PATCH', `/administrators/${id}`, { role: 'auditor' });
    expect([await group(key, below, 'three'), (await withKey(key)).status]).toEqual([403, 200]);
    await admin.call('PATCH', `/administrators/${id}`, { role: 'site-administrator', scope: { kind: 'all' } });
    const { id: elsewhere } = await admin.make('/sites', { name: 'Elsewhere' });
    expect(await group(key, elsewhere, 'four')).toBe(404); // an owner who rises lifts no key
  });

  test('it ends with the role, on record, and makes none', async () => {
    const { id, key, keyId } = await ownerWithKey('leaving');
    expect(await admin.call('POST', '/api-keys', { name: 'heir of leaving' }, { authorization: `Bearer ${key}` })).toMatchObject({ status: 403, body: { code: 'session-needed' } });
    expect(await admin.call('DELETE', `/administrators/${id}`)).toMatchObject({ status: 200 });
    expect(await withKey(key)).toMatchObject({ status: 401 });
    expect((await admin.eventsOf('api-key.revoke')).map(({ object }) => object?.id)).toContain(keyId);
    await admin.make('/administrators', { userId: id, role: 'auditor', scope: { kind: 'all' }, password: 'a password for once' });
    expect(await withKey(key)).toMatchObject({ status: 401 });
    windowOver();
  });

  test('one of the installation belongs to nobody, and only those who may do everything make it', async () => {
    const { browser, key } = await ownerWithKey('ambitious');
    expect(await browser.call('POST', '/api-keys', { name: 'mine for ever', ofInstallation: true })).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    expect(await admin.call('POST', '/api-keys', { name: 'mine for ever', ofInstallation: true }, { authorization: `Bearer ${key}` })).toMatchObject({ status: 403 });
    const chief = await Browser.signedIn(admin, 'chief');
    const made = await chief.call('POST', '/api-keys', { name: 'portal', ofInstallation: true, permissions: ['directory.read'] });
    expect(made.body.apiKey).toMatchObject({ owner: null, createdBy: 'administrator:chief' });
    const { body: { items: [account] } } = await admin.call('GET', '/administrators?login=chief');
    await appoint(admin, { siteId: siteId ?? '', login: 'successor', role: 'super-administrator' });
    expect(await admin.call('DELETE', `/administrators/${account.id}`)).toMatchObject({ status: 200 });
    expect(await withKey(made.body.key)).toMatchObject({ status: 200 });
  });
});

describe('wrong keys', () => {
  test('slow their source down, whether they exist or not, until the window is over', async () => {
    windowOver();
    for (let tries = 0; tries < WRONG_KEYS; tries += 1) expect(await withKey(wrongKey())).toMatchObject({ status: 401 });
    const throttled = await withKey(wrongKey());
    expect(throttled).toMatchObject({ status: 429, body: { code: 'throttled' } });
    expect(Number(throttled.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(Number(throttled.headers.get('retry-after'))).toBeLessThanOrEqual(WRONG_KEYS_WINDOW_MS / 1000);
    windowOver();
    expect(await withKey(wrongKey())).toMatchObject({ status: 401 });
  });

  test('do not lock out who signed in from there lately, nor let a new key in', async () => {
    windowOver();
    const { key } = await admin.make('/api-keys', { name: 'never used yet' });
    for (let tries = 0; tries < WRONG_KEYS; tries += 1) await withKey(wrongKey());
    expect(await withKey(admin.bearer)).toMatchObject({ status: 200 });
    expect(await withKey(key)).toMatchObject({ status: 429 });
    windowOver();
    expect(await withKey(key)).toMatchObject({ status: 200 });
  });
});
