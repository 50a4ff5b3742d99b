/** What administration changes of running state is on record: what, of whom, by whom – and never a PIN. */
import { randomUUID } from 'node:crypto';
import { isFactName, MOST_STAND_INS } from '@countersign/contracts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { privatePostgres } from '@countersign/testing';
import { Cluster, countOf, decideByTurns, times } from './fixtures/cluster.ts';

const actor = { kind: 'api-key', id: '0190f000-0000-7000-8000-000000000001', label: 'console', address: '192.0.2.7' } as const;
let server: Awaited<ReturnType<typeof privatePostgres>>;
let cluster: Cluster;

beforeAll(async () => {
  server = await privatePostgres();
  cluster = await Cluster.open((role) => server.url('postgres', role));
});
afterAll(async () => {
  await cluster.close();
  await server.stop();
});
beforeEach(() => cluster.reset());
afterEach(async () => {
  const facts = (await cluster.recorded()).flatMap(({ detail }) => Object.keys(detail).map((name) => name.replace(/^(?:before|after)\./, '')));
  expect(facts.filter((name) => !isFactName(name))).toEqual([]); // the log shows names in the reader's language
});

test('a PIN that is set and cleared', async () => {
  const { userId, assignmentId } = await cluster.person('bob', { usePin: true });
  await cluster.administration.setPin(assignmentId, '86420', actor);
  await cluster.administration.setPin(assignmentId, null, actor);
  const events = await cluster.recorded();
  expect(events).toMatchObject([
    {
      kind: 'administration', result: 'changed', site: cluster.siteId, user: { id: userId, login: 'bob' }, host: '192.0.2.7',
      object: { type: 'token' }, detail: { 'action': 'set-pin', 'actor': 'api-key:console', 'before.pinSet': false, 'after.pinSet': true },
    },
    { user: { login: 'bob' }, detail: { 'action': 'clear-pin', 'before.pinSet': true, 'after.pinSet': false } },
  ]);
  expect(JSON.stringify(events)).not.toContain('86420');
});

test('a mode, a synchronisation and an unlock', async () => {
  const { userId, assignmentId, tokenId } = await cluster.person('carol');
  await cluster.administration.setMode(assignmentId, 'next-tokencode', actor);
  await cluster.administration.synchronise(tokenId, cluster.code(100), cluster.code(101), actor);
  await cluster.administration.unlock(userId, actor);
  expect(await cluster.recorded()).toMatchObject([
    { user: { login: 'carol' }, detail: { 'action': 'mode-next-tokencode', 'before.mode': 'normal', 'after.mode': 'next-tokencode' } },
    { user: { login: 'carol' }, object: { type: 'token', id: tokenId }, detail: { 'action': 'synchronise', 'before.driftSteps': 0, 'after.driftSteps': 101 } },
    { user: { login: 'carol' }, object: { type: 'user', id: userId, label: 'carol' }, detail: { action: 'unlock' } },
  ]);
});

describe('bypass codes and temporary passwords', () => {
  const hour = 3_600_000;
  const code = (secret: string, changes: { id?: string; kind?: 'bypass-code' | 'temporary-password'; assignmentId?: string | null; validMs?: number } = {}) => ({
    id: changes.id ?? randomUUID(), kind: changes.kind ?? 'bypass-code' as const, assignmentId: changes.assignmentId ?? null, secret,
    expiresAt: new Date(cluster.now + (changes.validMs ?? hour)).toISOString(),
  });

  test('are sealed, listed without their secret, used once in the whole cluster, and on record', async () => {
    const { userId } = await cluster.person('dora');
    await cluster.standIns.add(userId, [code('4711081500')], actor);
    expect(JSON.stringify((await cluster.admin.query('SELECT * FROM authn.user_state')).rows)).not.toContain('4711081500');
    const replicas = [cluster.replica(), cluster.replica()];
    const answers = await decideByTurns(replicas, times(20, () => cluster.request('dora', '4711081500')));
    expect(countOf(answers, 'accept')).toBe(1);
    expect(await cluster.results()).toMatchObject({ 'accepted': 1, 'replayed-code': 19 });
    expect(await cluster.standIns.list(userId)).toMatchObject([{ kind: 'bypass-code', createdBy: 'console', usedAt: new Date(cluster.now).toISOString() }]);
    const [issued, ...signIns] = await cluster.recorded();
    expect(issued).toMatchObject({ kind: 'administration', user: { login: 'dora' }, object: { type: 'bypass-code' }, detail: { action: 'bypass-code.issue', actor: 'api-key:console' } });
    expect(signIns.find(({ result }) => result === 'accepted')).toMatchObject({ object: { type: 'bypass-code' } });
    expect(JSON.stringify([issued, ...signIns])).not.toContain('4711081500');
    expect(await cluster.standIns.lastSignIns([userId, randomUUID()])).toEqual([{ userId, lastSignInAt: new Date(cluster.now).toISOString() }]);
  });

  test('a temporary password takes the place of the one before; withdrawn, it is worth nothing', async () => {
    const { userId, assignmentId, tokenId } = await cluster.person('emil');
    await cluster.directory.loseToken(tokenId);
    const password = (secret: string) => code(secret, { kind: 'temporary-password', assignmentId });
    await cluster.standIns.add(userId, [password('firstpassword')], actor);
    await cluster.standIns.add(userId, [password('secondpasswor')], actor);
    const replica = cluster.replica();
    const outcomeOf = async (typed: string): Promise<string> => (await replica.decide(cluster.request('emil', typed, { source: randomUUID() }))).outcome;
    expect([await outcomeOf('firstpassword'), await outcomeOf('secondpasswor')]).toEqual(['refuse', 'accept']);
    expect(await cluster.standIns.remove(userId, null, actor)).toBe(0);
    expect(await cluster.standIns.remove(userId, assignmentId, actor)).toBe(1);
    expect(await outcomeOf('secondpasswor')).toBe('refuse');
    expect((await cluster.admin.query('SELECT stand_ins FROM authn.user_state')).rows).toEqual([{ stand_ins: null }]);
  });

  test('so many at a time; those that have expired make room', async () => {
    const { userId } = await cluster.person('finn');
    const many = times(MOST_STAND_INS, (index) => code(String(index).padStart(10, '0')));
    await cluster.standIns.add(userId, many, actor);
    await expect(cluster.standIns.add(userId, [code('9999999999')], actor)).rejects.toMatchObject({ resultCode: 'limit-exceeded' });
    cluster.now += hour;
    await cluster.standIns.add(userId, [code('9999999999')], actor);
    expect(await cluster.standIns.list(userId)).toHaveLength(1);
  });

  test('one that is put into another user’s row does not open', async () => {
    const [one, other] = [await cluster.person('gina'), await cluster.person('hugo')];
    await cluster.standIns.add(one.userId, [code('4711081500')], actor);
    await cluster.admin.query('INSERT INTO authn.user_state (user_id, stand_ins) SELECT $1, stand_ins FROM authn.user_state WHERE user_id = $2', [other.userId, one.userId]);
    const replica = cluster.replica();
    await expect(replica.decide(cluster.request('hugo', '4711081500'))).rejects.toThrow('not-authentic');
    // Nor does it harm whoever is decided in the same turn.
    const [foreign, own] = await Promise.allSettled([
      replica.decide(cluster.request('hugo', '4711081500')), replica.decide(cluster.request('gina', '4711081500')),
    ]);
    expect(foreign.status).toBe('rejected');
    expect(own).toMatchObject({ status: 'fulfilled', value: { outcome: 'accept' } });
  });
});
