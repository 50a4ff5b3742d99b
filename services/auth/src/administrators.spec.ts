/** Administrators at the console, on a real PostgreSQL: the same counters, the same record, the same single use of a code. */
import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { VerifyAdministratorReply } from '@countersign/contracts';
import { MemoryStateStore, type StateStore } from '@countersign/messaging';
import { privatePostgres } from '@countersign/testing';
import { ChallengesInStateStore } from './adapters/bus/challenges-in-state-store.ts';
import { PasswordQueue } from './application/password-queue.ts';
import { type AdministratorProof, VerifyAdministrator } from './application/verify-administrator.ts';
import { defaultRules } from './domain/index.ts';
import { Cluster, times } from './fixtures/cluster.ts';

const actor = { kind: 'system', id: null, label: 'test', address: null } as const;
const HASH = 'hash of correct horse';
let server: Awaited<ReturnType<typeof privatePostgres>>;
let cluster: Cluster;
/** What came to argon2, as hash and password. */
let checked: [string, string][];

beforeAll(async () => {
  server = await privatePostgres();
  cluster = await Cluster.open((role) => server.url('postgres', role));
});
beforeEach(async () => {
  checked = [];
  await cluster.reset();
});
afterAll(async () => {
  await cluster.close();
  await server.stop();
});

function replica(stateStore: StateStore = new MemoryStateStore(() => cluster.now)): VerifyAdministrator {
  const verify = async (hash: string, password: string): Promise<boolean> => {
    checked.push([hash, password]);
    return hash === `hash of ${password}`;
  };
  return new VerifyAdministrator({
    store: cluster.store, challenges: new ChallengesInStateStore(stateStore, cluster.keys.sealer('challenges'), () => cluster.now),
    passwords: new PasswordQueue(verify, { waiting: 200, concurrent: 2, longestMs: Infinity }, (error) => { throw error; }), nobodysHash: async () => 'hash of nobody', rules: defaultRules,
    now: () => cluster.now, randomId: () => randomBytes(24).toString('base64url'), eventId: randomUUID,
  });
}

const proof = (changes: Partial<AdministratorProof>): AdministratorProof => ({
  requestKey: randomBytes(16).toString('hex'), userId: null, login: 'root', factor: 'password', occasion: 'sign-in', requireToken: false,
  address: '192.0.2.9', source: 'desk', state: null, secret: 'correct horse', secretMac: 'mac', ...changes,
});

async function administrator({ token = false } = {}): Promise<{ userId: string; tokenId: string; assignmentId: string }> {
  const userId = await cluster.directory.addUser('root', cluster.siteId, { passwordHash: HASH });
  return { userId, ...(token ? await cluster.directory.assignToken(userId, { seed: '12345678901234567890', usePin: true }) : { tokenId: '', assignmentId: '' }) };
}

/** As reports of unused accounts see it. */
async function lastSignIn(userId: string): Promise<Date | null | undefined> {
  const { rows: [row] } = await cluster.admin.query<{ last_sign_in_at: Date | null }>('SELECT last_sign_in_at FROM authn.user_state WHERE user_id = $1', [userId]);
  return row?.last_sign_in_at;
}

const wrong = (result: VerifyAdministratorReply['result']) => ({ outcome: 'wrong', result, tokencodeNeeded: false, mustChangePassword: false, state: null });

describe('a password', () => {
  test('signs in alone where no token is bound, and is on record at the console', async () => {
    const { userId } = await administrator();
    expect(await replica().verify(proof({ userId }))).toEqual({ outcome: 'right', result: 'administrator-signed-in', tokencodeNeeded: false, mustChangePassword: false, state: null });
    expect(await cluster.recorded()).toEqual([expect.objectContaining({
      kind: 'administration', result: 'administrator-signed-in', user: { id: userId, login: 'root' }, host: '192.0.2.9', site: cluster.siteId,
      agentHost: { id: expect.any(String), name: 'console' }, object: { type: 'static-password', id: userId, label: 'static password' },
      detail: expect.objectContaining({ method: 'console', factor: 'password', occasion: 'sign-in' }),
    })]);
    expect(await lastSignIn(userId)).toEqual(new Date(cluster.now));
  });

  test('is followed by a tokencode where one is bound, and that is not a sign-in yet', async () => {
    const { userId } = await administrator({ token: true });
    expect(await replica().verify(proof({ userId }))).toMatchObject({ outcome: 'right', result: 'administrator-tokencode-needed', tokencodeNeeded: true });
    expect(await lastSignIn(userId)).toBeNull();
  });

  test('an own password or token that is checked while signed in is on record as that, and no sign-in', async () => {
    const { userId } = await administrator({ token: true });
    const service = replica();
    expect(await service.verify(proof({ userId, occasion: 'password-change' }))).toMatchObject({ outcome: 'right', tokencodeNeeded: false });
    expect(await service.verify(proof({ userId, occasion: 'token-proof', factor: 'tokencode', secret: cluster.code() }))).toMatchObject({ outcome: 'right' });
    expect(await service.verify(proof({ userId, occasion: 'password-change', secret: 'wrong' }))).toEqual(wrong('administrator-wrong-password'));
    expect((await cluster.recorded()).map(({ kind, result }) => [kind, result])).toEqual([
      ['administration', 'administrator-password-confirmed'], ['administration', 'administrator-token-confirmed'], ['administration', 'administrator-wrong-password'],
    ]);
    expect(await lastSignIn(userId)).toBeNull();
  });

  test('wrong ones, unknown names and accounts that may not be used look the same, and each comes to argon2 or is refused before', async () => {
    const { userId } = await administrator();
    const service = replica();
    expect(await service.verify(proof({ userId, secret: 'wrong' }))).toEqual(wrong('administrator-wrong-password'));
    expect(await service.verify(proof({ userId: null, login: 'nobody', secret: 'wrong' }))).toEqual(wrong('administrator-wrong-password'));
    expect(await service.verify(proof({ userId: randomUUID(), login: 'gone', secret: 'wrong' }))).toEqual(wrong('administrator-wrong-password'));
    expect(checked).toEqual([[HASH, 'wrong'], ['hash of nobody', 'wrong']]);
    await cluster.directory.disableUser(userId);
    expect(await service.verify(proof({ userId, source: 'elsewhere' }))).toEqual(wrong('user-disabled'));
    expect(await cluster.results()).toEqual({ 'administrator-wrong-password': 3, 'user-disabled': 1 });
  });

  test('nobody signs in with the hash that stands in for an unknown name', async () => {
    expect(await replica().verify(proof({ userId: null, secret: 'nobody' }))).toMatchObject({ outcome: 'wrong' });
  });

  test('a wrong one delays its source and nobody else', async () => {
    const { userId } = await administrator();
    const service = replica();
    await service.verify(proof({ userId, secret: 'wrong' }));
    expect(await service.verify(proof({ userId }))).toEqual(wrong('throttled'));
    expect(await service.verify(proof({ userId, source: 'other desk' }))).toMatchObject({ outcome: 'right' });
    cluster.now += defaultRules.delayMs;
    expect(await service.verify(proof({ userId }))).toMatchObject({ outcome: 'right' });
  });

  test('1,000 guesses through two replicas: at most the limit comes to argon2', async () => {
    const { userId } = await administrator();
    const replicas = [replica(), replica()];
    for (let round = 0; round < 50; round += 1) {
      await Promise.all(times(20, async (index) => replicas[index % 2]?.verify(proof({ userId, secret: `guess ${index}`, source: `bot ${round} ${index}` }))));
    }
    expect(checked.length).toBeLessThanOrEqual(defaultRules.guessLimit);
    expect(checked.length).toBeGreaterThan(defaultRules.guessLimit / 2);
  });

  test('that has to be changed is right, and says so', async () => {
    const { userId } = await administrator();
    await cluster.admin.query('UPDATE directory.auth_user_v1 SET password_must_change = true');
    expect(await replica().verify(proof({ userId }))).toMatchObject({ outcome: 'right', mustChangePassword: true });
    await cluster.admin.query('UPDATE directory.auth_user_v1 SET password_must_change = false, password_expires_at = $1', [new Date(cluster.now - 1)]);
    expect(await replica().verify(proof({ userId }))).toMatchObject({ outcome: 'right', mustChangePassword: true });
    expect(await replica().verify(proof({ userId, secret: 'wrong' }))).toMatchObject({ outcome: 'wrong', mustChangePassword: false });
  });
});

describe('where a token is demanded', () => {
  test('nobody without one is let in, and a token that was switched off does not open the door to the password alone', async () => {
    const { userId } = await administrator();
    expect(await replica().verify(proof({ userId, requireToken: true }))).toEqual(wrong('tokencode-impossible'));
    const { tokenId } = await cluster.directory.assignToken(userId, { seed: '12345678901234567890' });
    expect(await replica().verify(proof({ userId, requireToken: true }))).toMatchObject({ outcome: 'right', tokencodeNeeded: true });
    await cluster.admin.query('UPDATE directory.auth_token_v2 SET lost = true WHERE token_id = $1', [tokenId]);
    expect(await replica().verify(proof({ userId }))).toEqual(wrong('tokencode-impossible'));
    await cluster.admin.query('UPDATE directory.auth_token_v2 SET lost = false, ends_at = $2 WHERE token_id = $1', [tokenId, new Date(cluster.now - 1)]);
    expect(await replica().verify(proof({ userId }))).toMatchObject({ outcome: 'right', tokencodeNeeded: false });
  });
});

describe('a tokencode', () => {
  const tokencode = (userId: string, secret: string, changes: Partial<AdministratorProof> = {}): AdministratorProof => proof({ userId, secret, factor: 'tokencode', ...changes });

  test('is good once, at the console and at an agent host alike', async () => {
    const { userId } = await administrator({ token: true });
    const code = cluster.code();
    const answers = await Promise.all(times(20, async () => replica().verify(tokencode(userId, code))));
    expect(answers.filter(({ outcome }) => outcome === 'right')).toHaveLength(1);
    expect(await cluster.results()).toEqual({ 'administrator-signed-in': 1, 'replayed-code': 19 });
    expect(await cluster.replica().decide(cluster.request('root', code))).toMatchObject({ outcome: 'refuse' });
  });

  test('leaves PIN and new-PIN mode as they are', async () => {
    const { userId, assignmentId } = await administrator({ token: true });
    await cluster.administration.setPin(assignmentId, '1234', actor);
    await cluster.administration.setMode(assignmentId, 'new-pin', actor);
    expect(await replica().verify(tokencode(userId, cluster.code()))).toMatchObject({ outcome: 'right' });
    expect(await cluster.administration.states([assignmentId])).toMatchObject([{ pinSet: true, mode: 'new-pin', failures: 0 }]);
    expect(await cluster.replica().decide(cluster.request('root', `1234${cluster.code(1)}`))).toMatchObject({ outcome: 'challenge' });
  });

  test('is not the password, nor the other way round', async () => {
    const { userId } = await administrator({ token: true });
    expect(await replica().verify(tokencode(userId, 'correct horse'))).toMatchObject({ outcome: 'wrong' });
    expect(await replica().verify(proof({ userId, secret: cluster.code(), source: 'other desk' }))).toEqual(wrong('administrator-wrong-password'));
  });

  test('wrong ones cost the token its tries: five in all, however many are sent at once', async () => {
    const { userId, assignmentId } = await administrator({ token: true });
    const replicas = [replica(), replica()];
    await Promise.all(times(200, async (index) => replicas[index % 2]?.verify(tokencode(userId, cluster.wrongCode(index), { source: `bot ${index}` }))));
    const { 'wrong-tokencode': evaluated } = await cluster.results();
    expect(evaluated).toBe(defaultRules.failuresBeforeLock);
    expect(await cluster.administration.states([assignmentId])).toMatchObject([{ lockedUntil: expect.any(String) }]);
    expect(await replica().verify(tokencode(userId, cluster.code()))).toEqual(wrong('token-locked'));
    cluster.now += defaultRules.lockMs;
    expect(await replica().verify(tokencode(userId, cluster.code(), { source: 'desk' }))).toMatchObject({ outcome: 'next-tokencode' });
  });

  test('after wrong ones the next is asked for, once, and the state store may not be away', async () => {
    const { userId, assignmentId } = await administrator({ token: true });
    const service = replica();
    await cluster.administration.setMode(assignmentId, 'next-tokencode', actor);
    const broken = new MemoryStateStore(() => cluster.now);
    broken.openChallenge = async () => Promise.reject(new Error('away'));
    expect(await replica(broken).verify(tokencode(userId, cluster.code()))).toEqual(wrong('state-store-unavailable'));
    const asked = await service.verify(tokencode(userId, cluster.code()));
    expect(asked).toMatchObject({ outcome: 'next-tokencode', state: expect.any(String) });
    expect(await service.verify(tokencode(userId, cluster.code(1), { state: asked.state }))).toMatchObject({ outcome: 'right', result: 'administrator-signed-in' });
    expect(await service.verify(tokencode(userId, cluster.code(2), { state: asked.state }))).not.toMatchObject({ outcome: 'right' });
  });
});

test('no secret is on record', async () => {
  const { userId } = await administrator({ token: true });
  const code = cluster.code();
  await replica().verify(proof({ userId }));
  await replica().verify(proof({ userId, secret: 'wrong-Passw0rd' }));
  await replica().verify(proof({ userId, secret: code, factor: 'tokencode' }));
  const { rows } = await cluster.admin.query<{ text: string }>('SELECT (SELECT jsonb_agg(events) FROM authn.outbox)::text || (SELECT jsonb_agg(memory) FROM authn.user_state)::text AS text');
  for (const secret of ['correct horse', 'wrong-Passw0rd', `"${code}"`]) expect(rows[0]?.text).not.toContain(secret);
});
