/** Where a session may travel: HTTPS of our own, or of a proxy that was declared. */
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { request, type RequestOptions } from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as api from '@countersign/contracts/admin-api';
import { privatePostgres, type PrivatePostgres } from '@countersign/testing';
import { appoint, PASSWORD, serveAuth } from '../../spec-support/console.ts';
import { TokenAdminUnderTest } from '../../spec-support/token-admin-under-test.ts';
import { tlsOf, type TokenAdminSettings } from '../../config.ts';

let server: PrivatePostgres;
let admin: TokenAdminUnderTest;
let folder: string;
const credentials = JSON.stringify({ login: 'boss', password: PASSWORD });

beforeAll(async () => {
  server = await privatePostgres();
  admin = await TokenAdminUnderTest.start(server, { limits: { signInRefusalMs: 0 }, trustedProxies: ['127.0.0.1', '192.0.2.0/24'] });
  await serveAuth(admin);
  const { id: siteId } = await admin.make('/sites', { name: 'Main' });
  await appoint(admin, { siteId, login: 'boss', role: 'super-administrator' });
  folder = await mkdtemp(path.join(tmpdir(), 'transport-'));
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-days', '2',
    '-keyout', path.join(folder, 'key.pem'), '-out', path.join(folder, 'certificate.pem')], { stdio: 'ignore' });
});
afterAll(async () => {
  expect(admin.errors).toEqual([]);
  await admin?.stop();
  await server.stop();
  await rm(folder, { recursive: true });
});

describe('behind a declared proxy', () => {
  const signIn = async (headers: Readonly<Record<string, string>>) => fetch(`${admin.url}/session`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: credentials });

  test('its HTTPS is believed, and the address that it names is the one on record', async () => {
    const response = await signIn({ 'x-forwarded-for': '198.51.100.7', 'x-forwarded-proto': 'https' });
    expect([response.status, response.headers.getSetCookie()]).toEqual([200, [expect.stringMatching(/^__Host-countersign=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Strict$/)]]);
    const { csrf } = await response.json() as { csrf: string };
    const cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    const made = await fetch(`${admin.url}/sites`, {
      method: 'POST', body: JSON.stringify({ name: 'From afar' }),
      headers: { 'content-type': 'application/json', cookie, [api.CSRF_HEADER]: csrf, 'x-forwarded-for': '203.0.113.9, 198.51.100.7, 192.0.2.1', 'x-forwarded-proto': 'https' },
    });
    expect(made.status).toBe(201);
    expect((await admin.eventsOf('site.create')).at(-1)).toMatchObject({ host: '198.51.100.7' }); // what came before it is the client's own word
  });

  test('a page of the host that the proxy was asked for is an own one, and no other', async () => {
    const proxied = { 'content-type': 'application/json', 'x-forwarded-for': '198.51.100.7', 'x-forwarded-proto': 'https' };
    const response = await signIn(proxied);
    const { csrf } = await response.json() as { csrf: string };
    const cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    const change = async (headers: Readonly<Record<string, string>>) => (await fetch(`${admin.url}/session/confirmation`, {
      method: 'POST', body: JSON.stringify({ password: PASSWORD }), headers: { ...proxied, cookie, [api.CSRF_HEADER]: csrf, ...headers },
    })).status;
    const origin = 'https://tokens.example';
    expect(await change({ origin, 'x-forwarded-host': 'tokens.example' })).toBe(200);
    expect(await change({ origin, 'sec-fetch-site': 'same-origin' })).toBe(200);
    expect(await change({ origin, 'x-forwarded-host': 'other.example' })).toBe(403);
    expect(await change({ origin })).toBe(403);
    expect(await change({ origin: 'https://evil.example', 'x-forwarded-host': 'tokens.example' })).toBe(403);
  });

  test('no session goes over plain HTTP', async () => {
    expect((await signIn({ 'x-forwarded-for': '198.51.100.7', 'x-forwarded-proto': 'http' })).status).toBe(403);
    expect((await signIn({ 'x-forwarded-for': '198.51.100.7' })).status).toBe(403);
    expect((await signIn({ 'x-forwarded-for': '127.0.0.1' })).status).toBe(403);
  });
});

test('a proxy that nobody declared is not believed, and nobody signs in through it', async () => {
  const replica = await admin.startReplica({ limits: { signInRefusalMs: 0 } });
  for (const headers of [{ 'x-forwarded-proto': 'https' }, { 'x-forwarded-for': '198.51.100.7' }, { forwarded: 'for=198.51.100.7;proto=https' }]) {
    const response = await fetch(`${replica.url}${api.adminApiPrefix}/session`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: credentials });
    expect([response.status, response.headers.getSetCookie()]).toEqual([403, []]);
  }
});

test('over HTTPS of our own the cookie is bound to it', async () => {
  const files = { COUNTERSIGN_TLS_CERTIFICATE_FILE: path.join(folder, 'certificate.pem'), COUNTERSIGN_TLS_KEY_FILE: path.join(folder, 'key.pem') };
  const tls = await tlsOf(files as TokenAdminSettings);
  if (tls === undefined) throw new Error('no certificate');
  const replica = await admin.startReplica({ limits: { signInRefusalMs: 0 }, tls });
  expect(replica.url).toMatch(/^https:/);
  const ca = await readFile(files.COUNTERSIGN_TLS_CERTIFICATE_FILE);
  const options: RequestOptions = { method: 'POST', ca, servername: 'localhost', headers: { 'content-type': 'application/json' } };
  const [status, cookies, body] = await new Promise<[number | undefined, string[] | undefined, string]>((resolve, reject) => {
    const asking = request(`${replica.url}${api.adminApiPrefix}/session`, options, (response) => {
      text(response).then((answer) => resolve([response.statusCode, response.headers['set-cookie'], answer]), reject);
    });
    asking.on('error', reject).end(credentials);
  });
  expect([status, cookies]).toEqual([200, [expect.stringMatching(/^__Host-countersign=.*; Secure; HttpOnly; SameSite=Strict$/)]]);
  expect(JSON.parse(body)).toMatchObject({ state: 'signed-in' });
  const refusal = async (changes: Partial<typeof files>): Promise<unknown> => tlsOf(changes as TokenAdminSettings).catch(({ message }: Error) => message);
  expect(await refusal({ COUNTERSIGN_TLS_KEY_FILE: files.COUNTERSIGN_TLS_KEY_FILE })).toMatch('belong together');
  expect(await refusal({ ...files, COUNTERSIGN_TLS_KEY_FILE: '/nowhere/key.pem' })).toBe('COUNTERSIGN_TLS_KEY_FILE: /nowhere/key.pem cannot be read (ENOENT)');
  expect(await refusal({ ...files, COUNTERSIGN_TLS_KEY_FILE: files.COUNTERSIGN_TLS_CERTIFICATE_FILE })).toMatch(/are no certificate and its private key/);
});
