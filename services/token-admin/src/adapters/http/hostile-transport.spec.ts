/** What arrives before there is a request, or pretends to be another one: on the wire, as an attacker writes it. */
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { auditTailContract } from '@countersign/contracts';
import * as api from '@countersign/contracts/admin-api';
import { privatePostgres, type PrivatePostgres } from '@countersign/testing';
import { TokenAdminUnderTest } from '../../spec-support/token-admin-under-test.ts';

const BODY_MS = 300;
let server: PrivatePostgres;
let admin: TokenAdminUnderTest;
/** A replica that waits so long for the body of a request. */
let impatient: string;

beforeAll(async () => {
  server = await privatePostgres();
  admin = await TokenAdminUnderTest.start(server);
  impatient = (await admin.startReplica({ limits: { bodyMs: BODY_MS } })).url;
});
afterAll(async () => {
  await admin?.stop();
  await server.stop();
  expect(admin.errors).toEqual([]);
});

const PATH = `${api.adminApiPrefix}/sites`;
const head = (...lines: string[]): string => [...lines, `authorization: Bearer ${admin.bearer}`, '', ''].join('\r\n');

/** Everything that comes back until the server ends the connection. */
async function send(...pieces: (string | Uint8Array)[]): Promise<string> {
  return sendTo(admin.url, ...pieces);
}

async function sendTo(url: string, ...pieces: (string | Uint8Array)[]): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  for (const piece of pieces) socket.write(piece);
  return text(socket);
}

interface Heard {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

function heard(answer: string): Heard {
  const [first = '', ...rest] = answer.split('\r\n\r\n');
  const [status = '', ...lines] = first.split('\r\n');
  const headers = Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]));
  return { status: Number(status.split(' ')[1]), headers, body: headers['content-type']?.includes('json') === true ? JSON.parse(rest.join('\r\n\r\n')) : rest.join('\r\n\r\n') };
}

const refused = (status: number, code: string) => ({
  status, body: { type: `urn:countersign:result-code:${code}`, title: expect.any(String), status, code },
  headers: expect.objectContaining({ 'content-type': 'application/problem+json; charset=utf-8', connection: 'close', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }),
});

describe('what cannot be read as one request', () => {
  test.each([
    ['headers that are too long', 431, 'limit-exceeded', [`GET ${PATH} HTTP/1.1`, 'host: x', `x-long: ${'a'.repeat(17 * 1024)}`]],
    ['one cookie that is too long', 431, 'limit-exceeded', [`GET ${PATH} HTTP/1.1`, 'host: x', `cookie: a=${'b'.repeat(20_000)}`]],
    ['a path that is too long', 431, 'limit-exceeded', [`GET ${PATH}?name=${'a'.repeat(20_000)} HTTP/1.1`, 'host: x']],
    ['two lengths', 400, 'bad-request', [`POST ${PATH} HTTP/1.1`, 'host: x', 'content-type: application/json', 'content-length: 4', 'content-length: 30']],
    ['a length and chunks (request smuggling)', 400, 'bad-request', [`POST ${PATH} HTTP/1.1`, 'host: x', 'content-type: application/json', 'content-length: 4', 'transfer-encoding: chunked']],
    ['chunks in another spelling', 400, 'bad-request', [`POST ${PATH} HTTP/1.1`, 'host: x', 'content-type: application/json', 'transfer-encoding: xchunked']],
    ['a line folded into the next', 400, 'bad-request', [`GET ${PATH} HTTP/1.1`, 'host: x', 'x-one: 1', ' 2']],
    ['a blank before the colon', 400, 'bad-request', [`POST ${PATH} HTTP/1.1`, 'host: x', 'transfer-encoding : chunked']],
    ['NUL in a header', 400, 'bad-request', [`GET ${PATH} HTTP/1.1`, 'host: x', 'x-one: a\u0000b']],
    ['no HTTP', 400, 'bad-request', ['\u0016\u0003\u0001 hello']],
  ])('%s', async (_, status, code, lines) => {
    expect(heard(await send(head(...lines)))).toEqual(refused(status, code));
  });

  test('two hosts, of which a proxy in front may believe the other one', async () => {
    const twice = await send(head(`GET ${PATH} HTTP/1.1`, 'host: x', 'Host: y'));
    expect(heard(twice)).toMatchObject({ status: 400, headers: { connection: 'close', 'cache-control': 'no-store' }, body: { code: 'bad-request', detail: 'The request has two Host headers.' } });
    expect(heard(await send(head(`GET ${PATH} HTTP/1.1`, 'host: x', 'x-host: y', 'connection: close')))).toMatchObject({ status: 200 });
  });

  test('a body of chunks without a length ends at its limit', async () => {
    const chunk = `8000\r\n${'a'.repeat(0x8000)}\r\n`;
    const answer = await send(head(`POST ${PATH} HTTP/1.1`, 'host: x', 'content-type: application/json', 'transfer-encoding: chunked', 'connection: close'), ...Array.from({ length: 9 }, () => chunk), '0\r\n\r\n');
    expect(heard(answer)).toMatchObject({ status: 413, body: { code: 'limit-exceeded' } });
  });

  test('whoever was refused sends no file for ever', async () => {
    const { hostname, port } = new URL(impatient);
    const socket = connect(Number(port), hostname).on('error', () => {});
    let received = '';
    socket.on('data', (data: Buffer) => { received += data.toString(); });
    const ended = new Promise<void>((resolve) => { socket.once('close', () => resolve()); });
    socket.write([`POST ${api.adminApiPrefix}/token-imports HTTP/1.1`, 'host: x', `content-type: ${api.IMPORT_CONTENT_TYPE}`, 'content-length: 1000000', '', ''].join('\r\n'));
    const dripping = setInterval(() => socket.write('x'), BODY_MS / 10);
    await ended;
    clearInterval(dripping);
    expect(received).toMatch(/^HTTP\/1\.1 401 /);
  });

  test('a body that comes byte by byte is not waited for', async () => {
    const answer = await sendTo(impatient, head(`POST ${PATH} HTTP/1.1`, 'host: x', 'content-type: application/json', 'content-length: 1000'), '{');
    expect(heard(answer)).toMatchObject({ status: 504, body: { code: 'deadline-exceeded' }, headers: { connection: 'close' } });
  });

  test('nor after a request was answered without it', async () => {
    const { hostname, port } = new URL(impatient);
    const socket = connect(Number(port), hostname);
    socket.write(head(`GET ${PATH} HTTP/1.1`, 'host: x', 'content-type: application/json', 'content-length: 1000000'));
    const dripping = setInterval(() => socket.write('x'), BODY_MS / 10);
    socket.on('error', () => undefined); // what is written after the end
    let answer = '';
    await new Promise<void>((resolve) => { socket.on('data', (piece) => { answer += String(piece); }).on('close', () => resolve()); });
    clearInterval(dripping);
    expect(answer).toMatch(/^HTTP\/1.1 200 OK\r\n/);
  });

  test.each([
    ['no body', [], []],
    ['a body that nobody reads', ['content-type: application/json', 'content-length: 2'], ['{}']],
  ])('an answer to a request with %s takes longer than a body may', async (_, lines, pieces) => {
    const over = Promise.withResolvers<void>();
    const served = await admin.bus.serve(auditTailContract, async ({ after }) => {
      await new Promise((resolve) => setTimeout(resolve, BODY_MS));
      if (after === 3) await over.promise;
      return { entries: [], position: (after ?? 0) + 1 };
    });
    const { hostname, port } = new URL(impatient);
    const socket = connect(Number(port), hostname);
    socket.write(head(`GET ${api.adminApiPrefix}/audit/tail HTTP/1.1`, 'host: x', ...lines));
    for (const piece of pieces) socket.write(piece);
    let answer = '';
    for await (const piece of socket) {
      answer += String(piece);
      if (/^id: 3$/m.test(answer)) break;
    }
    expect(answer).toMatch(/^HTTP\/1.1 200 OK\r\n/);
    expect(answer).toMatch(/^id: 3$/m);
    over.resolve();
    await served.stop();
  });
});

describe('bodies', () => {
  const post = async (path: string, body: string | Uint8Array, headers: Record<string, string> = {}) => admin.call('POST', path, body, { 'content-type': 'application/json', ...headers });
  const taking = api.operations.filter(({ body, permission, file }) => body !== null && file === undefined && permission !== 'session' && permission !== 'anyone');

  test.each(taking.map((operation) => [operation.id, operation] as const))('%s takes none that is too long, or too deep', async (_, { method, path }) => {
    const at = path.replace('{id}', '018f0000-0000-7000-8000-000000000000');
    expect(await admin.call(method, at, ' '.repeat(256 * 1024 + 1), { 'content-type': 'application/json' })).toMatchObject({ status: 413, body: { code: 'limit-exceeded' } });
    expect(await admin.call(method, at, `{"name":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, { 'content-type': 'application/json' })).toMatchObject({ status: 400, body: { code: 'bad-request' } });
  });

  test.each([['lists', '['.repeat(100_000)], ['objects', '{"a":'.repeat(50_000)], ['closed ones', `${'['.repeat(33)}${']'.repeat(33)}`]])('%s without end are refused before anybody walks through them, also under an Idempotency-Key', async (_, body) => {
    expect(await post('/sites', body, { 'idempotency-key': 'deep' })).toMatchObject({ status: 400, body: { code: 'bad-request', detail: expect.any(String) } });
  });

  test('a name twice in one object is refused, however it is written: of the two, a proxy in front may have read the other', async () => {
    for (const body of ['{"name":"twice","name":"other"}', String.raw`{"name":"twice","n\u0061me":"other"}`]) {
      const chinese = await post('/sites', body, { 'accept-language': 'zh-CN', 'idempotency-key': 'twice' });
      expect(chinese).toMatchObject({ status: 400, body: { code: 'bad-request', detail: 'The body的同一对象中有重复的名称。' } });
    }
    const { id: siteId } = await admin.make('/sites', { name: 'Once' });
    const nested = `{"siteId":"${siteId}","name":"twice","addresses":[{"address":"10.9.0.1","address":"0.0.0.0/0"}],"secret":"x"}`;
    expect(await post('/agent-hosts', nested)).toMatchObject({ status: 400, body: { detail: 'The body has a name twice in one object.' } });
    const file = await admin.call('POST', '/token-imports', `{"site":"${siteId}","site":"${siteId}"}\n`, { 'content-type': api.importTokens.file.mediaType });
    expect(file).toMatchObject({ status: 400, body: { detail: 'The line of options has a name twice in one object.' } });
    expect((await admin.call('GET', '/sites')).body.items.map(({ name }: { name: string }) => name)).not.toContain('twice');
  });

  test('brackets in a text are text', async () => {
    expect(await post('/sites', JSON.stringify({ name: `"\\${'['.repeat(60)}` }))).toMatchObject({ status: 201 });
  });

  test('nothing is unpacked: neither a bomb nor a good body', async () => {
    for (const packed of [gzipSync(Buffer.alloc(10_000_000, ' ')), gzipSync('{"name":"packed"}')]) {
      expect(await post('/sites', packed, { 'content-encoding': 'gzip' })).toMatchObject({ status: 400, body: { code: 'bad-request' } });
    }
    expect((await admin.call('GET', '/sites?name=packed')).body.items).toEqual([]);
  });

  test('keys that mean something to JavaScript are fields that nobody knows', async () => {
    for (const key of ['__proto__', 'constructor', 'prototype', 'toString']) {
      expect(await post('/sites', `{"name":"n ${key}","${key}":{"isAdmin":true,"parentId":null}}`)).toMatchObject({ status: 400, body: { code: 'bad-request' } });
    }
    expect(Reflect.get({}, 'isAdmin')).toBeUndefined();
  });
});

describe('methods', () => {
  test.each(['TRACE', 'OPTIONS', 'PROPFIND', 'PUT', 'LINK'])('%s means nothing here', async (method) => {
    const { status, body } = heard(await send(head(`${method} ${PATH} HTTP/1.1`, 'host: x', 'connection: close')));
    expect([status, api.problemSchema.parse(body).code]).toEqual([404, 'not-found']);
  });

  test('HEAD needs what GET needs, and tells no more than its headers', async () => {
    expect(await admin.call('HEAD', '/sites', undefined, { authorization: 'Bearer x' })).toMatchObject({ status: 401, body: undefined });
    expect(await admin.call('HEAD', '/sites')).toMatchObject({ status: 200, body: undefined });
  });

  test.each(['x-http-method-override', 'x-http-method', 'x-method-override'])('%s turns no GET into anything else', async (name) => {
    const { id } = await admin.make('/sites', { name: `kept ${name}` });
    for (const method of ['DELETE', 'PATCH']) expect(await admin.call('GET', `/sites/${id}?_method=${method}`, undefined, { [name]: method })).toMatchObject({ status: 400 });
    expect(await admin.call('GET', `/sites/${id}`, undefined, { [name]: 'DELETE' })).toMatchObject({ status: 200, body: { id } });
  });
});

describe('addresses', () => {
  test.each([`http://elsewhere.example${PATH}`, PATH.replace('api', '%61pi'), `${PATH}?`, PATH])('%s: kept in no cache', async (target) => {
    const { status, headers } = heard(await send(head(`GET ${target} HTTP/1.1`, 'host: elsewhere.example', 'connection: close')));
    expect([status, headers['cache-control'], headers['x-content-type-options']]).toEqual([200, 'no-store', 'nosniff']);
  });

  test.each([['host', 'elsewhere.example'], ['x-forwarded-host', 'elsewhere.example'], ['x-original-url', '/health/live'], ['x-rewrite-url', '/health/live'], ['forwarded', 'host=elsewhere.example']])('no answer repeats or follows %s', async (name, value) => {
    for (const path of [PATH, `${api.adminApiPrefix}/nothing`, '/']) {
      const answer = await send(head(`GET ${path} HTTP/1.1`, ...(name === 'host' ? [] : ['host: x']), `${name}: ${value}`, 'connection: close'));
      expect(answer).not.toContain('elsewhere');
      expect(answer).not.toContain('"live"');
    }
  });

  test('a secret that is shown once is in no cache, and in no address', async () => {
    const { id: siteId } = await admin.make('/sites', { name: 'Secrets' });
    for (const [path, body] of [['/api-keys', { name: 'k' }], ['/tokens/make', { siteId }], ['/tokens/scratch-cards', { siteId }]] as const) {
      const { status, headers } = await admin.call('POST', path, body);
      expect([status, headers.get('cache-control'), headers.get('location')]).toEqual([201, 'no-store', null]);
    }
  });

  test('files have names that mean nothing to any system', async () => {
    for (const path of api.operations.filter(({ path: at, streams }) => streams?.includes('text/csv') === true && !at.includes('{')).map(({ path: at }) => at)) {
      const { status, headers } = await admin.call('GET', path);
      if (status === 200) expect([path, headers.get('content-disposition')]).toEqual([path, expect.stringMatching(/^attachment; filename="[a-z-]+\.csv"$/)]);
    }
  });
});
