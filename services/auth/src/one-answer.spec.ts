/** One answer per request, from any replica, on a real PostgreSQL. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { eventually, privatePostgres } from '@countersign/testing';
import * as queries from './adapters/postgres/sign-in-queries.ts';
import { Cluster, countOf, decideByTurns, times } from './fixtures/cluster.ts';

let server: Awaited<ReturnType<typeof privatePostgres>>;
let cluster: Cluster;

beforeAll(async () => {
  server = await privatePostgres();
  cluster = await Cluster.open((role) => server.url('postgres', role));
});
beforeEach(() => cluster.reset());
afterAll(async () => {
  await cluster.close();
  await server.stop();
});

describe('one answer per request', () => {
  test('the same request gets the same answer from any replica, asked at once or later, and is recorded once', async () => {
    await cluster.person('alice');
    const replicas = [cluster.replica(), cluster.replica()];
    const request = cluster.request('alice', cluster.code());
    const answers = await decideByTurns(replicas, times(20, () => request));
    cluster.now += 29_000;
    answers.push(await cluster.replica().decide(request));
    expect(answers).toEqual(answers.map(() => ({ outcome: 'accept', message: 'PASSCODE Accept' })));
    expect(await cluster.recorded()).toHaveLength(1);
  });

  test('pitfall 2: a code is consumed once in the whole cluster, however many requests bring it at once', async () => {
    await cluster.person('alice');
    const replicas = [cluster.replica(), cluster.replica()];
    const answers = await decideByTurns(replicas, times(60, (index) => cluster.request('alice', cluster.code(), { source: `station ${index}` })));
    expect(countOf(answers, 'accept')).toBe(1);
    expect(await cluster.results()).toEqual({ accepted: 1, 'replayed-code': 59 });
  });

  test('wrong codes of one turn are counted one after another: the sixth finds the token locked', async () => {
    const { assignmentId } = await cluster.person('alice', { usePin: true });
    await cluster.administration.setPin(assignmentId, '1234', { kind: 'system', id: null, label: 'test', address: null });
    await decideByTurns([cluster.replica()], times(6, (index) => cluster.request('alice', `1234${cluster.wrongCode(index)}`)));
    expect(await cluster.results()).toMatchObject({ 'wrong-tokencode': 5, 'token-locked': 1 });
  });

  test('what was consumed and what was recorded commit together: one outbox row for a turn, each event with its request key', async () => {
    const seeds = times(10, (index) => `seed of the user no. ${index}`);
    for (const [index, seed] of seeds.entries()) await cluster.person(`user${index}`, { seed });
    const requests = seeds.map((seed, index) => cluster.request(`user${index}`, cluster.code(0, seed)));
    const one = cluster.replica();
    await one.decide(cluster.request('nobody', 'x'));
    await cluster.admin.query('TRUNCATE authn.outbox');
    await Promise.all(requests.map((request) => one.decide(request)));
    const { rowCount } = await cluster.admin.query('SELECT FROM authn.outbox');
    expect(rowCount).toBe(1);
    expect((await cluster.recorded()).map(({ requestKey, result }) => [requestKey, result]))
      .toEqual(requests.map(({ requestKey }) => [requestKey, 'accepted']));
  });

  test('a user disabled a millisecond ago is refused: nothing of the directory is cached', async () => {
    const { userId } = await cluster.person('alice');
    const one = cluster.replica();
    expect(await one.decide(cluster.request('alice', cluster.code()))).toMatchObject({ outcome: 'accept' });
    await cluster.directory.disableUser(userId);
    cluster.now += 30_000;
    expect(await one.decide(cluster.request('alice', cluster.code()))).toMatchObject({ outcome: 'refuse' });
    expect(await cluster.results()).toMatchObject({ 'user-disabled': 1 });
  });

  test('an agent host that writes login names in another form than before is understood at once', async () => {
    await cluster.person('alice');
    const one = cluster.replica();
    for (const [form, name] of [['strip-domain', 'CORP\\alice'], ['strip-realm', 'alice@corp'], ['as-is', 'alice']] as const) {
      await cluster.directory.setLoginForm(cluster.hostId, form);
      cluster.now += 30_000;
      expect(await one.decide(cluster.request(name, cluster.code()))).toMatchObject({ outcome: 'accept' });
    }
    await cluster.directory.setLoginForm(cluster.hostId, 'strip-both');
    await cluster.directory.addUser('corp\\bob', cluster.siteId);
    expect(await one.decide(cluster.request('CORP\\bob', '000000'))).toMatchObject({ outcome: 'refuse' });
    expect(await cluster.results()).toEqual({ accepted: 3, 'unregistered-user': 1 });
  });

  test('two turns beside each other that guessed a login form wrong both look again, not only the first to notice', async () => {
    await cluster.person('alice');
    await cluster.person('bob', { seed: 'abcdefghijklmnopqrst' });
    await cluster.directory.setLoginForm(cluster.hostId, 'strip-domain');
    const one = cluster.replica();
    const turnsWait = async (turns: number): Promise<void> => eventually(async () => {
      const { rows: [locks] } = await cluster.admin.query<{ waiting: number }>('SELECT count(*)::int AS waiting FROM pg_locks WHERE NOT granted');
      expect(locks?.waiting).toBe(turns);
    });
    await cluster.admin.query('BEGIN');
    await cluster.admin.query('LOCK TABLE authn.user_state');
    const alice = one.decide(cluster.request('CORP\\alice', cluster.code()));
    await turnsWait(1);
    const bob = one.decide(cluster.request('CORP\\bob', cluster.code(0, 'abcdefghijklmnopqrst')));
    await turnsWait(2);
    await cluster.admin.query('COMMIT');
    expect(await Promise.all([alice, bob])).toMatchObject([{ outcome: 'accept' }, { outcome: 'accept' }]);
    expect(await cluster.results()).toEqual({ accepted: 2 });
  });

  test('a secret that changed since the gateway verified the packet is silence: the next copy is verified with the new one', async () => {
    await cluster.person('alice');
    expect(await cluster.replica().decide(cluster.request('alice', cluster.code(), { secretVersion: 2 })))
      .toEqual({ outcome: 'silence', reason: 'stale-secret' });
    expect(await cluster.recorded()).toEqual([]);
  });

  test('shared secret suspected: silence that counts nowhere, for whoever it names', async () => {
    await cluster.person('alice');
    const garbage = cluster.request('alice', '', { proven: false, credentials: { method: 'pap', password: null, passwordMac: 'm' } });
    expect(await cluster.replica().decide(garbage)).toEqual({ outcome: 'silence', reason: 'shared-secret-suspected' });
    const { rowCount } = await cluster.admin.query('SELECT FROM authn.user_state');
    expect(rowCount).toBe(0);
  });
});

describe('one bad request never harms its neighbours', () => {
  test('a value that the database refuses (SQLSTATE 22xxx) is found by halving and refused with its own code, on record', async () => {
    const one = cluster.replica();
    const seeds = times(20, (index) => `seed of the user no. ${index}`);
    for (const [index, seed] of seeds.entries()) await cluster.person(`user${index}`, { seed });
    const good = seeds.map((seed, index) => cluster.request(`user${index}`, cluster.code(0, seed)));
    const bad = cluster.request('a\0b', 'whatever');
    const answers = await Promise.all([...good.slice(0, 7), bad, ...good.slice(7)].map((request) => one.decide(request)));
    expect(countOf(answers, 'accept')).toBe(20);
    expect(answers[7]).toMatchObject({ outcome: 'refuse' });
    expect((await cluster.recorded()).find(({ requestKey }) => requestKey === bad.requestKey)).toMatchObject({ result: 'value-refused' });
  });

  test('a deadlock (SQLSTATE 40P01) is tried again, and nobody notices', async () => {
    const alice = (await cluster.person('alice')).userId;
    const bob = await cluster.directory.addUser('bob', cluster.siteId);
    const [first, second] = alice < bob ? [alice, bob] : [bob, alice];
    const one = cluster.replica();
    await Promise.all([one.decide(cluster.request('alice', 'wrong', { source: 'a' })), one.decide(cluster.request('bob', 'wrong', { source: 'b' }))]);
    const other = cluster.admin;
    // The sign-in looks for a deadlock once, so long after it began to wait: by then the other one has to wait as well.
    await other.query("ALTER SYSTEM SET deadlock_timeout = '5s'");
    await other.query('SELECT pg_reload_conf()');
    await eventually(async () => expect((await cluster.pool.query('SHOW deadlock_timeout')).rows).toEqual([{ deadlock_timeout: '5s' }]));
    // Whoever looks for the deadlock first is its victim: not this one.
    await other.query("BEGIN; SET LOCAL deadlock_timeout = '1min'");
    try {
      await other.query('SELECT FROM authn.user_state WHERE user_id = $1 FOR UPDATE', [second]);
      const deciding = Promise.all([one.decide(cluster.request('alice', cluster.code(), { source: 'c' })), one.decide(cluster.request('bob', 'wrong', { source: 'd' }))]);
      // The sign-in holds the first row and waits for the second; now the other one waits for the first.
      await eventually(async () => {
        const { rowCount } = await cluster.pool.query("SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()");
        expect(rowCount).toBe(1);
      });
      await other.query('SELECT FROM authn.user_state WHERE user_id = $1 FOR UPDATE', [first]);
      await other.query('COMMIT');
      expect(await deciding).toMatchObject([{ outcome: 'accept' }, { outcome: 'refuse' }]);
    } finally {
      await other.query('ROLLBACK');
      await other.query('ALTER SYSTEM RESET deadlock_timeout');
      await other.query('SELECT pg_reload_conf()');
    }
    const { rows } = await cluster.admin.query<{ deadlocks: string }>('SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()');
    expect(Number(rows[0]?.deadlocks)).toBeGreaterThan(0);
  });

  test('only 40P01, 40001 and a seed that moved are tried again', async () => {
    const tries = async (sqlState: string): Promise<number> => {
      let count = 0;
      await cluster.store.transaction(async () => {
        count += 1;
        if (count < 3) throw Object.assign(new Error('refused'), { code: sqlState });
        return { result: undefined, changes: null };
      }).catch(() => undefined);
      return count;
    };
    expect([await tries('40P01'), await tries('40001'), await tries('CS001'), await tries('23505'), await tries('57014')]).toEqual([3, 3, 3, 1, 1]);
  });

  test('users\' rows are locked in one order, whatever plan the database chooses', async () => {
    await cluster.admin.query('BEGIN; SET LOCAL enable_indexscan = off; SET LOCAL enable_bitmapscan = off');
    const { rows } = await cluster.admin.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${queries.lockLogins.replace('$1', 'ARRAY[]')}`);
    await cluster.admin.query('ROLLBACK');
    const plan = rows.map((row) => row['QUERY PLAN'].trim());
    expect(plan[0]).toMatch(/^Insert on user_state/);
    expect(plan.find((line) => line.startsWith('->'))).toMatch(/Subquery Scan|Sort/);
    expect(plan.find((line) => line.includes('Sort'))).toMatch(/^->  Sort/);
  });
});
