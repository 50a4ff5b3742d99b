/** Sign-ins whose first password a real OpenLDAP checks, on a real PostgreSQL; servers that stop, stall and refuse among them. */
import { createServer, type Server } from 'node:net';
import { hashPassword, verifyPassword } from '@countersign/crypto';
import { MemoryStateStore } from '@countersign/messaging';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { beforeTimer, describeWithSlapd, disposeAfterEach, eventually, privatePostgres, privateSlapd, type PrivateSlapd } from '@countersign/testing';
import { defaultAuthLimits } from './limits.ts';
import { Cluster, SEED, countOf, times } from './fixtures/cluster.ts';

const describe = await describeWithSlapd();
const keep = disposeAfterEach();
const suffix = 'dc=example,dc=com';
const adminPassword = 'service secret';
const OTHER_SEED = 'abcdefghijklmnopqrst';
const person = (uid: string, password: string): string => `dn: uid=${uid},${suffix}\nobjectClass: inetOrgPerson\nsn: ${uid}\ncn: ${uid}\nuid: ${uid}\nuserPassword: ${password}\n`;

/** Takes connections and says nothing. */
async function silentServer(): Promise<{ address: string; connections: () => number } & AsyncDisposable> {
  let count = 0;
  const server: Server = createServer((socket) => {
    count += 1;
    socket.on('error', () => undefined).resume();
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('The system gave no port.');
  return {
    address: `127.0.0.1:${bound.port}`, connections: () => count,
    [Symbol.asyncDispose]: async () => new Promise((resolve) => { server.close(() => resolve()); }),
  };
}

describe('with a directory', () => {
  let server: Awaited<ReturnType<typeof privatePostgres>>;
  let cluster: Cluster;
  let slapd: PrivateSlapd;

  beforeAll(async () => {
    [server, slapd] = await Promise.all([
      privatePostgres(),
      privateSlapd({ suffix, adminPassword, ldif: [
        `dn: ${suffix}\nobjectClass: dcObject\nobjectClass: organization\ndc: example\no: Example\n`,
        person('alice', 'Wonder land!'), person('bob', 'builder'), ...times(20, (index) => person(`many${index}`, 'x')),
      ].join('\n') }),
    ]);
    cluster = await Cluster.open((role) => server.url('postgres', role));
  });
  beforeEach(() => cluster.reset());
  afterAll(async () => {
    await cluster.close();
    await Promise.all([server.stop(), slapd.stop()]);
  });

  const backEnd = async (...servers: string[]) => cluster.directory.addBackEnd(servers.length === 0 ? [slapd.address] : servers, { suffix, adminPassword });
  const rule = async (changes: Parameters<typeof cluster.directory.setRule>[1], siteId = cluster.siteId): Promise<void> => {
    await cluster.directory.setRule(siteId, changes);
    await cluster.firstFactors.refresh();
  };

  test('back-end password and code in one piece, checked there; the trail says what was asked', async () => {
    await cluster.person('Alice');
    await rule({ backEndId: await backEnd() });
    const replica = cluster.replica();
    expect(await replica.decide(cluster.request('alice', `Wonder land!${cluster.code()}`))).toEqual({ outcome: 'accept', message: 'PASSCODE Accept' });
    cluster.now += 30_000;
    expect(await replica.decide(cluster.request('alice', `no${cluster.code()}`))).toMatchObject({ outcome: 'refuse' });
    const [accepted, refused] = await cluster.recorded();
    expect(accepted).toMatchObject({ result: 'accepted', object: { type: 'token' } });
    expect(accepted?.detail['trace']).toContain('first-factor|back-end passcode|passed');
    expect(refused).toMatchObject({ result: 'back-end-refused', detail: { firstFactor: 'password' } });
    expect(JSON.stringify(await cluster.recorded())).not.toContain('Wonder');
  });

  test('two steps, through two replicas', async () => {
    await cluster.person('bob');
    await rule({ backEndId: await backEnd(), order: 'challenge' });
    const store = new MemoryStateStore(() => cluster.now);
    const [one, two] = [cluster.replica(store), cluster.replica(store)];
    const asked = await one.decide(cluster.request('bob', 'builder'));
    expect(asked).toMatchObject({ outcome: 'challenge', message: 'Enter PASSCODE:' });
    const state = asked.outcome === 'challenge' ? asked.state : '';
    const answer = cluster.request('bob', cluster.code(), { state });
    expect(await two.decide(answer)).toMatchObject({ outcome: 'accept' });
    expect(await one.decide(answer)).toMatchObject({ outcome: 'accept' });
    expect(await one.decide(cluster.request('bob', cluster.code(1), { state }))).toMatchObject({ outcome: 'refuse' });
    expect(await cluster.results()).toEqual({ 'challenge-passcode': 1, accepted: 1, 'challenge-expired': 1 });
  });

  test('back-end password, static password and code: split by the lengths that are known', async () => {
    const { userId } = await cluster.person('alice');
    await cluster.admin.query('UPDATE directory.auth_user_v2 SET password_hash = $2 WHERE user_id = $1', [userId, await hashPassword('static pass')]);
    await cluster.directory.setPasswordLength(userId, 'static pass'.length);
    const backEndId = await backEnd();
    await rule({ backEndId, staticPassword: 'required' });
    const replica = cluster.replica(undefined, verifyPassword);
    const outcome = async (text: string): Promise<string> => {
      cluster.now += 60_000;
      return (await replica.decide(cluster.request('alice', `${text}${cluster.code()}`))).outcome;
    };
    expect(await outcome('Wonder land!static pass')).toBe('accept');
    expect(await outcome('Wonder land!static pasS')).toBe('refuse');
    expect(await outcome('Wonder landstatic pass')).toBe('refuse');
    expect(await outcome('static passWonder land!')).toBe('refuse');
    expect(await outcome('Wonder land!')).toBe('refuse');
    await rule({ backEndId, staticPassword: 'optional' });
    expect(await outcome('Wonder land!')).toBe('accept');
    expect(await outcome('Wonder land!static pass')).toBe('accept');
    expect(await outcome('Wonder land!static pasS')).toBe('refuse');
  });

  test('the nearest rule above the user counts', async () => {
    const above = cluster.siteId;
    const below = 'bbbbbbbb-0000-4000-8000-000000000000';
    await cluster.directory.addUser('alice', below, { above: [above] });
    await rule({ backEndId: await backEnd(), passcode: false }, above);
    const replica = cluster.replica();
    expect(await replica.decide(cluster.request('alice', 'Wonder land!'))).toMatchObject({ outcome: 'accept', message: 'PASSWORD Accept' });
    await rule({ backEndId: null }, below);
    expect(await replica.decide(cluster.request('alice', 'Wonder land!'))).toMatchObject({ outcome: 'refuse' });
  });

  test('the grace of a group: until it ends its people get in with the passwords alone', async () => {
    const userId = await cluster.directory.addUser('alice', cluster.siteId);
    const groupId = 'dddddddd-0000-4000-8000-000000000000';
    await cluster.directory.joinGroup(userId, groupId, { graceUntil: cluster.now + 60_000 });
    await rule({ backEndId: await backEnd() });
    const replica = cluster.replica();
    expect(await replica.decide(cluster.request('alice', 'Wonder land!'))).toMatchObject({ outcome: 'accept', message: 'PASSWORD Accept' });
    cluster.now += 60_000;
    expect(await replica.decide(cluster.request('alice', 'Wonder land!'))).toMatchObject({ outcome: 'refuse' });
    expect(await cluster.results()).toEqual({ accepted: 1, 'no-usable-token': 1 });
  });

  test('one code, many at once: one accept in the whole cluster, and the directory is asked once', async () => {
    await cluster.person('alice');
    await rule({ backEndId: await backEnd() });
    const [one, two] = [cluster.replica(), cluster.replica()];
    const answers = await Promise.all(times(20, (index) => (index % 2 === 0 ? one : two).decide(cluster.request('alice', `Wonder land!${cluster.code()}`, { source: `desk ${index}` }))));
    expect(countOf(answers, 'accept')).toBe(1);
  });

  test('a silent directory: its people are refused in time, everybody else signs in at once', async () => {
    const silent = keep(await silentServer());
    const elsewhere = 'cccccccc-0000-4000-8000-000000000000';
    const host = await cluster.directory.addHost(elsewhere);
    for (const index of times(20, (each) => each)) await cluster.person(`many${index}`);
    const carol = await cluster.directory.addUser('carol', elsewhere);
    await cluster.directory.assignToken(carol, { seed: OTHER_SEED });
    await rule({ backEndId: await backEnd(silent.address) });
    const replica = cluster.replica();
    let carolIsIn: () => void = () => undefined;
    const passedOn = new Promise<void>((resolve) => { carolIsIn = resolve; });
    const check = cluster.firstFactors.check.bind(cluster.firstFactors);
    Object.assign(cluster.firstFactors, {
      check: async (...question: Parameters<typeof check>) => {
        const answer = await beforeTimer(defaultAuthLimits.backEndMs + 200, async () => check(...question));
        await passedOn;
        return answer;
      },
    });
    const stuck = Promise.all(times(20, (index) => replica.decide(cluster.request(`many${index}`, `x${cluster.code()}`, { source: `desk ${index}` }))));
    await eventually(() => expect(silent.connections()).toBeGreaterThan(0));
    // Until she is in, none of theirs is answered: she waits for none of them.
    expect(await replica.decide(cluster.request('carol', cluster.code(0, OTHER_SEED), { agentHostId: host }))).toMatchObject({ outcome: 'accept' });
    carolIsIn();
    expect(countOf(await stuck, 'refuse')).toBe(20);
    Reflect.deleteProperty(cluster.firstFactors, 'check'); // that of the class is back
    expect(await cluster.results()).toEqual({ 'back-end-unreachable': 20, accepted: 1 });
    // The breaker spares the rest the wait.
    expect(silent.connections()).toBeLessThanOrEqual(8);
    expect(cluster.firstFactors.health('none')).toEqual([]);
  });

  test('a stopped first server is passed over; all stopped is a reject with its own code, and nothing is burnt', async () => {
    await cluster.person('alice');
    const second = await backEnd('127.0.0.1:1', slapd.address);
    await rule({ backEndId: second });
    const replica = cluster.replica();
    expect(await replica.decide(cluster.request('alice', `Wonder land!${cluster.code()}`))).toMatchObject({ outcome: 'accept' });
    expect(cluster.firstFactors.health(second)).toMatchObject([{ state: 'failing', lastFault: 'unreachable' }, { state: 'answering' }]);
    cluster.now += 30_000;
    await rule({ backEndId: await backEnd('127.0.0.1:1') });
    expect(await replica.decide(cluster.request('alice', `Wonder land!${cluster.code()}`))).toMatchObject({ outcome: 'refuse' });
    await rule({ backEndId: second });
    expect(await replica.decide(cluster.request('alice', `Wonder land!${cluster.code()}`))).toMatchObject({ outcome: 'accept' });
    expect(await cluster.results()).toEqual({ accepted: 2, 'back-end-unreachable': 1 });
  });

  test('a back end that cannot be read takes no other along', async () => {
    await cluster.person('alice');
    const good = await backEnd();
    await rule({ backEndId: good });
    await cluster.admin.query(`INSERT INTO directory.auth_back_end_v1 SELECT gen_random_uuid(), true, servers, security, ca, server_timeout_ms, lookup, 'damaged', 1 FROM directory.auth_back_end_v1`);
    await cluster.firstFactors.refresh();
    expect(cluster.backEndErrors).toHaveLength(1);
    expect(await cluster.replica().decide(cluster.request('alice', `Wonder land!${cluster.code(0, SEED)}`))).toMatchObject({ outcome: 'accept' });
  });
});
