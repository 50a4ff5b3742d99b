/** What holds for every operation of the contract: a key does what its permissions say, and a session's cookie alone changes nothing. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as api from '@countersign/contracts/admin-api';
import { privatePostgres, type PrivatePostgres } from '@countersign/testing';
import { appoint, Browser, serveAuth } from '../../spec-support/console.ts';
import { TokenAdminUnderTest } from '../../spec-support/token-admin-under-test.ts';

const NOWHERE = '018f0000-0000-7000-8000-000000000000';
let server: PrivatePostgres;
let admin: TokenAdminUnderTest;
let boss: Browser;
let siteId: string;

beforeAll(async () => {
  server = await privatePostgres();
  admin = await TokenAdminUnderTest.start(server, { limits: { signInRefusalMs: 0 } });
  await serveAuth(admin);
  ({ id: siteId } = await admin.make('/sites', { name: 'Main' }));
  await appoint(admin, { siteId, login: 'boss', role: 'super-administrator' });
  boss = await Browser.signedIn(admin, 'boss');
});
afterAll(async () => {
  expect(admin.errors).toEqual([]);
  await admin?.stop();
  await server.stop();
});

const pathOf = ({ path }: api.Operation): string => path.replace('{id}', NOWHERE).replace('{type}', 'users');
const bodyOf = ({ body }: api.Operation): unknown => (body === null ? undefined : {});
const guarded = api.operations.filter(({ permission }) => permission !== 'anyone' && permission !== 'session');

async function keyWith(permissions: readonly string[]): Promise<Record<string, string>> {
  const { body } = await admin.call('POST', '/api-keys', { name: permissions.length === 1 ? `only ${permissions[0]}` : 'all but one', permissions });
  return { authorization: `Bearer ${body.key}` };
}

describe.each(api.permissions.map((permission) => [permission]))('API keys and %s', (permission) => {
  const [asking, others] = [guarded.filter((operation) => operation.permission === permission), api.permissions.filter((other) => other !== permission)];

  test('without it every other permission opens nothing', async () => {
    const key = await keyWith(others);
    for (const operation of asking) {
      const { status, body } = await admin.call(operation.method, pathOf(operation), bodyOf(operation), key);
      expect([operation.id, status, body.code]).toEqual([operation.id, 403, 'forbidden']);
    }
  });

  test('it alone opens what asks for it', async () => {
    const key = await keyWith([permission]);
    for (const operation of asking) {
      const { status } = await admin.call(operation.method, pathOf(operation), bodyOf(operation), key);
      expect([operation.id, [401, 403, 500].includes(status)]).toEqual([operation.id, false]);
    }
  });
});

describe('a request that another site made a browser send', () => {
  const changing = api.operations.filter(({ method, permission }) => method !== 'GET' && permission !== 'anyone');

  test.each(changing.map((operation) => [operation.id, operation] as const))('%s', async (_, operation) => {
    for (const csrf of ['', 'x', `${boss.csrf.slice(1)}A`]) {
      const forged = new Browser(admin, { origin: 'https://elsewhere.example' });
      Object.assign(forged, { cookie: boss.cookie, csrf });
      expect(await forged.call(operation.method, pathOf(operation), bodyOf(operation))).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    }
    expect(await boss.call('GET', '/session')).toMatchObject({ status: 200, body: { state: 'signed-in' } });
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])('a form (%s) neither signs in nor changes anything', async (type) => {
    const sent = JSON.stringify({ login: 'boss', password: 'correct horse battery', name: 'forged' });
    for (const path of ['/session', '/sites']) {
      const response = await fetch(`${admin.url}${path}`, { method: 'POST', headers: { 'content-type': type, cookie: boss.cookie }, body: sent });
      expect([path, [403, 415].includes(response.status), response.headers.getSetCookie()]).toEqual([path, true, []]);
    }
    expect((await admin.call('GET', '/sites?name=forged')).body.items).toEqual([]);
  });

  test('no other site may read an answer', async () => {
    for (const method of ['GET', 'OPTIONS']) {
      const { headers } = await fetch(`${admin.url}/sites`, { method, headers: { origin: 'https://elsewhere.example', 'access-control-request-method': 'POST', cookie: boss.cookie } });
      expect([...headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
    }
  });
});

describe('what a spreadsheet would calculate', () => {
  test.each(['=', '+', '-', '@', '＝', '＋', '－', '＠'])('%s leads no cell of an exported list', async (lead) => {
    const [text, octet] = [`${lead}HYPERLINK("x")`, (lead.codePointAt(0) ?? 0) % 251];
    await admin.make('/users', { siteId, login: `${text} ${octet}`, displayName: text });
    await admin.make('/agent-hosts', { siteId, name: `${text} ${octet}`, addresses: [{ address: `10.3.0.${octet}` }], secret: 'a secret of hosts' });
    for (const path of ['/users/export', '/agent-hosts/export']) {
      const { body } = await admin.call('GET', path);
      expect(body).toContain(` ${octet}"`);
      expect(body).not.toMatch(/(?:^|[,\n])"?[=+\-@＝＋－＠]/);
    }
    expect((await admin.call('GET', '/users/export')).body).toContain(`"'${text.replaceAll('"', '""')}"`);
  });

  test('a semicolon or a tab, which separate cells elsewhere, stands in quotes', async () => {
    await admin.make('/users', { siteId, login: 'a;=1+1' });
    expect((await admin.call('GET', '/users/export')).body).toContain('"a;=1+1"');
  });
});

describe('text that shows in another order than it is written', () => {
  test.each(['\u202Egpj.exe', 'a\u202Ab', 'a\u2066b', 'a\u0085b'])('%j is no name', async (name) => {
    const host = { siteId, addresses: [{ address: '10.4.0.1' }], secret: 'a secret of hosts' };
    const tries: [string, object][] = [['/sites', { name }], ['/groups', { siteId, name }], ['/users', { siteId, login: 'shown', displayName: name }], ['/agent-hosts', { ...host, name }], ['/radius-profiles', { siteId, name }], ['/api-keys', { name }],
      ['/radius-profiles', { siteId, name: 'described', description: name }], ['/address-pools', { siteId, name: 'described', description: name, ranges: [{ first: '10.5.0.1', last: '10.5.0.2' }] }], ['/tokens/make', { siteId, serial: name }]];
    for (const [path, body] of tries) expect([path, (await admin.call('POST', path, body)).status]).toEqual([path, 400]);
  });
});
