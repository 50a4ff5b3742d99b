/** From the first start to a second factor: the console's own way in, with the real auth and the real trail. */
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import * as api from '@countersign/contracts/admin-api';
import { codeAt, counterAt, defineOtp, prepareKey } from '@countersign/otp';
import { type Standalone, startStandalone } from './start-standalone.ts';
import { readTuning } from './tuning.ts';

const anyPort = { host: '127.0.0.1', port: 0 };
/** A busy machine's database takes its time, which is nobody's fault here. */
const patient = readTuning({ COUNTERSIGN_DATABASE_CONNECT_TIMEOUT: '60000' });
const NEW_PASSWORD = 'a password of my own making';
let folder: string;
let standalone: Standalone;
let cookie = '';
let csrf = '';
const unexpected: unknown[] = [];

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'countersign-console-'));
  standalone = await start();
});
afterAll(async () => {
  await standalone?.stop();
  await rm(folder, { recursive: true, force: true });
  expect(unexpected).toEqual([]);
});

const start = async (): Promise<Standalone> => startStandalone(
  { dataDir: path.join(folder, 'data'), http: anyPort, radius: anyPort, accounting: anyPort, databaseUrl: undefined, demo: false, tuning: patient }, { onError: (error) => { unexpected.push(error); } });

async function call(method: string, route: string, body?: unknown) {
  const response = await fetch(new URL(`${api.adminApiPrefix}${route}`, standalone.httpUrl), {
    method, headers: { cookie, [api.CSRF_HEADER]: csrf, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const [set] = response.headers.getSetCookie();
  if (set !== undefined) cookie = set.split(';')[0] ?? '';
  const answer = JSON.parse(await response.text());
  if (typeof answer.csrf === 'string') csrf = answer.csrf;
  return { status: response.status, body: answer };
}

function codeOf(otpauth: string): { code: string; wrong: string } {
  const secret = new URL(otpauth).searchParams.get('secret') ?? '';
  const bits = secret.split('').map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const seed = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const definition = defineOtp({ kind: 'totp', hash: 'sha1', digits: 6, period: 30, t0: 0 });
  if (!definition.ok || definition.value.kind !== 'totp') throw new Error('no definition');
  const key = prepareKey(definition.value, seed);
  if (!key.ok) throw new Error(key.reason);
  const code = codeAt(definition.value, key.value, counterAt(definition.value, Date.now() / 1000));
  return { code, wrong: String((Number(code) + 1) % 1_000_000).padStart(6, '0') };
}

test('the first administrator changes the password, binds a token, and needs it from then on', async () => {
  const file = standalone.firstAdministratorFile ?? '';
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  const password = (await readFile(file, 'utf8')).trim();
  expect(await call('POST', '/session', { login: 'admin', password: 'admin' })).toMatchObject({ status: 401, body: { code: 'administrator-wrong-password' } });
  await sleep(1_100); // who guessed wrong waits
  expect(await call('POST', '/session', { login: 'admin', password })).toMatchObject({ status: 200, body: { state: 'password-change-needed' } });
  expect(await call('GET', '/sites')).toMatchObject({ status: 401 });
  const changed = await call('POST', '/session/password', { current: password, password: NEW_PASSWORD });
  expect(changed).toMatchObject({ status: 200, body: { state: 'signed-in', warnings: ['one-administrator', 'no-token'] } });
  await expect(stat(file)).rejects.toMatchObject({ code: 'ENOENT' });

  const { id, siteId } = changed.body.administrator;
  const { body: { otpauth } } = await call('POST', '/tokens/make', { siteId, assignTo: id });
  expect(await call('DELETE', '/session/all')).toMatchObject({ status: 200 });
  expect(await call('POST', '/session', { login: 'ADMIN', password: NEW_PASSWORD })).toMatchObject({ status: 200, body: { state: 'tokencode-needed', administrator: null } });
  const { code, wrong } = codeOf(otpauth);
  expect(await call('POST', '/session/tokencode', { code: wrong })).toMatchObject({ status: 401, body: { code: 'wrong-tokencode' } });
  expect(await call('POST', '/session/tokencode', { code })).toMatchObject({ status: 200, body: { state: 'signed-in', warnings: ['one-administrator'] } });

  await call('DELETE', '/session');
  await call('POST', '/session', { login: 'admin', password: NEW_PASSWORD });
  expect(await call('POST', '/session/tokencode', { code })).toMatchObject({ status: 401, body: { code: 'wrong-tokencode' } }); // used
});

test('each step is on record, and no secret with it', async () => {
  const key = (await readFile(standalone.apiKeyFile, 'utf8')).trim();
  const list = async () => (await fetch(new URL(`${api.adminApiPrefix}/audit/events?limit=100`, standalone.httpUrl), { headers: { authorization: `Bearer ${key}` } })).json();
  let text = '';
  for (let tries = 0; tries < 300 && !text.includes('replayed-code'); tries += 1) {
    text = JSON.stringify(await list());
    await sleep(100);
  }
  const { entries } = JSON.parse(text);
  interface Shown { readonly kind: string; readonly result: string; readonly detail: { readonly occasion?: string } }
  const events: Shown[] = entries.map(({ event }: { event: Shown }) => event).reverse();
  const ofOccasion = (occasion: string): string[] => events.filter(({ detail }) => detail.occasion === occasion).map(({ kind, result }) => `${kind}: ${result}`);
  expect(ofOccasion('password-change')).toEqual(['administration: administrator-password-confirmed']);
  // None is a sign-in of users, which reports count.
  expect(ofOccasion('sign-in')).toEqual([
    'administration: administrator-wrong-password', 'administration: administrator-signed-in', 'administration: administrator-tokencode-needed', 'administration: wrong-tokencode',
    'administration: administrator-signed-in', 'administration: administrator-tokencode-needed', 'administration: replayed-code',
  ]);
  expect(text).not.toContain(NEW_PASSWORD);
});

test('a second start makes no other administrator', async () => {
  await standalone.stop();
  standalone = await start();
  expect(standalone.firstAdministratorFile).toBeNull();
  cookie = '';
  expect(await call('POST', '/session', { login: 'admin', password: NEW_PASSWORD })).toMatchObject({ status: 200, body: { state: 'tokencode-needed' } });
});
