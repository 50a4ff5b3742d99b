import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import * as api from '@countersign/contracts/admin-api';
import { privatePostgres, type PrivatePostgres } from '@countersign/testing';
import fc from 'fast-check';
import { TokenAdminUnderTest } from '../../spec-support/token-admin-under-test.ts';
import { openApiDocument, operations } from './openapi.ts';

let server: PrivatePostgres;
let admin: TokenAdminUnderTest;
let siteId: string;

beforeAll(async () => {
  server = await privatePostgres();
  admin = await TokenAdminUnderTest.start(server);
  siteId = (await admin.make('/sites', { name: 'Main' })).id;
});
afterEach(() => { expect(admin.errors).toEqual([]); });
afterAll(async () => {
  await admin?.stop();
  await server.stop();
});

const badRequest = { status: 400, body: { code: 'bad-request' } };

test('every operation of the contract has its route, and wants a key', async () => {
  for (const { method, path } of operations.filter(({ permission }) => permission !== 'anyone')) {
    const response = await fetch(`${admin.url}${path.replace('{id}', siteId)}`, { method });
    expect([method, path, response.status]).toEqual([method, path, 401]);
    expect(api.problemSchema.parse(await response.json()).code).toBe('unauthenticated');
  }
});

test('the description of the API and health need none', async () => {
  expect(await (await fetch(`${admin.url}/openapi.json`)).json()).toEqual(JSON.parse(JSON.stringify(openApiDocument())));
  expect((await fetch(new URL('/health/live', admin.url))).status).toBe(200);
});

describe('bodies', () => {
  test.each([
    ['no JSON', '{"siteId":'], ['ill-formed UTF-8', Buffer.concat([Buffer.from('{"name":"'), Buffer.from([0xc3, 0x28]), Buffer.from('"}')])],
    ['an overlong form', Buffer.concat([Buffer.from('{"name":"'), Buffer.from([0xc0, 0xaf]), Buffer.from('"}')])], ['a lone surrogate', '{"name":"\\ud800"}'], ['NUL', '{"name":"a\\u0000b"}'],
    ['a line feed', '{"name":"a\\nb"}'], ['a list', '[]'], ['null', 'null'], ['a number', '1'], ['an unknown field', '{"name":"n","admin":true}'],
    ['a prototype', '{"name":"n","__proto__":{"admin":true}}'], ['an empty name', '{"name":""}'], ['blanks around', '{"name":" n "}'], ['a long name', JSON.stringify({ name: 'n'.repeat(129) })],
    ['a name that is no text', '{"name":{"toString":"x"}}'], ['nothing', ''],
  ])('%s', async (_, body) => {
    expect(await admin.call('POST', '/sites', body, { 'content-type': 'application/json' })).toMatchObject(badRequest);
  });

  test('a large body is refused before it is read to its end', async () => {
    const { hostname, port } = new URL(admin.url);
    const socket = connect(Number(port), hostname);
    socket.on('error', () => {});
    await once(socket, 'connect');
    socket.write(`POST ${api.adminApiPrefix}/sites HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${admin.bearer}\r\ncontent-type: application/json\r\ncontent-length: 10000000000\r\n\r\n{"name":"`);
    const [answer] = await once(socket, 'data') as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 413 [\s\S]*limit-exceeded/);
    socket.destroy();
  });

  test.each(['text/plain', 'application/xml', 'application/x-www-form-urlencoded', 'application/json5', api.IMPORT_CONTENT_TYPE])('%s is no JSON', async (type) => {
    expect(await admin.call('POST', '/sites', '{"name":"n"}', { 'content-type': type })).toMatchObject({ status: 415, body: { code: 'bad-request', status: 415 } });
  });

  test('a refusal names fields and repeats no value, however many and long they are', async () => {
    const fields = Object.fromEntries(Array.from({ length: 2000 }, (_, index) => [`${'f'.repeat(50)}${index}`, 'hunter2-value']));
    const answer = await admin.call('POST', '/users', { siteId, login: 'x', ...fields });
    expect(answer).toMatchObject(badRequest);
    const text = JSON.stringify(answer.body);
    expect(text).not.toContain('hunter2');
    expect(text.length).toBeLessThan(20_000);
  });
});

describe('names that mean something elsewhere', () => {
  test.each(['../../etc/passwd', "'; DROP TABLE directory.site; --", '%s%n', '${jndi:ldap://x}', '<script>alert(1)</script>', 'a\\b', '=cmd|x', 'con', '*', '$1'])('%s is a name like any other', async (name) => {
    const group = await admin.make('/groups', { siteId, name });
    expect((await admin.call('GET', `/groups?name=${encodeURIComponent(name)}`)).body.items).toEqual([group]);
    const user = await admin.make('/users', { siteId, login: name });
    expect((await admin.call('GET', `/users?login=${encodeURIComponent(name)}`)).body.items).toMatchObject([{ id: user.id, login: name }]);
    expect((await admin.call('GET', `/users?search=${encodeURIComponent(name.slice(0, 2))}`)).status).toBe(200);
  });
});

test.each(['bob ', ' bob', 'b\u200Bob', '\u202Ebob', '\u2066bob'])('%j looks like another login name and is none', async (login) => {
  expect(await admin.call('POST', '/users', { siteId, login })).toMatchObject(badRequest);
});

describe('paths and queries', () => {
  test.each(['/sites/..%2f..%2fhealth', '/sites/%00', '/sites/%ff', '/sites/1', '/users/x/unlock', `/sites/${'a'.repeat(5000)}`, '/nothing', '/sites/%2e%2e/%2e%2e'])('GET %s', async (path) => {
    const answer = await admin.call('GET', path);
    expect([400, 404, 414]).toContain(answer.status);
    expect(api.problemSchema.safeParse(answer.body).success).toBe(true);
  });

  test.each(['/sites?name=%ff%fe', '/sites?name=a&name=b', '/sites?__proto__=x', '/sites?name[x]=1', '/sites?site=%00', '/tokens?assigned=maybe', '/audit/events?limit=9999'])('GET %s', async (path) => {
    const answer = await admin.call('GET', path);
    expect([200, 400]).toContain(answer.status);
    if (answer.status === 200) expect(answer.body.items).toEqual([]);
  });

  test('keys of odd forms are no keys', async () => {
    for (const authorization of ['Bearer', 'Bearer ', `Bearer ${'x'.repeat(8000)}`, 'Bearer cs_\u00e9', `bearer  ${admin.bearer}x`, 'Token x']) {
      expect([401, 429]).toContain((await admin.call('GET', '/sites', undefined, { authorization })).status);
    }
    expect((await admin.call('GET', '/sites', undefined, { authorization: `bearer  ${admin.bearer}` })).status).toBe(200);
  });
});

test('any JSON to any operation is answered by the contract, and the service lives', async () => {
  const changing = operations.filter(({ body, permission }) => body !== null && permission !== 'session' && permission !== 'anyone');
  await fc.assert(fc.asyncProperty(fc.constantFrom(...changing), fc.dictionary(fc.constantFrom('siteId', 'name', 'login', 'userId', 'groupId', 'version', 'addresses', 'secret', 'password', 'pin', 'mode', 'startsAt', 'digits', 'serial'), fc.oneof(fc.jsonValue(), fc.constant(siteId))), async (operation, body) => {
    const answer = await admin.call(operation.method, operation.path.replace('{id}', siteId), body);
    expect([200, 201, 400, 404, 409, 503]).toContain(answer.status);
    if (answer.status >= 400) expect(api.problemSchema.safeParse(answer.body).success).toBe(true);
  }), { numRuns: 300 });
});
