/** Policies of sites at a sign-in, on a real PostgreSQL: live at the next one, and only where they are set. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { privatePostgres } from '@countersign/testing';
import { Cluster, countOf, decideByTurns, times } from './fixtures/cluster.ts';

const SYSTEM = { kind: 'system', id: null, label: 'test', address: null } as const;
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

describe('a change of the policy', () => {
  test('is in force at the next sign-in, at every replica', async () => {
    const { assignmentId } = await cluster.person('alice', { usePin: true });
    await cluster.administration.setPin(assignmentId, '1234', SYSTEM);
    const replicas = [cluster.replica(), cluster.replica()];
    const wrong = (count: number, from: number) => decideByTurns(replicas, times(count, (index) => cluster.request('alice', `1234${cluster.wrongCode(from + index)}`)));
    await wrong(2, 0);
    expect(await cluster.results()).toMatchObject({ 'wrong-tokencode': 2 });
    await cluster.directory.setPolicy(cluster.siteId, { failuresBeforeNextTokencode: 1, failuresBeforeLock: 3 });
    await wrong(2, 10);
    expect(await cluster.results()).toMatchObject({ 'wrong-tokencode': 3, 'token-locked': 1 });
    await cluster.directory.setPolicy(cluster.siteId, { refusedTextEn: 'Not today' });
    const [answer] = await wrong(1, 20);
    expect(answer).toEqual({ outcome: 'refuse', message: 'Not today' });
  });

  test('under load nobody is decided by anything but the policy before or after', async () => {
    const seeds = times(40, (index) => `seed of the user no. ${index}`);
    for (const [index, seed] of seeds.entries()) await cluster.person(`user${index}`, { seed });
    const replicas = [cluster.replica(), cluster.replica()];
    const signIns = decideByTurns(replicas, seeds.map((seed, index) => cluster.request(`user${index}`, cluster.code(0, seed))));
    const changes = (async () => { for (let index = 0; index < 20; index += 1) await cluster.directory.setPolicy(cluster.siteId, { passcodeAcceptedTextEn: `welcome ${index}` }); })();
    const answers = await signIns;
    await changes;
    expect(countOf(answers, 'accept')).toBe(40);
    for (const answer of answers) expect('message' in answer && answer.message).toMatch(/^(?:PASSCODE Accept|welcome \d+)$/);
  });
});

describe('whose policy', () => {
  test('that of the user\'s site; at the same agent host another site\'s users have theirs', async () => {
    const below = randomUUID();
    const other = await cluster.directory.addUser('bob', below, { above: [cluster.siteId] });
    await cluster.directory.assignToken(other, { seed: 'a seed that bob has.' });
    await cluster.person('alice');
    await cluster.directory.setPolicy(below, { language: 'zh' });
    const host = await cluster.directory.addHost(cluster.siteId, { openToAll: true });
    const replica = cluster.replica();
    const [alice, bob] = await Promise.all([
      replica.decide(cluster.request('alice', cluster.code(), { agentHostId: host })),
      replica.decide(cluster.request('bob', cluster.code(0, 'a seed that bob has.'), { agentHostId: host })),
    ]);
    expect([alice, bob]).toEqual([{ outcome: 'accept', message: 'PASSCODE Accept' }, { outcome: 'accept', message: '登录成功' }]);
  });

  test('a refusal does not tell a known user of another policy from somebody unknown', async () => {
    const below = randomUUID();
    await cluster.directory.assignToken(await cluster.directory.addUser('bob', below, { above: [cluster.siteId] }), { seed: 'a seed that bob has.' });
    await cluster.directory.setPolicy(below, { refusedTextEn: 'You of the lab: no' });
    await cluster.directory.setPolicy(cluster.siteId, { refusedTextEn: 'No' });
    const host = await cluster.directory.addHost(cluster.siteId, { openToAll: true });
    const replica = cluster.replica();
    const answers = await Promise.all(['bob', 'nobody'].map((login) => replica.decide(cluster.request(login, '000000', { agentHostId: host }))));
    expect(answers).toEqual([{ outcome: 'refuse', message: 'No' }, { outcome: 'refuse', message: 'No' }]);
  });
});

test('a PIN that an administrator sets keeps to the policy of the user\'s site', async () => {
  const { assignmentId } = await cluster.person('alice', { usePin: true });
  await cluster.directory.setPolicy(cluster.siteId, { pinMinimum: 6, pinSimple: 'refused' });
  await expect(cluster.administration.setPin(assignmentId, '1357', SYSTEM)).rejects.toMatchObject({ resultCode: 'new-pin-refused' });
  await expect(cluster.administration.setPin(assignmentId, '123456', SYSTEM)).rejects.toMatchObject({ resultCode: 'new-pin-refused' });
  await cluster.administration.setPin(assignmentId, '135791', SYSTEM);
});

test('what a newer release wrote into a policy is left out, and the rest holds', async () => {
  await cluster.person('alice');
  await cluster.admin.query(`INSERT INTO directory.auth_site_policy_v1 VALUES ($1, 'x', '{"passcodeAcceptedTextEn": "Hello", "smallWindowSteps": "far", "comesLater": {}}')`, [cluster.siteId]);
  expect(await cluster.replica().decide(cluster.request('alice', cluster.code()))).toEqual({ outcome: 'accept', message: 'Hello' });
});

describe('an administrator whose account is in a site with a loose policy', () => {
  const LOOSE = { guessLimit: 10_000, guessWindowSeconds: 60, delaySeconds: 0, delayMaximumSeconds: 0, barePassword: 'always' } as const;

  /** Guesses at a static password, one after another as they may come from one source; true: it was compared. */
  async function guess(login: string, count: number): Promise<number> {
    let compared = 0;
    const replica = cluster.replica(undefined, async () => {
      compared += 1;
      return false;
    });
    for (let index = 0; index < count; index += 1) await replica.decide(cluster.request(login, `guess ${index}`));
    return compared;
  }

  test('is guessed at no oftener than the process settings allow; others of the site as its policy says', async () => {
    const hash = { passwordHash: '$argon2id$hash' };
    await cluster.directory.appoint(await cluster.directory.addUser('root', cluster.siteId, hash));
    await cluster.directory.addUser('alice', cluster.siteId, hash);
    await cluster.directory.setPolicy(cluster.siteId, LOOSE);
    expect([await guess('root', 12), await guess('alice', 12)]).toEqual([1, 12]);
  });

  test('needs the token where the process settings want it', async () => {
    const users = await Promise.all(['root', 'alice'].map(async (login) => cluster.directory.addUser(login, cluster.siteId, { passwordHash: '$argon2id$hash' })));
    for (const [index, userId] of users.entries()) await cluster.directory.assignToken(userId, { seed: `a seed of the user ${index}`, usePin: true });
    await cluster.directory.appoint(users[0] ?? '');
    await cluster.directory.setPolicy(cluster.siteId, LOOSE);
    const replica = cluster.replica(undefined, async () => true);
    const answers = [await replica.decide(cluster.request('root', 'correct horse')), await replica.decide(cluster.request('alice', 'correct horse'))];
    expect(answers).toMatchObject([{ outcome: 'refuse' }, { outcome: 'accept' }]);
  });

  test('keeps what the policy has stricter, and is asked about where there is a policy only', async () => {
    const root = await cluster.directory.addUser('root', cluster.siteId, { passwordHash: '$argon2id$hash' });
    await cluster.directory.appoint(root);
    const underPolicy = async () => (await cluster.store.transaction(async (transaction) => {
      const subjects = await transaction.loadById(root);
      return { result: subjects.user(root, cluster.hostId)?.administratorUnderPolicy, changes: null };
    }));
    expect(await underPolicy()).toBe(false);
    await cluster.directory.setPolicy(cluster.siteId, { barePassword: 'never' });
    expect(await underPolicy()).toBe(true);
    expect(await guess('root', 3)).toBe(0);
  });
});
