/** NATS goes away and comes back: nothing hangs, nothing is lost, nobody restarts. */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import { eventually, privateNats, type PrivateNats, undelayedMs } from '@countersign/testing';
import { z } from 'zod';
import { BusError } from '../index.ts';
import {
  connectNats, type ConnectNatsOptions, ensureNatsResources, NatsBus, type NatsLink, type NatsStatus, openNatsBucket, openNatsStream,
} from './index.ts';

const closers: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function started(): Promise<PrivateNats> {
  const server = await privateNats();
  closers.push(async () => server.stop());
  await ensureNatsResources({ servers: server.url });
  return server;
}

async function linked(server: PrivateNats, replica: string, more: Partial<ConnectNatsOptions> = {}): Promise<NatsLink> {
  const link = await connectNats({ servers: server.url, service: 'outage', replica, ...more });
  closers.push(async () => link.close());
  return link;
}

const now = (): number => performance.now();
const contract = { subject: 'outage.v1.ask', request: z.strictObject({ waitMs: z.number() }), reply: z.strictObject({ waitMs: z.number() }) };
const codeOf = async (asked: Promise<unknown>): Promise<string> =>
  asked.then(() => 'answered', (error: unknown) => error instanceof BusError ? error.code : String(error));

describe.each(['stop', 'kill'] as const)('%s', (end) => {
  test('requests fail soon, subscriptions come back by themselves', async () => {
    const server = await started();
    const statuses: NatsStatus['type'][] = [];
    const client = NatsBus.over(await linked(server, 'client', { onStatus: ({ type }) => void statuses.push(type) }), now, () => {});
    const served = NatsBus.over(await linked(server, 'server'), now, () => {});
    const arrived = Promise.withResolvers<void>();
    await served.serve(contract, async (body) => {
      arrived.resolve();
      await pause(body.waitMs, undefined, { ref: false });
      return body;
    }, { queue: 'outage' });
    // Neither its reply nor its deadline may come before the end, however long that takes.
    const underWay = codeOf(client.request(contract, { waitMs: 100_000 }, { deadlineMs: 90_000 }));
    await arrived.promise;
    await server[end]();
    expect(await underWay).toBe('unavailable');
    expect(await undelayedMs(async () => {
      expect(await codeOf(client.request(contract, { waitMs: 0 }, { deadlineMs: 5000 }))).toBe('unavailable');
      expect(await codeOf(client.requestAll(contract, { waitMs: 0 }, { deadlineMs: 5000 }))).toBe('unavailable');
    })).toBeLessThan(1000);
    expect(statuses).toContain('disconnected');
    await server.restart();
    await eventually(async () => expect(await client.request(contract, { waitMs: 1 }, { deadlineMs: 500 })).toEqual({ waitMs: 1 }));
    expect(statuses.filter((type) => type === 'connected').length).toBeGreaterThanOrEqual(1);
  });

  test('the stream goes on: what was acknowledged arrives, a publisher hears of the rest', async () => {
    const server = await started();
    const publisher = await openNatsStream(await linked(server, 'publisher'));
    const consumer = await openNatsStream(await linked(server, 'consumer'));
    const got = new Set<string>();
    const subscription = await consumer.consume({ durable: 'audit', maxBatch: 10 }, async (batch) => {
      await pause(5);
      for (const { id } of batch) got.add(id);
    });
    closers.push(async () => subscription.stop());
    const acknowledged: string[] = [];
    let refused = 0;
    const ending = new AbortController();
    const publishing = (async () => {
      while (!ending.signal.aborted) {
        const id = randomUUID();
        await publisher.publish('audit.v1.events.outage', id, Buffer.from('x')).then(() => acknowledged.push(id), () => { refused += 1; });
        await pause(5);
      }
    })();
    await pause(300);
    await server[end]();
    await eventually(() => expect(refused).toBeGreaterThan(0));
    await server.restart();
    const before = acknowledged.length;
    await eventually(() => expect(acknowledged.length).toBeGreaterThan(before + 20));
    ending.abort();
    await publishing;
    await eventually(() => expect(acknowledged.filter((id) => !got.has(id))).toEqual([]));
  });

  test('a watcher misses no change made while it was away', async () => {
    const server = await started();
    const seen = new Map<string, number>();
    const watch = await (await openNatsBucket(await linked(server, 'watcher'))).watch(({ key, value, version }) => void seen.set(key, value ? version : -version));
    closers.push(() => watch.stop());
    const bucket = await openNatsBucket(await linked(server, 'writer'));
    await bucket.put('kept', Buffer.from('1'), 1);
    await bucket.put('removed', Buffer.from('1'), 1);
    await eventually(() => expect(seen.size).toBe(2));
    await server[end]();
    await expect(bucket.put('kept', Buffer.from('2'), 2)).rejects.toBeInstanceOf(BusError);
    await server.restart();
    // Writers may be back before the watcher.
    await eventually(async () => bucket.put('kept', Buffer.from('2'), 2));
    await bucket.delete('removed', 2);
    await bucket.put('new', Buffer.from('1'), 1);
    await eventually(() => expect(Object.fromEntries(seen)).toEqual({ kept: 2, removed: -2, new: 1 }));
  });
});

test('the first connection waits for a server', async () => {
  const server = await started();
  await server.stop();
  const statuses: NatsStatus['type'][] = [];
  const linking = linked(server, 'early', { onStatus: ({ type }) => void statuses.push(type) });
  await eventually(() => expect(statuses.filter((type) => type === 'error').length).toBeGreaterThan(1));
  await server.restart();
  expect((await linking).connected).toBe(true);
  expect(statuses.at(-1)).toBe('connected');
});

test('waiting for the first connection can be given up; what is no name or no key is refused', async () => {
  const server = await started();
  await server.stop();
  const connecting = linked(server, 'early', { signal: AbortSignal.timeout(400) });
  await expect(connecting).rejects.toThrow('abort');
  await expect(linked(server, 'a.b')).rejects.toThrow('letters');
  await expect(linked(server, 'a', { keySeed: Buffer.from('not a seed') })).rejects.toThrow('nkeys');
});

test('a watcher and a consumer wait for what is not set up yet', async () => {
  const server = await privateNats();
  closers.push(async () => server.stop());
  const link = await linked(server, 'early');
  const seen: string[] = [];
  const watch = await (await openNatsBucket(link)).watch(({ key }) => void seen.push(key));
  closers.push(() => watch.stop());
  const subscription = await (await openNatsStream(link)).consume({ durable: 'audit', maxBatch: 5 }, async (batch) => void seen.push(...batch.map(({ id }) => id)));
  closers.push(async () => subscription.stop());
  await expect((await openNatsStream(link)).publish('audit.v1.events.x', 'id', Buffer.from('x'))).rejects.toMatchObject({ code: 'no-responder' });
  await pause(300);
  await ensureNatsResources({ servers: server.url });
  await watch.ready;
  await (await openNatsBucket(link)).put('host', Buffer.from('x'), 1);
  await (await openNatsStream(link)).publish('audit.v1.events.x', 'id', Buffer.from('x'));
  await eventually(() => expect(seen.toSorted()).toEqual(['host', 'id']));
});
