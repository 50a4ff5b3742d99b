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
