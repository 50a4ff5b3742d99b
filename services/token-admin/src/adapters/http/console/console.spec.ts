import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { temporaryFolder } from '@countersign/testing';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { CONSOLE_FILES } from '../provided.ts';
import { readConsoleFiles } from './console-files.ts';
import { ConsoleController } from './console.controller.ts';

const SCRIPT = 'console.log("hello");\n'.repeat(50);
let application: NestFastifyApplication;

beforeAll(async () => {
  const folder = temporaryFolder();
  await mkdir(path.join(folder, 'assets'));
  await writeFile(path.join(folder, 'index.html'), '<meta nonce="__CSP_NONCE__"><script src="/assets/index-a1.js" nonce="__CSP_NONCE__"></script>');
  await writeFile(path.join(folder, 'assets', 'index-a1.js'), SCRIPT);
  await writeFile(path.join(folder, 'favicon.svg'), '<svg/>');
  await writeFile(path.join(folder, 'secret.key'), 'not of a kind that is served');
  class ConsoleAlone {}
  application = await NestFactory.create<NestFastifyApplication>(
    { module: ConsoleAlone, controllers: [ConsoleController], providers: [{ provide: CONSOLE_FILES, useValue: readConsoleFiles(folder) ?? null }] },
    new FastifyAdapter(), { logger: false },
  );
  await application.init();
});

afterAll(() => application.close());

const get = (url: string, headers: Record<string, string> = {}) => application.inject({ method: 'GET', url, headers });

const STRICT = {
  'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY', 'referrer-policy': 'no-referrer', 'cross-origin-opener-policy': 'same-origin', 'cross-origin-resource-policy': 'same-origin',
};

describe('the page', () => {
  test.each(['/', '/users/0198f0f0-0000-7000-8000-000000000001?x=1', '/log/7', '/%2e%2e/%2e%2e/etc/passwd'])('is served at %s, never cached', async (url) => {
    const { statusCode, headers, payload } = await get(url);
    expect(statusCode).toBe(200);
    expect(headers).toMatchObject({ ...STRICT, 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store', 'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()' });
    expect(payload).toContain('/assets/index-a1.js');
  });

  test('has a policy without inline scripts, and a nonce that is new each time and in the page', async () => {
    const [one, other] = [await get('/'), await get('/')];
    const nonceOf = ({ headers }: typeof one): string => /style-src 'self' 'nonce-([A-Za-z0-9+/=]{22,})'/.exec(String(headers['content-security-policy']))?.[1] ?? '';
    expect(one.headers['content-security-policy']).toBe(`default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonceOf(one)}'; img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`);
    expect(nonceOf(one)).not.toBe(nonceOf(other));
    expect(one.payload.split(`nonce="${nonceOf(one)}"`)).toHaveLength(3);
    expect(one.payload).not.toContain('__CSP_NONCE__');
  });
});

describe('a file', () => {
  test('with a hash in its name is kept for a year; packed for who can unpack', async () => {
    const plain = await get('/assets/index-a1.js');
    expect(plain.headers).toMatchObject({ ...STRICT, 'content-security-policy': "default-src 'none'; frame-ancestors 'none'", 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'public, max-age=31536000, immutable', vary: 'accept-encoding' });
    expect(plain.payload).toBe(SCRIPT);
    const packed = await get('/assets/index-a1.js', { 'accept-encoding': 'br, gzip' });
    expect(packed.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(packed.rawPayload).toString()).toBe(SCRIPT);
    expect((await get('/assets/index-a1.js', { 'accept-encoding': 'gzip;q=0' })).headers['content-encoding']).toBeUndefined();
  });

  test('without one is asked for again within the hour', async () => {
    expect((await get('/favicon.svg')).headers).toMatchObject({ 'content-type': 'image/svg+xml', 'cache-control': 'public, max-age=3600' });
  });

  test.each(['/assets/index-b2.js', '/secret.key', '/assets/../secret.key', '/api/admin/v1/nothing', '/api', '/health/nothing', '/metrics/x'])('is not made up: %s', async (url) => {
    expect((await get(url)).statusCode).toBe(404);
  });
});

test('a folder without a build has no console', () => {
  expect(readConsoleFiles(path.join(temporaryFolder(), 'nothing'))).toBeUndefined();
});
