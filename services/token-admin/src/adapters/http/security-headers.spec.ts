/** Every kind of answer says to browsers what they may make of it, whoever made it: a handler, a filter, Fastify or Node. */
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { auditListContract, auditTailContract } from '@countersign/contracts';
import * as api from '@countersign/contracts/admin-api';
import { privatePostgres, type PrivatePostgres } from '@countersign/testing';
import { TokenAdminUnderTest } from '../../spec-support/token-admin-under-test.ts';

const STRICT = {
  'cache-control': 'no-store', 'x-content-type-options': 'nosniff', 'content-security-policy': "default-src 'none'; frame-ancestors 'none'", 'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer', 'cross-origin-opener-policy': 'same-origin', 'cross-origin-resource-policy': 'same-origin',
};

let server: PrivatePostgres;
let admin: TokenAdminUnderTest;
let origin: string;

beforeAll(async () => {
  server = await privatePostgres();
  admin = await TokenAdminUnderTest.start(server);
  await admin.bus.serve(auditListContract, async () => ({ entries: [], next: null }));
  await admin.bus.serve(auditTailContract, async ({ waitMs }) => {
    await new Promise((resolve) => setTimeout(resolve, Math.min(waitMs, 50)));
    return { entries: [], position: 0 };
  });
  await admin.make('/sites', { name: 'Main' });
  ({ origin } = new URL(admin.url));
});
afterAll(async () => {
  await admin?.stop();
  await server.stop();
});

type Kind = readonly [what: string, status: number, type: string, path: string, request?: RequestInit & { readonly unauthorised?: boolean }];
const JSON_TYPE = 'application/json; charset=utf-8';
const PROBLEM = 'application/problem+json; charset=utf-8';
const post = (body: string, type = 'application/json'): RequestInit => ({ method: 'POST', body, headers: { 'content-type': type } });
const { adminApiPrefix: at } = api;

test.each<Kind>([
  ['a list', 200, JSON_TYPE, `${at}/sites`],
  ['what was made', 201, JSON_TYPE, `${at}/sites`, post('{"name":"New"}')],
  ['a file that is written as it goes', 200, 'text/csv; charset=utf-8', `${at}/users/export`],
  ['the trail as a file', 200, 'text/csv; charset=utf-8', `${at}/audit/export?format=csv`],
  ['the trail as it grows', 200, 'text/event-stream; charset=utf-8', `${at}/audit/tail`],
  ['the description of the API', 200, JSON_TYPE, `${at}/openapi.json`],
  ['health', 200, JSON_TYPE, '/health/live'],
  ['metrics', 200, 'text/plain; version=0.0.4; charset=utf-8', '/metrics'],
  ['who is not signed in', 401, PROBLEM, `${at}/sites`, { unauthorised: true }],
  ['bad input', 400, PROBLEM, `${at}/sites?limit=0`],
  ['a body that is no JSON', 400, PROBLEM, `${at}/sites`, post('{')],
  ['a body that is too long', 413, PROBLEM, `${at}/sites`, post(`"${'a'.repeat(300_000)}"`)],
  ['a body of another type', 415, PROBLEM, `${at}/sites`, post('<a/>', 'text/xml')],
  ['what is not there', 404, PROBLEM, `${at}/sites/018f0000-0000-7000-8000-000000000000`],
  ['no operation', 404, PROBLEM, `${at}/nothing`],
  ['another method', 404, PROBLEM, `${at}/sites`, { method: 'OPTIONS', headers: { origin: 'https://elsewhere.example', 'access-control-request-method': 'POST' } }],
  ['an address that cannot be decoded', 400, PROBLEM, `${at}/sites/%ff`],
])('%s', async (_, status, type, path, { unauthorised = false, ...request } = {}) => {
  const abort = new AbortController();
  const response = await fetch(`${origin}${path}`, {
    ...request, signal: abort.signal,
    headers: { ...unauthorised ? {} : { authorization: `Bearer ${admin.bearer}` }, ...Object.fromEntries(new Headers(request.headers)) },
  });
  expect([response.status, response.headers.get('content-type')]).toEqual([status, type]);
  expect(Object.fromEntries(Object.keys(STRICT).map((name) => [name, response.headers.get(name)]))).toEqual(STRICT);
  // No page of another site is let in, and nothing tells what this runs on.
  for (const name of ['access-control-allow-origin', 'access-control-allow-credentials', 'server', 'x-powered-by']) expect([name, response.headers.get(name)]).toEqual([name, null]);
  abort.abort();
});

test('what Node itself refuses', async () => {
  const { hostname, port } = new URL(admin.url);
  const socket = connect(Number(port), hostname);
  socket.write('GET / HTTP/1.1\r\nhost: x\r\nx: a\u0000b\r\n\r\n');
  const [head = ''] = (await text(socket)).split('\r\n\r\n');
  const lines = new Map(head.split('\r\n').slice(1).map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]));
  expect(Object.fromEntries(Object.keys(STRICT).map((name) => [name, lines.get(name)]))).toEqual(STRICT);
});
