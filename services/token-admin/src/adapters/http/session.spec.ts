import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { adminApi as api } from '@countersign/contracts';
import { privatePostgres, type PrivatePostgres } from '@countersign/testing';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { TOKENCODE_TRIES, TRIES_OF_LOGIN, TRIES_OF_SOURCE, TRIES_WINDOW_MS } from '../../application/administrator-sign-in.ts';
import { PENDING_MS } from '../../application/sessions.ts';
import { appoint, Browser, PASSWORD, serveAuth, TOKENCODE } from '../../spec-support/console.ts';
import { TokenAdminUnderTest } from '../../spec-support/token-admin-under-test.ts';
import { clearSessionCookie, sessionIdOf, setSessionCookie } from './session-cookie.ts';

let server: PrivatePostgres;
let admin: TokenAdminUnderTest;
let siteId: string;
let boss: string;
const asked: { login: string; occasion: string; source: string }[] = [];

beforeAll(async () => {
  server = await privatePostgres();
  admin = await TokenAdminUnderTest.start(server, { limits: { signInRefusalMs: 0 } });
  await serveAuth(admin, asked);
  ({ id: siteId } = await admin.make('/sites', { name: 'Main' }));
  boss = await appoint(admin, { siteId, login: 'Boss', role: 'super-administrator' });
});
beforeEach(() => { admin.clockMs += TRIES_WINDOW_MS + 1; });
afterAll(async () => {
  expect(admin.errors).toEqual([]);
  await admin?.stop();
  await server.stop();
});

const refused = (code: string, status = 401) => ({ status, body: { code } });
const minutes = (count: number): number => count * 60_000;

describe('signing in with a password', () => {
  test('gives a session in a cookie that scripts and other sites do not get', async () => {
    const answer = await new Browser(admin).signIn('bOSS');
    expect(answer).toMatchObject({ status: 200, body: {
      state: 'signed-in', prompt: null, administrator: { id: boss, login: 'Boss', role: 'super-administrator' }, scope: { kind: 'all' },
      permissions: api.permissions, warnings: ['one-administrator', 'no-token'], idleSeconds: 900,
    } });
    expect(answer.headers.getSetCookie()).toEqual([expect.stringMatching(/^countersign-session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/)]);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(Date.parse(answer.body.endsAt) - Date.now() - admin.clockMs).toBeGreaterThan(minutes(8 * 60 - 1));
  });

  test('a wrong password, an unknown name and somebody who administers nothing get one answer, word for word', async () => {
    const user = await admin.make('/users', { siteId, login: 'employee' });
    await admin.database.query('UPDATE directory.user_account SET password_hash = (SELECT password_hash FROM directory.user_account WHERE id = $2) WHERE id = $1', [user.id, boss]);
    const answers = [['Boss', 'wrong'], ['nobody', PASSWORD], ['employee', PASSWORD], ['nobody', 'x'], ['Boss', `${PASSWORD} `]] as const;
    for (const [login, password] of answers) {
      const { status, body, headers } = await new Browser(admin).signIn(login, password);
      expect([status, body]).toEqual([401, { type: 'urn:countersign:result-code:administrator-wrong-password', title: 'Administrator\'s password wrong', status: 401, code: 'administrator-wrong-password' }]);
      expect(headers.getSetCookie()).toEqual([]);
    }
    expect(asked.slice(-5).map(({ login }) => login)).toEqual(answers.map(([login]) => login)); // each was asked of auth, and so is on record
  });

  test('a refusal takes its time, whatever it was for', async () => {
    const replica = await admin.startReplica({ limits: { signInRefusalMs: 700 } });
    for (const login of ['Boss', 'nobody']) {
      const started = performance.now();
      const { status } = await fetch(`${replica.url}${api.adminApiPrefix}/session`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ login, password: 'wrong' }) });
      expect([status, performance.now() - started > 690]).toEqual([401, true]);
    }
  });

  test('an account that may not be used now is not let in, nor kept in', async () => {
    const id = await appoint(admin, { siteId, login: 'brief', role: 'auditor' });
    const browser = await Browser.signedIn(admin, 'brief');
    await admin.call('PATCH', `/users/${id}`, { enabled: false });
    expect(await browser.call('GET', '/session')).toMatchObject(refused('unauthenticated'));
    expect(await new Browser(admin).signIn('brief')).toMatchObject({ status: 401 });
    await admin.call('PATCH', `/users/${id}`, { enabled: true });
    expect(await browser.call('GET', '/session')).toMatchObject(refused('unauthenticated'));
  });

  test.each([{}, { login: 'Boss' }, { login: 'Boss', password: '' }, { login: 'Boss', password: 'x'.repeat(1025) }, { login: '', password: 'x' }, { login: 'Boss', password: PASSWORD, role: 'super-administrator' }])('%j is no sign-in', async (body) => {
    expect(await new Browser(admin).call('POST', '/session', body)).toMatchObject(refused('bad-request', 400));
  });
});

describe('throttling', () => {
  test('who guesses at one name waits, also with the right password; another name is still heard', async () => {
    for (let tries = 0; tries < TRIES_OF_LOGIN; tries += 1) await new Browser(admin).signIn('Boss', 'wrong');
    const before = asked.length;
    const waiting = await new Browser(admin).signIn('boss');
    expect(waiting).toMatchObject(refused('throttled', 429));
    expect(Number(waiting.headers.get('retry-after'))).toBe(TRIES_WINDOW_MS / 1000);
    expect(asked).toHaveLength(before); // nothing was hashed for it
    expect(await new Browser(admin).signIn('nobody', 'wrong')).toMatchObject({ status: 401 });
    admin.clockMs += TRIES_WINDOW_MS;
    expect(await new Browser(admin).signIn('boss')).toMatchObject({ status: 200 });
  });

  test('who tries one name after the other waits, too', async () => {
    for (let tries = 0; tries < TRIES_OF_SOURCE; tries += 1) await new Browser(admin).signIn(`name ${tries}`, 'wrong');
    expect(await new Browser(admin).signIn('Boss')).toMatchObject(refused('throttled', 429));
  });
});

describe('a session', () => {
  test('never goes on under an id that was there before', async () => {
    const planted = 'A'.repeat(43);
    const browser = new Browser(admin);
    browser.cookie = `countersign-session=${planted}`;
    await browser.signIn('Boss');
    expect(browser.cookie).not.toContain(planted);
    const first = browser.cookie;
    await browser.signIn('Boss');
    expect(browser.cookie).not.toBe(first);
    expect(await browser.call('GET', '/session')).toMatchObject({ status: 200 });
    browser.cookie = first;
    expect(await browser.call('GET', '/session')).toMatchObject(refused('unauthenticated'));
  });

  test('says when the sign-in before it was, and never when it is the first', async () => {
    await appoint(admin, { siteId, login: 'newly', role: 'auditor' });
    const shown = async (): Promise<unknown> => (await (await Browser.signedIn(admin, 'newly')).call('GET', '/session')).body.administrator.lastSignInAt;
    expect(await shown()).toBe(null);
    const first = await admin.database.query<{ at: Date }>("SELECT last_sign_in_at AS at FROM directory.administrator WHERE login_folded = 'newly'");
    expect(await shown()).toBe(first.rows[0]?.at.toISOString());
  });

  test('needs its token against forged requests on everything but GET', async () => {
    const browser = await Browser.signedIn(admin, 'Boss');
    const { csrf } = browser;
    const other = await Browser.signedIn(admin, 'Boss');
    for (const forged of ['', `${csrf}x`, csrf.slice(1), other.csrf]) {
      browser.csrf = forged;
      expect(await browser.call('POST', '/sites', { name: 'forged' })).toMatchObject(refused('forbidden', 403));
      expect(await browser.call('DELETE', '/session')).toMatchObject(refused('forbidden', 403));
      expect(await browser.call('GET', '/sites')).toMatchObject({ status: 200 });
    }
    browser.csrf = csrf;
    expect(await browser.call('POST', '/sites', { name: 'genuine' })).toMatchObject({ status: 201 });
  });

  test('is told again to whoever has it, with the same token', async () => {
    const browser = await Browser.signedIn(admin, 'Boss');
    const { csrf } = browser;
    expect(await browser.call('GET', '/session')).toMatchObject({ status: 200, body: { state: 'signed-in', csrf, administrator: { login: 'Boss', lastSignInAt: expect.any(String) } } });
  });

  test('ends when nothing was asked for a quarter of an hour', async () => {
    const browser = await Browser.signedIn(admin, 'Boss');
    for (let round = 0; round < 3; round += 1) {
      admin.clockMs += minutes(14);
      expect(await browser.call('GET', '/sites')).toMatchObject({ status: 200 });
    }
    admin.clockMs += minutes(15);
    expect(await browser.call('GET', '/sites')).toMatchObject(refused('unauthenticated'));
  });

  test('is not kept alive by what a page asks by itself', async () => {
    const browser = await Browser.signedIn(admin, 'Boss');
    admin.clockMs += minutes(8);
    expect(await browser.call('GET', '/sites', undefined, { [api.BACKGROUND_HEADER]: '1' })).toMatchObject({ status: 200 });
    expect(await browser.call('GET', '/sites', undefined, { accept: 'text/event-stream' })).toMatchObject({ status: 200 });
    admin.clockMs += minutes(7);
    expect(await browser.call('GET', '/sites')).toMatchObject(refused('unauthenticated'));
  });

  test('ends after eight hours, however busy it is', async () => {
    const browser = await Browser.signedIn(admin, 'Boss');
    for (let quarter = 0; quarter < 34; quarter += 1) {
      admin.clockMs += minutes(14);
      expect(await browser.call('GET', '/sites?limit=1')).toMatchObject({ status: 200 });
    }
    admin.clockMs += minutes(5);
    expect(await browser.call('GET', '/sites')).toMatchObject(refused('unauthenticated'));
  });

  test('ends when its administrator says so: here, or everywhere', async () => {
    const [here, there] = [await Browser.signedIn(admin, 'Boss'), await Browser.signedIn(admin, 'Boss')];
    const cookie = here.cookie;
    const out = await here.call('DELETE', '/session');
    expect([out.status, out.headers.getSetCookie()]).toEqual([200, ['countersign-session=; Max-Age=0; Path=/; HttpOnly; SameSite=Strict']]);
    here.cookie = cookie;
    expect(await here.call('GET', '/sites')).toMatchObject(refused('unauthenticated'));
    const again = await Browser.signedIn(admin, 'Boss');
    expect(await there.call('DELETE', '/session/all')).toMatchObject({ status: 200 });
    expect(await again.call('GET', '/sites')).toMatchObject(refused('unauthenticated'));
    expect(await admin.eventsOf('administrator.sign-out-everywhere')).toMatchObject([{ user: { login: 'Boss' }, detail: { actor: 'administrator:Boss' } }]);
  });

  test('may do from the next request on what the role may then', async () => {
    const id = await appoint(admin, { siteId, login: 'climber', role: 'auditor' });
    const browser = await Browser.signedIn(admin, 'climber');
    expect(await browser.call('POST', '/groups', { siteId, name: 'mine' })).toMatchObject(refused('forbidden', 403));
    await admin.call('PATCH', `/administrators/${id}`, { role: 'site-administrator' });
    expect(await browser.call('POST', '/groups', { siteId, name: 'mine' })).toMatchObject({ status: 201 });
    await admin.call('DELETE', `/administrators/${id}`);
    expect(await browser.call('GET', '/sites')).toMatchObject(refused('unauthenticated'));
  });

  test('is nothing beside an API key, and an API key is no session', async () => {
    const browser = await Browser.signedIn(admin, 'Boss');
    expect(await browser.call('GET', '/sites', undefined, { authorization: 'Bearer wrong' })).toMatchObject(refused('unauthenticated'));
    expect(await admin.call('GET', '/session')).toMatchObject(refused('unauthenticated'));
    expect(await admin.call('POST', '/session/password', { current: PASSWORD, password: 'a new password of mine' })).toMatchObject(refused('unauthenticated'));
  });

  test('what is in the state store is of no use to who reads it, and of none to who writes it', async () => {
    const browser = await Browser.signedIn(admin, 'Boss');
    const id = browser.cookie.split('=')[1] ?? '';
    const stored = JSON.stringify([...(Reflect.get(admin.stateStore, 'values') as Map<string, unknown>).entries()]);
    for (const secret of [id, browser.csrf, 'Boss', boss]) expect(stored).not.toContain(secret);
    const values = Reflect.get(admin.stateStore, 'values') as Map<string, { value: string }>;
    const [mine, others] = [[...values.keys()].at(-1) ?? '', await Browser.signedIn(admin, 'Boss').then(() => [...values.keys()].at(-1) ?? '')];
    await admin.stateStore.keep(others, values.get(mine)?.value ?? '', 60_000); // moved to another place
    await admin.stateStore.keep(mine, Buffer.from('{"userId":"x"}').toString('base64url'), 60_000);
    expect(await browser.call('GET', '/sites')).toMatchObject(refused('unauthenticated'));
  });

  test('while the state store is away, nobody signs in and API keys go on', async () => {
    const browser = await Browser.signedIn(admin, 'Boss');
    const away = async (): Promise<never> => Promise.reject(new Error('away'));
    Object.assign(admin.stateStore, { kept: away, countInWindow: away });
    expect(await browser.call('GET', '/sites')).toMatchObject(refused('unavailable', 503));
    expect(await browser.signIn('Boss')).toMatchObject(refused('unavailable', 503));
    expect(await admin.call('GET', '/sites')).toMatchObject({ status: 200 });
    const health = await fetch(new URL('/health/ready', admin.url));
    expect([health.status, await health.json()]).toEqual([200, { status: 'ready', checks: { database: 'up', 'state-store': 'down' } }]);
    for (const method of ['kept', 'countInWindow']) Reflect.deleteProperty(admin.stateStore, method); // those of the class are back
    expect(await browser.call('GET', '/sites')).toMatchObject({ status: 200 });
  });
});

test('who binds a token is not told any longer that the password stands alone', async () => {
  const userId = await appoint(admin, { siteId, login: 'binder', role: 'auditor' });
  const browser = await Browser.signedIn(admin, 'binder');
  expect((await browser.call('GET', '/session')).body.warnings).toContain('no-token');
  await admin.make('/tokens/make', { siteId, assignTo: userId });
  expect(await browser.call('GET', '/session')).toMatchObject({ status: 200, body: { state: 'signed-in', warnings: expect.not.arrayContaining(['no-token']) } });
});

describe('with a token', () => {
  let login: string;
  let count = 0;
  beforeEach(async () => {
    login = `holder ${count += 1}`;
    const userId = await appoint(admin, { siteId, login, role: 'auditor' });
    await admin.make('/tokens/make', { siteId, assignTo: userId });
  });

  test('the tokencode follows the password, and until then nothing may be done or seen', async () => {
    const browser = new Browser(admin);
    const first = await browser.signIn(login);
    expect(first).toMatchObject({ status: 200, body: { state: 'tokencode-needed', prompt: 'tokencode', administrator: null, permissions: [], scope: null, warnings: [] } });
    const cookie = browser.cookie;
    expect(await browser.call('GET', '/sites')).toMatchObject(refused('unauthenticated'));
    expect(await browser.call('POST', '/session/password', { current: PASSWORD, password: 'a new password of mine' })).toMatchObject(refused('bad-request', 400));
    expect(await browser.call('DELETE', '/session/all')).toMatchObject(refused('unauthenticated'));
    const second = await browser.call('POST', '/session/tokencode', { code: TOKENCODE });
    expect(second).toMatchObject({ status: 200, body: { state: 'signed-in', administrator: { login }, warnings: expect.not.arrayContaining(['no-token']) } });
    expect(second.body.csrf).not.toBe(first.body.csrf);
    expect(await browser.call('GET', '/sites')).toMatchObject({ status: 200 });
    browser.cookie = cookie;
    expect(await browser.call('GET', '/session')).toMatchObject(refused('unauthenticated'));
  });

  test('who is signed in proves a token without the session being at stake', async () => {
    const browser = new Browser(admin);
    await browser.signIn(login);
    await browser.call('POST', '/session/tokencode', { code: TOKENCODE });
    const { cookie } = browser;
    for (let tries = 0; tries <= TOKENCODE_TRIES; tries += 1) expect(await browser.call('POST', '/session/tokencode', { code: '000000' })).toMatchObject(refused('wrong-tokencode'));
    expect(await browser.call('POST', '/session/tokencode', { code: TOKENCODE })).toMatchObject({ status: 200, body: { state: 'signed-in', prompt: null } });
    expect(browser.cookie).toBe(cookie);
    expect(await browser.call('GET', '/sites')).toMatchObject({ status: 200 });
  });

  test(`after ${TOKENCODE_TRIES} wrong ones the password is asked for again`, async () => {
    const browser = new Browser(admin);
    await browser.signIn(login);
    for (let tries = 0; tries < TOKENCODE_TRIES; tries += 1) expect(await browser.call('POST', '/session/tokencode', { code: '000000' })).toMatchObject(refused('wrong-tokencode'));
    expect(await browser.call('POST', '/session/tokencode', { code: TOKENCODE })).toMatchObject(refused('unauthenticated'));
  });

  test('a right tokencode that is sent twice at once signs in once', async () => {
    const browser = new Browser(admin);
    await browser.signIn(login);
    const answers = await Promise.all(Array.from({ length: 5 }, async () => {
      const copy = new Browser(admin);
      Object.assign(copy, { cookie: browser.cookie, csrf: browser.csrf });
      return copy.call('POST', '/session/tokencode', { code: TOKENCODE });
    }));
    expect(answers.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([200, 401, 401, 401, 401]);
  });

  test('who waits too long with it starts anew', async () => {
    const browser = new Browser(admin);
    await browser.signIn(login);
    admin.clockMs += PENDING_MS;
    expect(await browser.call('POST', '/session/tokencode', { code: TOKENCODE })).toMatchObject(refused('unauthenticated'));
  });
});

describe('a new password', () => {
  let login: string;
  let count = 0;
  beforeEach(() => { login = `changer${count += 1}`; });
  const change = async (browser: Browser, current: string, password: string) => browser.call('POST', '/session/password', { current, password });

  test('is demanded at the first sign-in; nothing else may be done before', async () => {
    const user = await admin.make('/users', { siteId, login });
    await admin.make('/administrators', { userId: user.id, role: 'help-desk', scope: { kind: 'all' }, password: PASSWORD });
    const browser = new Browser(admin);
    expect(await browser.signIn(login)).toMatchObject({ status: 200, body: { state: 'password-change-needed', permissions: [], administrator: { login } } });
    expect(await browser.call('GET', '/sites')).toMatchObject(refused('unauthenticated'));
    const before = browser.cookie;
    expect(await change(browser, PASSWORD, 'one of my own making')).toMatchObject({ status: 200, body: { state: 'signed-in' } });
    expect(browser.cookie).not.toBe(before);
    expect(await browser.call('GET', '/sites')).toMatchObject({ status: 200 });
    expect(await new Browser(admin).signIn(login)).toMatchObject({ status: 401 });
    expect(await new Browser(admin).signIn(login, 'one of my own making')).toMatchObject({ status: 200, body: { state: 'signed-in' } });
  });

  test('needs the present one, is long enough, another, and does not hold the name', async () => {
    await appoint(admin, { siteId, login, role: 'help-desk' });
    const browser = await Browser.signedIn(admin, login);
    expect(await change(browser, 'wrong', 'one of my own making')).toMatchObject(refused('administrator-wrong-password'));
    expect(await change(browser, PASSWORD, 'short')).toMatchObject(refused('bad-request', 400));
    expect(await change(browser, PASSWORD, PASSWORD)).toMatchObject(refused('password-unsuitable', 422));
    expect(await change(browser, PASSWORD, `my name is ${login.toUpperCase()}`)).toMatchObject(refused('password-unsuitable', 422));
    expect(asked.at(-1)).toMatchObject({ occasion: 'password-change' });
  });

  test('ends every other session, and leaves one record without the words', async () => {
    await appoint(admin, { siteId, login, role: 'help-desk' });
    const [here, there] = [await Browser.signedIn(admin, login), await Browser.signedIn(admin, login)];
    expect(await change(here, PASSWORD, 'one of my own making')).toMatchObject({ status: 200 });
    expect(await here.call('GET', '/sites')).toMatchObject({ status: 200 });
    expect(await there.call('GET', '/sites')).toMatchObject(refused('unauthenticated'));
    const records = (await admin.eventsOf('static-password.change')).filter(({ user }) => user?.login === login);
    expect(records).toMatchObject([{ detail: { actor: `administrator:${login}` } }]);
    expect(JSON.stringify(records)).not.toContain('one of my own making');
  });

  test('set by somebody else ends the sessions, too', async () => {
    const id = await appoint(admin, { siteId, login, role: 'help-desk' });
    const browser = await Browser.signedIn(admin, login);
    await admin.call('PUT', `/users/${id}/password`, { password: 'what the boss thought of' });
    expect(await browser.call('GET', '/sites')).toMatchObject(refused('unauthenticated'));
    expect(await new Browser(admin).signIn(login, 'what the boss thought of')).toMatchObject({ body: { state: 'password-change-needed' } });
  });
});

describe('the cookie', () => {
  const request = (facts: { protocol?: string; ip?: string; remote?: string; cookie?: string; host?: string }): FastifyRequest => ({
    protocol: facts.protocol ?? 'http', ip: facts.ip ?? '127.0.0.1', socket: { remoteAddress: facts.remote ?? '127.0.0.1' }, headers: { cookie: facts.cookie, host: facts.host ?? '127.0.0.1:8080' },
  }) as unknown as FastifyRequest;
  const id = 'a'.repeat(43);
  function cookieFor(asking: FastifyRequest): unknown {
    let value: unknown;
    const reply = { header: (_: string, given: unknown) => { value = given; } } as unknown as FastifyReply;
    setSessionCookie(asking, reply, id);
    return value;
  }

  test('is bound to this host and to HTTPS, wherever HTTPS is', () => {
    expect(cookieFor(request({ protocol: 'https', ip: '192.0.2.1', remote: '192.0.2.1' }))).toBe(`__Host-countersign=${id}; Path=/; Secure; HttpOnly; SameSite=Strict`);
    expect(cookieFor(request({ ip: '::ffff:127.0.0.1', remote: '::1' }))).toBe(`countersign-session=${id}; Path=/; HttpOnly; SameSite=Strict`);
  });

  test.each([{ ip: '192.0.2.1', remote: '192.0.2.1' }, { ip: '192.0.2.1', remote: '127.0.0.1' }, { ip: '127.0.0.1', remote: '192.0.2.1' }])('is not set, nor believed, in the clear from elsewhere: %j', (from) => {
    expect(() => cookieFor(request(from))).toThrow('HTTPS');
    expect(() => clearSessionCookie(request(from), {} as FastifyReply)).toThrow('HTTPS');
    expect(sessionIdOf(request({ ...from, cookie: `countersign-session=${id}; __Host-countersign=${id}` }))).toBeUndefined();
  });

  test.each(['localhost', 'LOCALHOST:9000', '127.0.0.1', '127.1.2.3:1', '[::1]:8080', '[::ffff:127.0.0.1]'])('comes from a page of this computer: %s', (host) => {
    expect(sessionIdOf(request({ host, cookie: `countersign-session=${id}` }))).toBe(id);
  });

  test.each(['elsewhere.example:8080', 'localhost.elsewhere.example', '127.0.0.1.elsewhere.example', '192.0.2.1', '0.0.0.0:8080', '', '127.0.0.1:8080:1', '[::1', 'localhost:8080@elsewhere'])('comes from no page that calls this computer %j: who wrote it is elsewhere (DNS rebinding)', (host) => {
    expect(sessionIdOf(request({ host, cookie: `countersign-session=${id}` }))).toBeUndefined();
    expect(() => cookieFor(request({ host }))).toThrow('HTTPS');
  });

  test('of one kind of transport is nothing on the other', () => {
    expect(sessionIdOf(request({ cookie: `__Host-countersign=${id}` }))).toBeUndefined();
    expect(sessionIdOf(request({ protocol: 'https', cookie: `countersign-session=${id}` }))).toBeUndefined();
    expect(sessionIdOf(request({ protocol: 'https', cookie: `a=b; __Host-countersign=${id}` }))).toBe(id);
  });

  test.each([undefined, '', `countersign-session=${id}; countersign-session=${'b'.repeat(43)}`, 'countersign-session=short', `countersign-session=${id}x`, `xcountersign-session=${id}`, `countersign-session="${id}"`])('%j is none', (cookie) => {
    expect(sessionIdOf(request(cookie === undefined ? {} : { cookie }))).toBeUndefined();
  });
});
