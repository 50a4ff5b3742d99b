/** When users and tokens were used last: how many, as they were counted, and who was not, page by page. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import type { LastUses, UnusedPlace } from '@countersign/contracts';
import { createPool, defaultConnectionTimes } from '@countersign/persistence';
import { eventually, privatePostgres } from '@countersign/testing';
import { LastUsesCount } from './adapters/postgres/last-uses.ts';
import { UnusedAccounts } from './adapters/postgres/unused.ts';
import { Cluster } from './fixtures/cluster.ts';

const DAY = 86_400_000;
const everywhere = { sites: null, groups: null };
let server: Awaited<ReturnType<typeof privatePostgres>>;
let cluster: Cluster;
let errors: unknown[];

beforeAll(async () => {
  server = await privatePostgres();
  cluster = await Cluster.open((role) => server.url('postgres', role));
});
afterAll(async () => {
  await cluster.close();
  await server.stop();
});
beforeEach(async () => {
  errors = [];
  await cluster.reset();
});

const seedOf = (login: string): string => login.padEnd(20, '.');

async function signInDaysAgo(login: string, days: number): Promise<void> {
  cluster.now -= days * DAY;
  expect(await cluster.replica().decide(cluster.request(login, cluster.code(0, seedOf(login))))).toMatchObject({ outcome: 'accept' });
  cluster.now += days * DAY;
}

async function fourPeople(): Promise<void> {
  for (const [login, days] of [['lately', 3], ['in-spring', 80], ['last-year', 400]] as const) {
    await cluster.person(login, { seed: seedOf(login) });
    await signInDaysAgo(login, days);
  }
  await cluster.person('never');
}

const counter = (): LastUsesCount => new LastUsesCount(cluster.pool, () => cluster.now, (error) => errors.push(error));

/** What is there when nobody counts any more. */
async function settled(count: LastUsesCount, question: Parameters<LastUsesCount['latest']>[0]): Promise<LastUses> {
  for (;;) {
    const found = await count.latest(question);
    if (!found.counting) return found;
  }
}

const counted = (days: Partial<Record<number, number>>, longerAgo: number, never: number) =>
  ({ within: [30, 90, 180, 365].map((each) => ({ days: each, count: days[each] ?? 0 })), longerAgo, never });

test('users and tokens are counted by when they were used last, of the sites and groups that are asked about', async () => {
  await fourPeople();
  const count = counter();
  for (const what of ['users', 'tokens'] as const) {
    expect([what, await settled(count, { of: what, ...everywhere })]).toEqual([what, { ...counted({ 30: 1, 90: 1 }, 1, 1), countedAt: new Date(cluster.now).toISOString(), counting: false }]);
    expect(await settled(count, { of: what, sites: [cluster.siteId], groups: null })).toMatchObject(counted({ 30: 1, 90: 1 }, 1, 1));
    expect(await settled(count, { of: what, sites: [randomUUID()], groups: null })).toMatchObject(counted({}, 0, 0));
    expect(await settled(count, { of: what, sites: null, groups: [randomUUID()] })).toMatchObject(counted({}, 0, 0));
  }
  expect(errors).toEqual([]);
});

test('while a count takes its time the one before is shown, and says when it was made', async () => {
  await fourPeople();
  const [one, other] = [counter(), counter()];
  const before = await settled(one, { of: 'users', ...everywhere });
  await cluster.person('another');
  cluster.now += DAY;
  const holder = await cluster.pool.connect();
  await holder.query('BEGIN');
  await holder.query("SELECT pg_advisory_xact_lock(hashtextextended('countersign:authn:last-uses:users', 0))");
  try {
    expect(await one.latest({ of: 'users', ...everywhere })).toEqual({ ...before, counting: true });
    expect(await other.latest({ of: 'users', ...everywhere })).toEqual({ ...before, counting: true });
  } finally {
    await holder.query('COMMIT');
    holder.release();
  }
  const after = { ...counted({ 30: 1, 90: 1 }, 1, 2), countedAt: new Date(cluster.now).toISOString() };
  expect(await settled(one, { of: 'users', ...everywhere })).toMatchObject(after);
  expect(await settled(other, { of: 'users', ...everywhere })).toMatchObject(after);
  expect(errors).toEqual([]);
});

test('replicas that count for the first time together both have an answer', async () => {
  await fourPeople();
  const answers = await Promise.all([counter(), counter(), counter()].map(async (each) => each.latest({ of: 'tokens', ...everywhere })));
  for (const answer of answers) expect(answer).toMatchObject(counted({ 30: 1, 90: 1 }, 1, 1));
});

test.each([
  ['the count before it', "SELECT pg_advisory_xact_lock(hashtextextended('countersign:authn:last-uses:users', 0))"],
  ['a table', 'LOCK TABLE authn.user_state'],
])('a count that %s makes slower than a sign-in may be is waited for', async (_, hold) => {
  await fourPeople();
  const hurried = createPool(server.url('postgres'), { max: 2, applicationName: 'hurried', statementTimeoutMs: 800, times: { ...defaultConnectionTimes, answerMs: 200 }, pipeline: true });
  const holder = await cluster.pool.connect();
  await holder.query('BEGIN');
  await holder.query(hold);
  try {
    const first = new LastUsesCount(hurried, () => cluster.now, (error) => errors.push(error)).latest({ of: 'users', ...everywhere });
    first.catch(() => undefined);
    await eventually(async () => {
      const waiting = "SELECT FROM pg_stat_activity WHERE application_name = 'hurried' AND wait_event_type = 'Lock' AND clock_timestamp() - query_start > interval '1.5 seconds'";
      expect(await cluster.admin.query(waiting)).toMatchObject({ rowCount: 1 });
    });
    await holder.query('COMMIT');
    expect(await first).toMatchObject(counted({ 30: 1, 90: 1 }, 1, 1));
  } finally {
    holder.release(true);
    await hurried.end();
  }
});

test('a count is good for a while that depends on how long it took', async () => {
  await fourPeople();
  await counter().latest({ of: 'users', ...everywhere });
  await cluster.admin.query("UPDATE authn.last_use_counting SET took_ms = 1000, counted_at = counted_at - interval '59 seconds'");
  const kept = await counter().latest({ of: 'users', ...everywhere });
  expect(kept).toMatchObject({ countedAt: new Date(cluster.now - 59_000).toISOString(), counting: false });
  cluster.now += 2_000;
  expect(await settled(counter(), { of: 'users', ...everywhere })).toMatchObject({ countedAt: new Date(cluster.now).toISOString() });
});

type Question = Parameters<UnusedAccounts['find']>[0];

async function unused(question: Omit<Question, 'after'>): Promise<{ userId: string; tokenId: string | null; lastSignInAt: string | null }[]> {
  const accounts = new UnusedAccounts(cluster.pool);
  const all: Awaited<ReturnType<UnusedAccounts['find']>>['found'] = [];
  for (let after: UnusedPlace | null = null; ;) {
    const { found, next } = await accounts.find({ ...question, after });
    expect(found.length).toBeLessThanOrEqual(question.limit);
    all.push(...found);
    if (next === null) return all;
    after = next;
  }
}

test('who did not sign in, and what was not used, each once over pages of any size', async () => {
  const { siteId } = cluster;
  const people: Record<string, string> = {};
  for (const [login, days] of [['lately', 3], ['in-spring', 80], ['never', null], ['nor-this', null]] as const) {
    const { userId } = await cluster.person(login, { seed: seedOf(login) });
    await cluster.directory.assignToken(userId, { seed: seedOf(`second of ${login}`.slice(0, 20)) });
    people[userId] = login;
    if (days !== null) await signInDaysAgo(login, days);
  }
  const newcomer = await cluster.person('newcomer');
  people[newcomer.userId] = 'newcomer';
  await cluster.directory.openedAt(newcomer.userId, cluster.now - 10 * DAY);
  const names = (found: Awaited<ReturnType<typeof unused>>): string[] => found.map(({ userId }) => people[userId] ?? userId).toSorted();
  const since = new Date(cluster.now - 30 * DAY).toISOString();
  for (const limit of [1, 2, 3, 100]) {
    expect(names(await unused({ of: 'users', ...everywhere, since: null, limit }))).toEqual(['never', 'newcomer', 'nor-this']);
    expect(names(await unused({ of: 'users', ...everywhere, since, limit }))).toEqual(['in-spring', 'never', 'nor-this']);
    const tokens = await unused({ of: 'tokens', sites: [siteId, randomUUID()], groups: null, since, limit });
    expect(names(tokens)).toEqual(['in-spring', 'in-spring', 'lately', 'never', 'never', 'nor-this', 'nor-this']);
    expect(new Set(tokens.map(({ tokenId }) => tokenId)).size).toBe(tokens.length);
    expect(tokens.filter(({ lastSignInAt }) => lastSignInAt !== null)).toHaveLength(1);
  }
  expect(await unused({ of: 'users', sites: [randomUUID()], groups: null, since, limit: 10 })).toEqual([]);
  expect(await unused({ of: 'tokens', sites: null, groups: [randomUUID()], since, limit: 10 })).toEqual([]);
});

test('a page looks at so many accounts and leads on, of more sites than are merged, too', async () => {
  await cluster.admin.query(`INSERT INTO directory.auth_user_v2 (user_id, site_id, login, enabled)
    SELECT gen_random_uuid(), $1, number::text, true FROM generate_series(1, 9000) AS number`, [cluster.siteId]);
  await cluster.admin.query(`INSERT INTO authn.user_state (user_id, last_sign_in_at)
    SELECT user_id, $1 FROM directory.auth_user_v2 WHERE login <> '4711'`, [new Date(cluster.now)]);
  await cluster.admin.query('ANALYZE directory.auth_user_v2, authn.user_state');
  const accounts = new UnusedAccounts(cluster.pool);
  const manySites = [cluster.siteId, ...Array.from({ length: 80 }, () => randomUUID())];
  for (const sites of [null, [cluster.siteId], manySites.slice(0, 4), manySites]) {
    const asked = { of: 'users', sites, groups: null, since: null, limit: 10 } as const;
    expect((await accounts.find({ ...asked, after: null })).next).not.toBeNull();
    expect(await unused(asked)).toHaveLength(1);
  }
});

test('accounts that are deleted while a page is made take none of the others along', async () => {
  await cluster.admin.query(`INSERT INTO directory.auth_user_v2 (user_id, site_id, login, enabled)
    SELECT gen_random_uuid(), $1, number::text, true FROM generate_series(1, 5000) AS number`, [cluster.siteId]);
  const { rows: [behind] } = await cluster.admin.query<{ user_id: string }>('SELECT user_id FROM directory.auth_user_v2 ORDER BY user_id DESC OFFSET 2100 LIMIT 1');
  await cluster.admin.query('INSERT INTO authn.user_state (user_id, last_sign_in_at) SELECT user_id, $1 FROM directory.auth_user_v2 WHERE user_id <> $2', [new Date(cluster.now), behind?.user_id]);
  const thenDelete = async (text: string, values: unknown[]): Promise<unknown> => {
    const found = await cluster.admin.query(text, values);
    await cluster.admin.query('DELETE FROM directory.auth_user_v2 WHERE user_id > $1', [behind?.user_id]);
    return found;
  };
  // oxlint-disable-next-line typescript/no-misused-promises -- of pg's overloads the last one, with a callback, is taken for all
  const statements = jest.spyOn(cluster.pool, 'query').mockImplementation(thenDelete);
  try {
    expect(await unused({ of: 'users', ...everywhere, since: null, limit: 10 })).toMatchObject([{ userId: behind?.user_id }]);
  } finally {
    statements.mockRestore();
  }
});
