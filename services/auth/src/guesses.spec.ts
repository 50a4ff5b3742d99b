/** How many guesses are evaluated, and whose state they count at, on a real PostgreSQL with two replicas. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { privatePostgres } from '@countersign/testing';
import { defaultRules } from './domain/index.ts';
import { Cluster, SEED, countOf, decideByTurns, times } from './fixtures/cluster.ts';

const actor = { kind: 'system', id: null, label: 'test', address: null } as const;
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

describe('guesses', () => {
  test('5,000 parallel guesses through two replicas evaluate at most the limit', async () => {
    const { userId } = await cluster.person('alice');
    // Not alice's first sign-in: nobody waits for the other's new row.
    await cluster.admin.query('INSERT INTO authn.user_state (user_id) VALUES ($1)', [userId]);
    const replicas = [cluster.replica(), cluster.replica()];
    const answers = await decideByTurns(replicas, times(5000, (index) => cluster.request('alice', cluster.wrongCode(index), { source: `bot ${index}` })));
    expect(countOf(answers, 'refuse')).toBe(5000);
    expect(await cluster.results()).toEqual({ 'wrong-tokencode': defaultRules.guessLimit, 'too-many-guesses': 5000 - defaultRules.guessLimit });
  }, 120_000);

  test('5,000 parallel guesses at a static password: at most the limit comes to argon2', async () => {
    await cluster.directory.addUser('alice', cluster.siteId, { passwordHash: '$argon2id$hash' });
    let checks = 0;
    const verify = async (): Promise<boolean> => {
      checks += 1;
      await new Promise((resolve) => setTimeout(resolve, 2));
      return false;
    };
    const replicas = [cluster.replica(undefined, verify), cluster.replica(undefined, verify)];
    for (let round = 0; round < 100; round += 1) {
      await decideByTurns(replicas, times(50, (index) => cluster.request('alice', `guess ${index}`, { source: `bot ${round} ${index}` })));
    }
    expect(checks).toBeLessThanOrEqual(defaultRules.guessLimit);
    expect(checks).toBeGreaterThan(defaultRules.guessLimit / 2);
  }, 120_000);

  test('a full password queue is silence, which costs no guess and may be tried again', async () => {
    for (const login of ['alice', 'bob']) await cluster.directory.addUser(login, cluster.siteId, { passwordHash: '$argon2id$hash' });
    const ends: ((right: boolean) => void)[] = [];
    const one = cluster.replica(undefined, async () => new Promise((resolve) => { ends.push(resolve); }), { waiting: 1, concurrent: 1 });
    const first = one.decide(cluster.request('alice', 'correct horse'));
    while (ends.length === 0) await new Promise((resolve) => { setImmediate(resolve); });
    const request = cluster.request('bob', 'battery staple');
    expect(await one.decide(request)).toEqual({ outcome: 'silence', reason: 'password-queue-full' });
    ends[0]?.(true);
    expect(await first).toMatchObject({ outcome: 'accept' });
    const again = one.decide(request);
    while (ends.length === 1) await new Promise((resolve) => { setImmediate(resolve); });
    ends[1]?.(true);
    expect(await again).toMatchObject({ outcome: 'accept' });
    expect(await cluster.results()).toEqual({ accepted: 2 });
  });

  test('a password that cannot be checked is silence, which costs no guess and may be tried again at once', async () => {
    await cluster.directory.addUser('alice', cluster.siteId, { passwordHash: '$argon2id$hash' });
    const broken = new Error('the process ended');
    let checks = 0;
    const one = cluster.replica(undefined, async () => {
      checks += 1;
      if (checks <= 2 * defaultRules.guessLimit) throw broken;
      return true;
    });
    const request = cluster.request('alice', 'correct horse');
    for (let attempt = 0; attempt < 2 * defaultRules.guessLimit; attempt += 1) {
      expect(await one.decide(request)).toEqual({ outcome: 'silence', reason: 'password-queue-full' });
    }
    expect(await one.decide(request)).toMatchObject({ outcome: 'accept' });
    expect(cluster.passwordErrors.slice(-2)).toEqual([broken, broken]);
    expect(await cluster.results()).toEqual({ accepted: 1 });
  });

  test('a password whose check took longer than anybody waits is judged: the guess is on record, and a right one is for the next copy', async () => {
    await cluster.directory.addUser('alice', cluster.siteId, { passwordHash: '$argon2id$hash' });
    const one = cluster.replica(undefined, async (_hash, password) => {
      cluster.now += 3000;
      return password === 'correct horse';
    });
    const inTime = (password: string) => cluster.request('alice', password, { expiresAt: cluster.now + 2500 });
    const right = inTime('correct horse');
    expect(await one.decide(right)).toMatchObject({ outcome: 'accept' });
    expect(await one.decide({ ...right, expiresAt: cluster.now + 2500 })).toMatchObject({ outcome: 'accept' });
    expect(await one.decide(inTime('battery staple'))).toMatchObject({ outcome: 'refuse' });
    expect(await one.decide({ ...inTime('correct horse'), expiresAt: cluster.now })).toEqual({ outcome: 'silence', reason: 'decided-too-late' });
    expect(await cluster.results()).toEqual({ accepted: 1, 'wrong-password': 1 });
  });

  test('the administrator unlocks: delays, guesses and locks are forgotten, given answers are not', async () => {
    const { userId, assignmentId } = await cluster.person('alice', { usePin: true });
    await cluster.administration.setPin(assignmentId, '1234', actor);
    const one = cluster.replica();
    const accepted = cluster.request('alice', `1234${cluster.code()}`);
    await one.decide(accepted);
    for (let guess = 0; guess < 5; guess += 1) await one.decide(cluster.request('alice', `1234${cluster.wrongCode(guess)}`));
    await one.decide(cluster.request('alice', '9999000000'));
    expect(await one.decide(cluster.request('alice', `1234${cluster.code(1)}`, { source: 'elsewhere' }))).toMatchObject({ outcome: 'refuse' });
    expect(await cluster.results()).toMatchObject({ 'token-locked': 1 });
    await cluster.administration.unlock(userId, actor);
    expect(await one.decide(accepted)).toMatchObject({ outcome: 'accept' });
    expect(await one.decide(cluster.request('alice', `1234${cluster.code(1)}`))).toMatchObject({ outcome: 'accept' });
  });
});

describe('whose state it is', () => {
  test('deleting a token and importing its seed again does not make old codes good', async () => {
    const userId = await cluster.directory.addUser('alice', cluster.siteId);
    const { tokenId } = await cluster.directory.assignToken(userId, { seed: SEED, serial: 'T1' });
    const one = cluster.replica();
    expect(await one.decide(cluster.request('alice', cluster.code()))).toMatchObject({ outcome: 'accept' });
    await cluster.directory.removeToken(tokenId);
    await cluster.directory.assignToken(userId, { seed: SEED, serial: 'T1' });
    await one.decide(cluster.request('alice', cluster.code()));
    await one.decide(cluster.request('alice', cluster.code(-1)));
    expect(await cluster.results()).toEqual({ accepted: 1, 'replayed-code': 2 });
  });

  test('another user\'s PIN and failures never carry over: they belong to the assignment', async () => {
    const alice = await cluster.directory.addUser('alice', cluster.siteId);
    const bob = await cluster.directory.addUser('bob', cluster.siteId);
    const { tokenId, assignmentId } = await cluster.directory.assignToken(alice, { seed: SEED, usePin: true });
    await cluster.pool.query('INSERT INTO authn.token_state (assignment_id, sealed_pin, failures) VALUES ($1, $2, 4)', [
      assignmentId, cluster.keys.sealer('pins').seal(Buffer.from('1234'), `authn.token_state:${assignmentId}:pin`),
    ]);
    await cluster.directory.reassign(tokenId, bob);
    const one = cluster.replica();
    expect(await one.decide(cluster.request('bob', `1234${cluster.code()}`))).toMatchObject({ outcome: 'refuse' });
    cluster.now += 30_000;
    expect(await one.decide(cluster.request('bob', cluster.code(), { source: 'elsewhere' })))
      .toMatchObject({ outcome: 'challenge', message: 'Enter a new PIN having from 4 to 8 digits:' });
  });

  test('two users who share a seed cannot both use a code', async () => {
    const pairs = times(5, (index) => ({ logins: [`alice${index}`, `bob${index}`], seed: `seed of the pair no. ${index}` }));
    for (const { logins, seed } of pairs) for (const login of logins) await cluster.person(login, { seed });
    const replicas = [cluster.replica(), cluster.replica()];
    // Several rounds: they overlap once connections are open and the users' rows exist.
    for (let round = 0; round < 10; round += 1) {
      const answers = await decideByTurns(replicas, pairs.flatMap(({ logins, seed }) =>
        logins.map((login) => cluster.request(login, cluster.code(0, seed)))));
      expect(countOf(answers, 'accept')).toBe(pairs.length);
      cluster.now += 30_000;
    }
  });

  test('nor can they within one turn', async () => {
    for (const login of ['alice', 'bob']) await cluster.person(login);
    const one = cluster.replica();
    // The first round makes their rows; from the second on both are decided in one transaction.
    for (let round = 0; round < 3; round += 1) {
      const answers = await decideByTurns([one], ['alice', 'bob'].map((login) => cluster.request(login, cluster.code())));
      expect(countOf(answers, 'accept')).toBe(1);
      cluster.now += 30_000;
    }
  });

  test('resynchronisation consumes both codes', async () => {
    const userId = await cluster.directory.addUser('alice', cluster.siteId);
    const { tokenId } = await cluster.directory.assignToken(userId, { seed: SEED });
    await cluster.administration.synchronise(tokenId, cluster.code(100), cluster.code(101), actor);
    const one = cluster.replica();
    await one.decide(cluster.request('alice', cluster.code(100), { source: 'a' }));
    await one.decide(cluster.request('alice', cluster.code(101), { source: 'b' }));
    expect((await cluster.recorded()).filter(({ kind }) => kind === 'sign-in').map(({ result }) => result)).toEqual(['replayed-code', 'replayed-code']);
    await expect(cluster.administration.synchronise(tokenId, cluster.code(100), cluster.code(101), actor)).rejects.toThrow('wrong-tokencode');
    expect(await one.decide(cluster.request('alice', cluster.code(102)))).toMatchObject({ outcome: 'accept' });
  });
});

describe('finding the user', () => {
  test('a login that two sites below the host have is a refusal with its own code, an unknown one another', async () => {
    for (const below of [randomUUID(), randomUUID()]) await cluster.directory.addUser('alice', below, { above: [cluster.siteId] });
    const one = cluster.replica();
    await one.decide(cluster.request('alice', '123456'));
    await one.decide(cluster.request('nobody', '123456'));
    expect(await cluster.results()).toEqual({ 'ambiguous-user': 1, 'unregistered-user': 1 });
  });

  test('pitfall 9: a user named " " locks nobody', async () => {
    await cluster.person('alice');
    const one = cluster.replica();
    for (let guess = 0; guess < 80; guess += 1) await one.decide(cluster.request(' ', cluster.wrongCode(guess), { source: `bot ${guess}` }));
    expect(await one.decide(cluster.request('alice', cluster.code()))).toMatchObject({ outcome: 'accept' });
  });

  test('pitfall 8: a name with NUL, ill-formed UTF-8 or a backslash is somebody unknown, never a failure', async () => {
    const one = cluster.replica();
    for (const userName of [null, 'CORP\\alice', '\u{10FFFF}', 'x'.repeat(253)]) {
      expect(await one.decide(cluster.request('', '123456', { userName }))).toMatchObject({ outcome: 'refuse' });
    }
    expect(await cluster.results()).toEqual({ 'unregistered-user': 4 });
  });
});

test('pitfall 10: token sign-ins never wait for static passwords', async () => {
  await cluster.directory.addUser('slow', cluster.siteId, { passwordHash: '$argon2id$hash' });
  await cluster.person('alice');
  let finish: (right: boolean) => void = () => undefined;
  const one = cluster.replica(undefined, async () => new Promise((resolve) => { finish = resolve; }));
  const slow = one.decide(cluster.request('slow', 'correct horse'));
  expect(await one.decide(cluster.request('alice', cluster.code()))).toMatchObject({ outcome: 'accept' });
  finish(true);
  expect(await slow).toMatchObject({ outcome: 'accept', message: 'PASSWORD Accept' });
});
