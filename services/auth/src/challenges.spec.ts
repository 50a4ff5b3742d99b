/** Challenges between their two legs: Redis may fail, State may be stolen, replicas may change. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type ChallengeClaim, MemoryStateStore, type StateStore, StateStoreUnavailable } from '@countersign/messaging';
import { privatePostgres } from '@countersign/testing';
import { Cluster } from './fixtures/cluster.ts';

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

/** A state store that may be absent. */
class AbsentStateStore extends MemoryStateStore {
  absent = true;
  override async openChallenge(id: string, content: string, ttlMs: number): Promise<void> {
    if (this.absent) throw new StateStoreUnavailable('away');
    return super.openChallenge(id, content, ttlMs);
  }

  override async claimChallenge(id: string, requestKey: string, leaseMs: number): Promise<ChallengeClaim> {
    if (this.absent) throw new StateStoreUnavailable('away');
    return super.claimChallenge(id, requestKey, leaseMs);
  }
}

/** What is opened at one store is copied to another, which hears of nothing else. */
class CopyingStateStore extends MemoryStateStore {
  constructor(private readonly main: StateStore, private readonly copy: StateStore) {
    super(() => 0);
  }

  override async openChallenge(...opened: Parameters<StateStore['openChallenge']>): Promise<void> {
    await this.main.openChallenge(...opened);
    await this.copy.openChallenge(...opened);
  }
}

describe('challenges', () => {
  test('with the state store down a challenge is refused with its own code and nothing is burnt; neighbours are unharmed', async () => {
    await cluster.person('alice', { usePin: true });
    const bob = await cluster.directory.addUser('bob', cluster.siteId);
    await cluster.directory.assignToken(bob, { seed: 'the seed of bob, long' });
    const store = new AbsentStateStore(() => cluster.now);
    const one = cluster.replica(store);
    const [alices, bobs] = await Promise.all([one.decide(cluster.request('alice', cluster.code())), one.decide(cluster.request('bob', cluster.code(0, 'the seed of bob, long')))]);
    expect([alices, bobs]).toMatchObject([{ outcome: 'refuse' }, { outcome: 'accept' }]);
    expect(await cluster.results()).toEqual({ 'state-store-unavailable': 1, accepted: 1 });
    const { rowCount } = await cluster.admin.query('SELECT FROM authn.seed_state');
    expect(rowCount).toBe(1);
    store.absent = false;
    expect(await one.decide(cluster.request('alice', cluster.code()))).toMatchObject({ outcome: 'challenge' });
  });

  test('a request refused for want of the state store stays refused, though the store is back', async () => {
    await cluster.person('alice', { usePin: true });
    const store = new AbsentStateStore(() => cluster.now);
    const one = cluster.replica(store);
    const request = cluster.request('alice', cluster.code());
    const first = await one.decide(request);
    store.absent = false;
    expect(await one.decide(request)).toEqual(first);
  });

  test('the same request is met with silence while its claim is being decided, another one with challenge expired', async () => {
    await cluster.person('alice', { usePin: true });
    const store = new MemoryStateStore(() => cluster.now);
    const challenge = await cluster.replica(store).decide(cluster.request('alice', cluster.code()));
    const state = challenge.outcome === 'challenge' ? challenge.state : '';
    const request = cluster.request('alice', '2468', { state });
    await store.claimChallenge(state, request.requestKey, 2000);
    expect(await cluster.replica(store).decide(request)).toEqual({ outcome: 'silence', reason: 'challenge-being-answered' });
    expect(await cluster.replica(store).decide(cluster.request('alice', '1357', { state }))).toMatchObject({ outcome: 'refuse' });
    expect(await cluster.results()).toMatchObject({ 'challenge-expired': 1 });
    cluster.now += 2000;
    expect(await cluster.replica(store).decide(request)).toMatchObject({ outcome: 'accept' });
  });

  test('with the state store down an answer to a challenge is refused with its own code, and may be given again', async () => {
    await cluster.person('alice', { usePin: true });
    const store = new AbsentStateStore(() => cluster.now);
    store.absent = false;
    const one = cluster.replica(store);
    const challenge = await one.decide(cluster.request('alice', cluster.code()));
    const state = challenge.outcome === 'challenge' ? challenge.state : '';
    store.absent = true;
    expect(await one.decide(cluster.request('alice', '2468', { state }))).toMatchObject({ outcome: 'refuse' });
    store.absent = false;
    expect(await one.decide(cluster.request('alice', '2468', { state }))).toMatchObject({ outcome: 'accept' });
    expect(await cluster.results()).toMatchObject({ 'state-store-unavailable': 1, 'new-pin-set': 1 });
  });

  test('State works on whichever replica gets the answer, once', async () => {
    await cluster.person('alice', { usePin: true });
    const store = new MemoryStateStore(() => cluster.now);
    const challenge = await cluster.replica(store).decide(cluster.request('alice', cluster.code()));
    const state = challenge.outcome === 'challenge' ? challenge.state : '';
    const request = cluster.request('alice', '2468', { state });
    expect(await cluster.replica(store).decide(request)).toMatchObject({ outcome: 'accept' });
    expect(await cluster.replica(store).decide(request)).toMatchObject({ outcome: 'accept' });
    expect(await cluster.replica(store).decide(cluster.request('alice', '1357', { state }))).toMatchObject({ outcome: 'refuse' });
    expect(await cluster.results()).toMatchObject({ 'new-pin-set': 1, 'challenge-expired': 1 });
  });

  test('a used challenge cannot be revived by a Redis fail-over', async () => {
    await cluster.person('alice', { usePin: true });
    const store = new MemoryStateStore(() => cluster.now);
    // The replica that takes over knows the challenge as it was before it was answered.
    const revived = new MemoryStateStore(() => cluster.now);
    const challenge = await cluster.replica(new CopyingStateStore(store, revived)).decide(cluster.request('alice', cluster.code()));
    const state = challenge.outcome === 'challenge' ? challenge.state : '';
    expect(await cluster.replica(store).decide(cluster.request('alice', '2468', { state }))).toMatchObject({ outcome: 'accept' });
    expect((await revived.claimChallenge(state, 'probe', 0)).status).toBe('claimed');
    expect(await cluster.replica(revived).decide(cluster.request('alice', '9999', { state }))).toMatchObject({ outcome: 'refuse' });
    expect(await cluster.results()).toMatchObject({ 'challenge-expired': 1 });
  });

  test('State that another user or host brings is refused and stays good for the one who was asked', async () => {
    await cluster.person('alice', { usePin: true });
    await cluster.directory.addUser('mallory', cluster.siteId);
    const store = new MemoryStateStore(() => cluster.now);
    const one = cluster.replica(store);
    const challenge = await one.decide(cluster.request('alice', cluster.code()));
    const state = challenge.outcome === 'challenge' ? challenge.state : '';
    expect(await one.decide(cluster.request('mallory', '6666', { state }))).toMatchObject({ outcome: 'refuse' });
    const elsewhere = await cluster.directory.addHost(cluster.siteId);
    expect(await one.decide(cluster.request('alice', '6666', { state, agentHostId: elsewhere }))).toMatchObject({ outcome: 'refuse' });
    expect(await one.decide(cluster.request('alice', '2468', { state }))).toMatchObject({ outcome: 'accept' });
    expect(await cluster.results()).toMatchObject({ 'challenge-expired': 2, 'new-pin-set': 1 });
  });

  test('undecided releases the claim: when the database fails, the same State may be answered again', async () => {
    await cluster.person('alice', { usePin: true });
    const store = new MemoryStateStore(() => cluster.now);
    const challenge = await cluster.replica(store).decide(cluster.request('alice', cluster.code()));
    const state = challenge.outcome === 'challenge' ? challenge.state : '';
    await cluster.admin.query('ALTER TABLE authn.outbox RENAME TO outbox_away');
    await expect(cluster.replica(store).decide(cluster.request('alice', '2468', { state }))).rejects.toThrow('outbox');
    await cluster.admin.query('ALTER TABLE authn.outbox_away RENAME TO outbox');
    expect(await cluster.replica(store).decide(cluster.request('alice', '2468', { state }))).toMatchObject({ outcome: 'accept' });
  });
});
