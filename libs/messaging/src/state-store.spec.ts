/** One suite for every state store. */
import { randomUUID } from 'node:crypto';
import { afterAll, describe, expect, test } from '@jest/globals';
import { createClient } from '@redis/client';
import { beforeTimer, Doorway, eventually, privateRedis, untilInTime } from '@countersign/testing';
import { MemoryStateStore, type StateStore, StateStoreUnavailable } from './index.ts';
import { RedisStateStore } from './redis/redis-state-store.ts';

const closers: (() => Promise<unknown>)[] = [];
/** A command is given up on after that, where that is the matter. */
const COMMAND_MS = 500;
/** Ends what hangs: a busy machine takes its time for an answer. */
const LONG_MS = 60_000;
afterAll(async () => {
  for (const close of closers.reverse()) await close();
});

const implementations: [string, () => Promise<StateStore>][] = [
  ['memory', async () => new MemoryStateStore(() => performance.now())],
  ['Redis', async () => {
    const server = await privateRedis();
    closers.push(() => server.stop());
    return connect(server.url, LONG_MS);
  }],
];

async function connect(url: string, timeoutMs = COMMAND_MS): Promise<RedisStateStore> {
  const store = RedisStateStore.open({ url, prefix: 'test:', timeoutMs, onError: () => undefined });
  closers.push(async () => store.close());
  await eventually(() => store.countInWindow('connected', 1000));
  return store;
}

describe.each(implementations)('state store: %s', (_name, open) => {
  let store: StateStore | undefined;
  const opened = async (ttlMs = LONG_MS): Promise<{ store: StateStore; id: string }> => {
    store ??= await open();
    const id = randomUUID();
    await store.openChallenge(id, 'content', ttlMs);
    return { store, id };
  };

  test('open, claimed, answered: the same request gets its answer, another one nothing', async () => {
    const { store, id } = await opened();
    expect(await store.claimChallenge(id, 'a', LONG_MS)).toEqual({ status: 'claimed', content: 'content' });
    expect(await store.claimChallenge(id, 'a', LONG_MS)).toEqual({ status: 'busy' });
    expect(await store.claimChallenge(id, 'b', LONG_MS)).toEqual({ status: 'gone' });
    await store.answerChallenge(id, 'b', 'not mine');
    await store.answerChallenge(id, 'a', 'yes');
    expect(await store.claimChallenge(id, 'a', LONG_MS)).toEqual({ status: 'answered', answer: 'yes' });
    expect(await store.claimChallenge(id, 'b', LONG_MS)).toEqual({ status: 'gone' });
  });

  test('answered, it is of no use to another request, also when the lease is over', async () => {
    const { store, id } = await opened();
    await store.claimChallenge(id, 'a', 20);
    await store.answerChallenge(id, 'a', 'yes');
    await new Promise((resolve) => setTimeout(resolve, 40));
    expect(await store.claimChallenge(id, 'b', 20)).toEqual({ status: 'gone' });
    expect(await store.claimChallenge(id, 'a', 20)).toEqual({ status: 'answered', answer: 'yes' });
  });

  test('undecided releases the claim; only its owner can, and not after the answer', async () => {
    const { store, id } = await opened();
    await store.claimChallenge(id, 'a', LONG_MS);
    await store.releaseChallenge(id, 'b');
    expect(await store.claimChallenge(id, 'b', LONG_MS)).toEqual({ status: 'gone' });
    await store.releaseChallenge(id, 'a');
    expect((await store.claimChallenge(id, 'b', LONG_MS)).status).toBe('claimed');
    await store.answerChallenge(id, 'b', 'yes');
    await store.releaseChallenge(id, 'b');
    expect((await store.claimChallenge(id, 'b', LONG_MS)).status).toBe('answered');
  });

  test('a lease that is over lets the next request try', async () => {
    const { store, id } = await opened();
    await store.claimChallenge(id, 'a', 50);
    await new Promise((resolve) => setTimeout(resolve, 80));
    expect((await store.claimChallenge(id, 'b', LONG_MS)).status).toBe('claimed');
  });

  test('a challenge ends with its time, whatever became of it', async () => {
    const { store, id } = await opened(60);
    await store.claimChallenge(id, 'a', LONG_MS);
    await new Promise((resolve) => setTimeout(resolve, 120));
    await store.answerChallenge(id, 'a', 'late');
    expect(await store.claimChallenge(id, 'a', LONG_MS)).toEqual({ status: 'gone' });
  });

  test('of many that race exactly one claims', async () => {
    const { store, id } = await opened();
    const claims = await Promise.all(Array.from({ length: 50 }, (_, index) => store.claimChallenge(id, `request-${index}`, LONG_MS)));
    expect(claims.filter(({ status }) => status === 'claimed')).toHaveLength(1);
  });

  test('keeps a value for its time, replaces it, and forgets it once', async () => {
    const { store } = await opened();
    const key = randomUUID();
    expect(await store.kept(key)).toBeUndefined();
    await store.keep(key, 'first', LONG_MS);
    await store.keep(key, 'second "值"', LONG_MS);
    expect(await store.kept(key)).toBe('second "值"');
    expect((await Promise.all(Array.from({ length: 5 }, () => store.forget(key)))).filter(Boolean)).toHaveLength(1);
    expect(await store.kept(key)).toBeUndefined();
  });

  test('prolongs what is there, and does not bring back what is gone', async () => {
    const { store } = await opened();
    const [kept, gone] = await untilInTime(async () => {
      const keys = [randomUUID(), randomUUID()] as const;
      const before = performance.now();
      for (const key of keys) await store.keep(key, 'value', 400);
      await store.prolong(keys[0], LONG_MS);
      return performance.now() - before < 400 ? keys : undefined;
    });
    await store.forget(gone);
    await store.prolong(gone, LONG_MS);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect([await store.kept(kept), await store.kept(gone)]).toEqual(['value', undefined]);
  });

  test('counts within a window', async () => {
    const { store } = await opened();
    const { key, counts } = await untilInTime(async () => {
      const window = randomUUID();
      const before = performance.now();
      const counted = await Promise.all([1, 2, 3].map(() => store.countInWindow(window, 400)));
      return performance.now() - before < 400 ? { key: window, counts: counted } : undefined;
    });
    expect(new Set(counts)).toEqual(new Set([1, 2, 3]));
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await store.countInWindow(key, 400)).toBe(1);
  });
});

test('while Redis is away every command fails soon; afterwards it goes on by itself', async () => {
  const server = await privateRedis();
  closers.push(() => server.stop());
  const store = await connect(server.url);
  await server.stop();
  await beforeTimer(COMMAND_MS + 100, async () => expect(store.openChallenge('x', 'content', 1000)).rejects.toBeInstanceOf(StateStoreUnavailable));
  await server.restart();
  await eventually(() => store.openChallenge('x', 'content', 1000));
});

test('a Redis that vanished without a word is given up, and another at its address is found', async () => {
  const server = await privateRedis();
  closers.push(() => server.stop());
  const door = await Doorway.before(new URL(server.url).host, 0);
  closers.push(async () => door.stop());
  const through = new URL(server.url);
  through.host = door.address;
  const store = await connect(through.href);
  door.mode = 'gone';
  const fails = async (): Promise<void> => expect(store.openChallenge('x', 'content', 1000)).rejects.toBeInstanceOf(StateStoreUnavailable);
  await beforeTimer(COMMAND_MS + 100, fails);
  await Promise.all([fails(), fails()]);
  // Whoever takes a connection meanwhile and says nothing is given up, too.
  await new Promise((resolve) => setTimeout(resolve, 2 * COMMAND_MS));
  await fails();
  door.mode = 'open';
  await eventually(() => store.openChallenge('x', 'content', 1000));
});

test('a process that stood still for longer does not take Redis for silent', async () => {
  const server = await privateRedis();
  closers.push(() => server.stop());
  const errors: unknown[] = [];
  const store = RedisStateStore.open({ url: server.url, prefix: 'test:', timeoutMs: COMMAND_MS, onError: (error) => errors.push(error) });
  closers.push(async () => store.close());
  await eventually(() => store.countInWindow('connected', 1000));
  errors.length = 0;
  const asked = store.openChallenge('x', 'content', 1000).catch(() => undefined);
  // The command leaves at the end of this turn, and its answer lies there for as long as nobody reads it.
  await new Promise((resolve) => { setImmediate(resolve); });
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 3 * COMMAND_MS);
  await asked;
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => { setImmediate(resolve); });
  expect(errors).toEqual([]);
});

test('closed while it connects, it leaves no connection', async () => {
  const server = await privateRedis();
  closers.push(() => server.stop());
  const errors: unknown[] = [];
  for (const turns of [0, 0, 0, 1, 2, 5]) {
    const store = RedisStateStore.open({ url: server.url, prefix: 'test:', timeoutMs: COMMAND_MS, onError: (error) => errors.push(error) });
    for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => { setImmediate(resolve); });
    store.close();
  }
  const looking = await createClient({ url: server.url }).on('error', () => undefined).connect();
  closers.push(async () => looking.destroy());
  // Were one of them left, it would stay.
  await new Promise((resolve) => setTimeout(resolve, COMMAND_MS));
  await eventually(async () => expect((await looking.clientList()).length).toBe(1));
  expect(errors).toEqual([]);
});
