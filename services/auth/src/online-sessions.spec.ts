/** Profiles, pools, limits and accounting on a real PostgreSQL, with two replicas. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { randomBytes } from 'node:crypto';
import type { Answer } from '@countersign/contracts';
import { privatePostgres, type PrivatePostgres } from '@countersign/testing';
import { encodeAttribute, passedOnAttributes, unwrap } from '@countersign/radius';
import { accountHandler } from './adapters/bus/account-handler.ts';
import { AdministrationWork } from './adapters/postgres/administration-work.ts';
import { OnlineSessions } from './adapters/postgres/online-sessions.ts';
import type { OpenedRequest } from './application/opened-request.ts';
import { Cluster, countOf, decideByTurns, times } from './fixtures/cluster.ts';
import { defaultAuthLimits } from './limits.ts';

let server: PrivatePostgres;
let cluster: Cluster;
let sessions: OnlineSessions;
let account: ReturnType<typeof accountHandler>;
let accountWithin: (limits: Parameters<typeof accountHandler>[3]) => typeof account;
const hour = 3_600_000;

beforeAll(async () => {
  server = await privatePostgres();
  cluster = await Cluster.open((role) => server.url('postgres', role));
  const work = new AdministrationWork({ pool: cluster.pool, now: () => cluster.now, wakeRelay: () => undefined });
  sessions = new OnlineSessions({ pool: cluster.pool, work, now: () => cluster.now, times: { silentMs: hour, silentWithoutInterimMs: 24 * hour } });
  accountWithin = (limits) => accountHandler(work, sessions, () => cluster.now, limits);
  account = accountWithin(defaultAuthLimits);
});
afterAll(async () => {
  await cluster?.close();
  await server.stop();
});
beforeEach(async () => cluster.reset());

const seedOf = (index: number): string => `seed of person ${String(index).padStart(5, '0')}`;
const attributesOf = (...pairs: [string, string][]): Buffer =>
  passedOnAttributes({ attributes: pairs.map(([name, value]) => ({ ...unwrap(encodeAttribute(name, value)), offset: 0 })) });
const attributesIn = (answer: Answer): string[] => answer.outcome === 'accept' ? (answer.attributes ?? []).map(({ name, value }) => `${name}=${value}`) : [answer.outcome];
const accounting = (status: string, id: string, login: string, more: Record<string, string> = {}, sourceAddress = '192.0.2.1'): Parameters<typeof account>[0] => ({
  requestKey: randomBytes(16).toString('hex'), agentHostId: cluster.hostId, sourceAddress, userName: login, attributes: { 'Acct-Status-Type': status, 'Acct-Session-Id': id, ...more },
});
const report = async (...parts: Parameters<typeof accounting>): Promise<unknown> => account(accounting(...parts), { remainingMs: 2500 });
const listed = async (changes: Partial<Parameters<OnlineSessions['list']>[0]> = {}) =>
  sessions.list({ sites: null, userId: null, agentHostId: null, login: null, state: null, after: null, limit: 1000, ...changes });
const signIn = async (login: string, index: number, changes: Partial<OpenedRequest> = {}): Promise<Answer> =>
  cluster.replica().decide(cluster.request(login, cluster.code(0, seedOf(index)), changes));
const nextCode = (): void => { cluster.now += 60_000; };

describe('profiles', () => {
  test('those of agent host, group, user and user on the agent host are merged', async () => {
    const { userId } = await cluster.person('alice', { seed: seedOf(0) });
    const other = await cluster.person('bob', { seed: seedOf(1) });
    const line = (name: string, value: string, append = false) => ({ name, value, append });
    await cluster.directory.placeProfile({ hostId: cluster.hostId }, { reply: [line('Filter-Id', 'guest'), line('Session-Timeout', '60')] });
    await cluster.directory.placeProfile({ hostId: cluster.hostId, userId }, { reply: [line('Filter-Id', 'alice')] });
    await cluster.directory.placeProfile({ groupOf: other.userId }, { reply: [line('Filter-Id', 'group', true)] });
    expect(attributesIn(await signIn('alice', 0))).toEqual(['Session-Timeout=60', 'Filter-Id=alice']);
    expect(attributesIn(await signIn('bob', 1))).toEqual(['Filter-Id=guest', 'Session-Timeout=60', 'Filter-Id=group']);
  });

  test('check attributes are compared with what the request says of itself', async () => {
    const { userId } = await cluster.person('alice', { seed: seedOf(0) });
    await cluster.directory.placeProfile({ userId }, { check: [{ name: 'NAS-Port-Type', check: 'equals', value: 'Virtual' }] });
    expect(await signIn('alice', 0, { attributes: attributesOf(['NAS-Port-Type', 'Ethernet']) })).toMatchObject({ outcome: 'refuse' });
    expect(await signIn('alice', 0)).toMatchObject({ outcome: 'refuse' });
    expect(await signIn('alice', 0, { attributes: attributesOf(['Called-Station-Id', 'vpn'], ['NAS-Port-Type', 'Virtual']) })).toMatchObject({ outcome: 'accept' });
    expect(await cluster.results()).toEqual({ 'check-attributes-differ': 2, accepted: 1 });
  });

  test('an alias names the user on that agent host alone, even where it is the login name of another', async () => {
    const { userId } = await cluster.person('alice', { seed: seedOf(0) });
    await cluster.person('root', { seed: seedOf(1) });
    await cluster.directory.addAlias(cluster.hostId, userId, 'Root');
    const replica = cluster.replica();
    const decide = async (index: number, hostId = cluster.hostId): Promise<Answer> => replica.decide(cluster.request('root', cluster.code(0, seedOf(index)), { agentHostId: hostId, source: hostId }));
    expect(await decide(0)).toMatchObject({ outcome: 'accept' });
    expect(await decide(1)).toMatchObject({ outcome: 'refuse' });
    expect(await decide(1, await cluster.directory.addHost(cluster.siteId))).toMatchObject({ outcome: 'accept' });
    nextCode();
    expect(await signIn('alice', 0)).toMatchObject({ outcome: 'accept' });
  });
});

describe('address pools', () => {
  test('everybody gets another address, through two replicas at once; the last one gets none and burns nothing', async () => {
    await cluster.directory.placeProfile({ hostId: cluster.hostId }, { pool: { first: '10.0.0.250', last: '10.0.1.9' } });
    for (const index of times(17, (each) => each)) await cluster.person(`p${index}`, { seed: seedOf(index) });
    const replicas = [cluster.replica(), cluster.replica()];
    const requests = times(17, (index) => cluster.request(`p${index}`, cluster.code(0, seedOf(index))));
    const answers = await decideByTurns(replicas, requests);
    const given = answers.flatMap((answer) => attributesIn(answer)).filter((text) => text.startsWith('Framed-IP-Address='));
    expect(new Set(given).size).toBe(16);
    expect(countOf(answers, 'refuse')).toBe(1);
    expect(await cluster.results()).toEqual({ accepted: 16, 'address-pool-exhausted': 1 });

    const loser = answers.findIndex(({ outcome }) => outcome === 'refuse');
    const winner = (loser + 1) % 17;
    await report('Start', 's', `p${winner}`, { 'Framed-IP-Address': attributesIn(answers[winner] ?? { outcome: 'silence', reason: '' })[0]?.split('=')[1] ?? '' });
    await report('Stop', 's', `p${winner}`);
    expect(await signIn(`p${loser}`, loser)).toMatchObject({ outcome: 'accept' });
  });

  test('an address is free again when its lease is over, and not while its session is reported', async () => {
    for (const index of [0, 1]) await cluster.person(`p${index}`, { seed: seedOf(index) });
    await cluster.directory.placeProfile({ hostId: cluster.hostId }, { pool: { first: '10.0.0.1', last: '10.0.0.1', leaseMinutes: 5 } });
    expect(attributesIn(await signIn('p0', 0))).toEqual(['Framed-IP-Address=10.0.0.1']);
    cluster.now += 6 * 60_000;
    // Reported after all: the lease has gone, the device uses the address.
    await report('Start', 's', 'p0', { 'Framed-IP-Address': '10.0.0.1' });
    expect(await signIn('p1', 1)).toMatchObject({ outcome: 'refuse' });
    await report('Stop', 's', 'p0');
    expect(attributesIn(await signIn('p1', 1))).toEqual(['Framed-IP-Address=10.0.0.1']);
    expect(await sessions.poolUse([])).toEqual([]);
  });
});

describe('the limit of online sessions', () => {
  test('two sign-ins at once, on two replicas: one place', async () => {
    const { userId } = await cluster.person('alice', { seed: seedOf(0) });
    await cluster.directory.assignToken(userId, { seed: seedOf(1) });
    await cluster.directory.limitSessions(cluster.hostId, userId, 1);
    const answers = await decideByTurns([cluster.replica(), cluster.replica()],
      times(2, (index) => cluster.request('alice', cluster.code(0, seedOf(index)), { source: `desk ${index}` })));
    expect(answers.map(({ outcome }) => outcome).toSorted()).toEqual(['accept', 'refuse']);
    expect(await cluster.results()).toEqual({ accepted: 1, 'too-many-sessions': 1 });
  });

  test('a session takes its reservation’s place; its end makes room; a start that comes late opens nothing', async () => {
    const { userId } = await cluster.person('alice', { seed: seedOf(0) });
    await cluster.directory.limitSessions(cluster.hostId, userId, 1);
    expect(await signIn('alice', 0)).toMatchObject({ outcome: 'accept' });
    await report('Start', 's1', 'alice');
    expect(await listed()).toMatchObject([{ state: 'online', login: 'alice', userId, deviceSessionId: 's1', agentHost: 'vpn' }]);
    nextCode();
    expect(await signIn('alice', 0)).toMatchObject({ outcome: 'refuse' });
    await report('Stop', 's1', 'alice', { 'Acct-Input-Octets': '10', 'Acct-Output-Octets': '20' });
    await report('Start', 's1', 'alice');
    expect(await listed()).toMatchObject([{ state: 'ended', receivedOctets: 20, sentOctets: 10 }]);
    expect(await signIn('alice', 0)).toMatchObject({ outcome: 'accept' });
  });

  test('a reservation without a start ends by itself, and so does a session that is silent', async () => {
    const { userId } = await cluster.person('alice', { seed: seedOf(0) });
    await cluster.directory.limitSessions(cluster.hostId, userId, 1);
    await signIn('alice', 0);
    cluster.now += 3 * 60_000;
    expect(await signIn('alice', 0, { source: 'elsewhere' })).toMatchObject({ outcome: 'accept' });
    await report('Start', 's1', 'alice');
    await report('Interim-Update', 's1', 'alice');
    cluster.now += hour - 1;
    expect(await listed({ state: 'online' })).toHaveLength(1);
    cluster.now += 60_000;
    expect(await listed({ state: 'online' })).toEqual([]);
    expect(await signIn('alice', 0)).toMatchObject({ outcome: 'accept' });
    expect(await sessions.sweep()).toBe(2);
    const ended = (await cluster.recorded()).filter(({ result }) => result === 'session-ended');
    expect(ended).toMatchObject([{ kind: 'accounting', user: { login: 'alice' }, detail: { reason: 'silent' } }]);
  });

  test('where the agent host does not keep it, there is none', async () => {
    const { userId } = await cluster.person('alice', { seed: seedOf(0) });
    await cluster.directory.limitSessions(await cluster.directory.addHost(cluster.siteId), userId, 1);
    await signIn('alice', 0);
    nextCode();
    expect(await signIn('alice', 0, { source: 'elsewhere' })).toMatchObject({ outcome: 'accept' });
    expect(await listed()).toEqual([]);
  });
});

describe('accounting', () => {
  test('a device that begins anew has no sessions; the other half of its pair keeps its own', async () => {
    await report('Start', 's1', 'nobody known');
    await report('Start', 's1', 'nobody known', {}, '192.0.2.2');
    await report('Accounting-On', '', '');
    expect((await listed()).map(({ state, sourceAddress }) => `${sourceAddress} ${state}`).toSorted()).toEqual(['192.0.2.1 ended', '192.0.2.2 online']);
    await report('Start', 's1', 'another');
    expect((await listed({ state: 'online' })).map(({ login }) => login).toSorted()).toEqual(['another', 'nobody known']);
  });

  test('its statements are prepared once for a connection', async () => {
    for (const status of ['Start', 'Interim-Update', 'Stop']) await report(status, 's2', 'nobody known');
    const client = await cluster.pool.connect();
    const { rows } = await client.query<{ name: string }>("SELECT name FROM pg_prepared_statements").finally(() => client.release());
    expect(rows.map(({ name }) => name)).toEqual(expect.arrayContaining(['account-find-host', 'account-find-users', 'session-keep-alive', 'session-has-ended', 'session-add', 'session-end', 'record']));
  });

  test('an interim update alone makes a session, with when it began', async () => {
    await report('Interim-Update', 's9', 'nobody known', { 'Acct-Session-Time': '600', 'Calling-Station-Id': '198.51.100.7' });
    expect(await listed()).toMatchObject([{ state: 'online', userId: null, callingStationId: '198.51.100.7', startedAt: new Date(cluster.now - 600_000).toISOString() }]);
  });

  test('many reports of one session at once make one', async () => {
    await Promise.all(times(8, async () => report('Start', 's', 'alice')));
    expect(await listed()).toHaveLength(1);
  });

  test('however many come, sign-ins find a connection; what finds no room is not recorded', async () => {
    await cluster.person('alice', { seed: seedOf(0) });
    const slow = accountWithin({ accountingConcurrent: 2, accountingWaiting: 3 });
    await cluster.admin.query('BEGIN; LOCK TABLE authn.online_session IN SHARE MODE');
    const all = times(50, async (index) => slow(accounting('Start', `s${index}`, 'nobody known'), { remainingMs: 2500 }));
    const settled = await Promise.all(all.slice(5));
    expect(settled).toEqual(settled.map(() => ({ recorded: false })));
    expect(await signIn('alice', 0)).toMatchObject({ outcome: 'accept' });
    await cluster.admin.query('COMMIT');
    expect(await Promise.all(all.slice(0, 5))).toEqual(times(5, () => ({ recorded: true })));
    expect(await listed()).toHaveLength(5);
  });

  test('what waited longer than its device is answered is not recorded', async () => {
    const slow = accountWithin({ accountingConcurrent: 1, accountingWaiting: 2 });
    await cluster.admin.query('BEGIN; LOCK TABLE authn.online_session IN SHARE MODE');
    const all = [2500, 2500, 4000].map((remainingMs, index) => slow(accounting('Start', `s${index}`, 'nobody known'), { remainingMs }));
    cluster.now += 3000;
    await cluster.admin.query('COMMIT');
    expect(await Promise.all(all)).toEqual([{ recorded: true }, { recorded: false }, { recorded: true }]);
    expect(await listed()).toHaveLength(2);
    expect((await cluster.recorded()).filter(({ kind }) => kind === 'accounting')).toHaveLength(2);
  });

  test('lists go on where they ended, and show what belongs to the sites that are asked for', async () => {
    for (const index of times(5, (each) => each)) {
      await report('Start', `s${index}`, `user ${index}`);
      cluster.now += 1000;
    }
    const first = await listed({ limit: 3 });
    const last = first.at(-1);
    const rest = await listed({ limit: 3, after: { startedAt: last?.startedAt ?? '', id: last?.id ?? '' } });
    expect([...first, ...rest].map(({ login }) => login)).toEqual([4, 3, 2, 1, 0].map((index) => `user ${index}`));
    expect(await listed({ sites: [cluster.siteId] })).toHaveLength(5);
    expect(await listed({ sites: [] })).toEqual([]);
    expect(await listed({ login: 'user 3' })).toHaveLength(1);
  });

  test('an administrator ends a session, on record; one that is still reported is back', async () => {
    await report('Start', 's1', 'alice');
    const [session] = await listed();
    const actor = { kind: 'administrator', id: null, label: 'root', address: '192.0.2.9' } as const;
    await expect(sessions.end(session?.id ?? '', [], actor)).rejects.toMatchObject({ resultCode: 'not-found' });
    await sessions.end(session?.id ?? '', [cluster.siteId], actor);
    expect(await listed()).toEqual([]);
    expect((await cluster.recorded()).at(-1)).toMatchObject({ kind: 'administration', result: 'session-ended', host: '192.0.2.9', object: { type: 'session', label: 's1' }, detail: { actor: 'administrator:root' } });
    await report('Interim-Update', 's1', 'alice');
    expect(await listed()).toHaveLength(1);
  });
});

test('nobody who has no profile and no limit costs another trip', async () => {
  await cluster.person('alice', { seed: seedOf(0) });
  const asked: string[] = [];
  cluster.pool.on('acquire', (client) => {
    const query = client.query.bind(client);
    Object.assign(client, { query: (...parameters: Parameters<typeof query>) => { asked.push(JSON.stringify(parameters[0])); return query(...parameters); } });
  });
  await signIn('alice', 0);
  await pause(0);
  expect(asked.filter((text) => /load-profiles|load-sessions|reserve/.test(text))).toEqual([]);
  expect(asked.some((text) => text.includes('load-logins'))).toBe(true);
});
