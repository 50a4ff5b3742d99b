import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { tokenStatesContract } from '@countersign/contracts';
import * as api from '@countersign/contracts/admin-api';
import { privatePostgres, type PrivatePostgres } from '@countersign/testing';
import { TOKENCODE_TRIES, TRIES_OF_LOGIN, TRIES_OF_SOURCE, TRIES_WINDOW_MS } from '../../application/administrator-sign-in.ts';
import { PENDING_MS } from '../../application/sessions.ts';
import { appoint, Browser, PASSWORD, serveAuth, TOKENCODE } from '../../spec-support/console.ts';
import { TokenAdminUnderTest } from '../../spec-support/token-admin-under-test.ts';

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

  test('changes nothing for a page of another origin, although its token is right; an API key is nobody\'s page', async () => {
    const browser = await Browser.signedIn(admin, 'Boss');
    const own = new URL(admin.url).origin;
    for (const foreign of [{ origin: 'http://evil.example' }, { origin: 'null', 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'cross-site' }, { origin: own, 'sec-fetch-site': 'same-site' }]) {
      expect(await browser.call('POST', '/sites', { name: 'from elsewhere' }, { ...foreign, 'accept-language': 'en' }))
        .toMatchObject({ status: 403, body: { code: 'forbidden', detail: 'A page of another origin asks: by a session, only the pages of this server change anything.' } });
      expect((await browser.call('DELETE', '/session', undefined, { ...foreign, 'accept-language': 'zh' })).body.detail).toBe('请求来自其他网站的页面：会话只允许本服务器的页面进行更改。');
      expect(await browser.call('GET', '/session', undefined, foreign)).toMatchObject({ status: 200 });
      const signedIn = await new Browser(admin, foreign).signIn('Boss'); // as somebody who then works for another
      expect([signedIn.status, signedIn.headers.getSetCookie()]).toEqual([403, []]);
      expect(await admin.call('PATCH', `/sites/${siteId}`, {}, foreign)).toMatchObject({ status: 200 });
    }
    expect(await browser.call('PATCH', `/sites/${siteId}`, {}, { origin: own, 'sec-fetch-site': 'same-origin' })).toMatchObject({ status: 200 });
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

  test('while it is away, a password that was changed is said to be, and its session goes on where it can', async () => {
    await appoint(admin, { siteId, login: 'Changer', role: 'auditor' });
    const browser = await Browser.signedIn(admin, 'Changer');
    const [second, third] = ['the second password of mine', 'the third password of mine'];
    const keepNothing = (prefix: string): void => {
      const keep = admin.stateStore.keep.bind(admin.stateStore);
      Object.assign(admin.stateStore, { keep: async (key: string, ...rest: [string, number]) => (key.startsWith(prefix) ? Promise.reject(new Error('away')) : keep(key, ...rest)) });
    };
    keepNothing('session-confirmed:');
    expect(await browser.call('POST', '/session/password', { current: PASSWORD, password: second })).toMatchObject({ status: 200, body: { state: 'signed-in' } });
    Reflect.deleteProperty(admin.stateStore, 'keep');
    expect(await browser.call('GET', '/sites')).toMatchObject({ status: 200 });

    keepNothing('session:');
    const lost = await browser.call('POST', '/session/password', { current: second, password: third }, { 'accept-language': 'zh' });
    Reflect.deleteProperty(admin.stateStore, 'keep');
    expect(lost).toMatchObject({ status: 503, body: { code: 'unavailable', detail: '密码已更改，但当前会话无法继续：请用新密码重新登录。' } });
    expect(await browser.call('GET', '/sites')).toMatchObject(refused('unauthenticated'));
    expect(await new Browser(admin).signIn('Changer', third)).toMatchObject({ status: 200 });
  });
});

test('who binds a token is told that nobody has seen a right code of it yet, until one was shown', async () => {
  const userId = await appoint(admin, { siteId, login: 'binder', role: 'auditor' });
  const browser = await Browser.signedIn(admin, 'binder');
  expect((await browser.call('GET', '/session')).body.warnings).toContain('no-token');
  const [first, second] = [await admin.make('/tokens/make', { siteId, assignTo: userId }), await admin.make('/tokens/make', { siteId, assignTo: userId })];
  const proved = new Set<string>();
  const asked: string[][] = [];
  const auth = await admin.bus.serve(tokenStatesContract, async ({ assignmentIds }) => {
    asked.push(assignmentIds);
    return { states: assignmentIds.map((assignmentId) => ({ assignmentId, mode: 'normal' as const, pinSet: false, failures: 0, lockedUntil: null, driftSteps: 0, usesLeft: null, lastSignInAt: proved.has(assignmentId) ? '2026-01-01T00:00:00.000Z' : null })) };
  });
  const warnings = async (): Promise<string[]> => (await browser.call('GET', '/session')).body.warnings.filter((warning: string) => warning !== 'one-administrator');
  expect(await warnings()).toEqual(['token-not-proved']);
  proved.add(first.token.assignment.id);
  expect(await warnings()).toEqual([]);
  await admin.call('POST', `/tokens/${first.token.id}/lost`, { lost: true });
  expect(await warnings()).toEqual(['token-not-proved']);
  expect(asked.at(-1)).toEqual([second.token.assignment.id]);
  await auth.stop();
  expect(await warnings()).toEqual([]); // nobody knows
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
    expect(await change(browser, 'wrong', 'one of my own making')).toMatchObject(refused('own-password-wrong'));
    expect(await change(browser, PASSWORD, 'short')).toMatchObject(refused('bad-request', 400));
    const [same, named] = [await change(browser, PASSWORD, PASSWORD), await change(browser, PASSWORD, `my name is ${login.toUpperCase()}`)];
    for (const refusal of [same, named]) expect(refusal).toMatchObject(refused('password-unsuitable', 422));
    expect([same.body.detail, named.body.detail]).toEqual(['It is the one of now.', 'It holds the login name.']);
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
