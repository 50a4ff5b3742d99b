/** The relay between a real PostgreSQL and each kind of stream: what was committed arrives, whatever dies in between. */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import { type EventStream, InProcessStream, type StreamMessage } from '@countersign/messaging';
import { connectNats, ensureNatsResources, openNatsStream } from '@countersign/messaging/nats';
import { eventually, freshDatabase, freshNats } from '@countersign/testing';
import type { Pool } from 'pg';
import { createPool, type FirstWork, MESSAGE_MAXIMUM_BYTES, newTimeOrderedId, OutboxRelay, type OutboxRelayOptions } from './index.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const streams: [string, () => Promise<EventStream>][] = [
  ['in process', async () => new InProcessStream()],
  ['JetStream', async () => {
    const { url, credentials } = await freshNats();
    const login = credentials ? { login: credentials } : {};
    await ensureNatsResources({ servers: url, ...login });
    const link = await connectNats({ servers: url, service: 'relay', replica: 'one', ...login });
    closers.push(async () => link.close());
    return openNatsStream(link);
  }],
];

interface Event { id: string; text: string }
const subject = 'audit.v1.events.relay';

async function outbox(): Promise<Pool> {
  const database = await freshDatabase();
  closers.push(async () => database.drop());
  const pool = createPool(database.url, { max: 8, applicationName: 'relay', statementTimeoutMs: 10_000, onIdleError: () => undefined });
  closers.push(async () => pool.end());
  await pool.query(`CREATE SCHEMA authn;
    CREATE TABLE authn.outbox (id uuid PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now(), events jsonb NOT NULL)`);
  return pool;
}

const event = (text = ''): Event => ({ id: randomUUID(), text });
const commit = async (pool: Pool, events: readonly Event[]): Promise<unknown> =>
  pool.query('INSERT INTO authn.outbox (id, events) VALUES ($1, $2)', [newTimeOrderedId(), JSON.stringify(events)]);
const rowsLeft = async (pool: Pool): Promise<number> =>
  (await pool.query<{ left: number }>('SELECT count(*)::int AS left FROM authn.outbox')).rows[0]?.left ?? -1;
const emptied = async (pool: Pool): Promise<void> => eventually(async () => expect(await rowsLeft(pool)).toBe(0));

function relay(pool: Pool, stream: EventStream, more: Partial<OutboxRelayOptions> = {}, firstWork?: FirstWork): OutboxRelay {
  const made = new OutboxRelay({ pool, schema: 'authn', subject, pollMs: 20, publish: async (...message) => stream.publish(...message), ...more });
  made.start(firstWork);
  closers.push(async () => made.stop());
  return made;
}

/** Audit, as far as it matters here: it takes every message and knows the events that it has. */
async function audit(stream: EventStream): Promise<{ messages: StreamMessage[]; events: () => Event[]; stop: () => Promise<void> }> {
  const messages: StreamMessage[] = [];
  const subscription = await stream.consume({ durable: 'audit', maxBatch: 50 }, async (batch) => void messages.push(...batch));
  const stop = async (): Promise<void> => subscription.stop();
  closers.push(stop);
  const events = (): Event[] => messages.flatMap(({ data }) => (JSON.parse(Buffer.from(data).toString('utf8')) as { events: Event[] }).events);
  return { messages, events, stop };
}

const ids = (events: readonly Event[]): string[] => events.map(({ id }) => id).toSorted();

describe.each(streams)('outbox relay: %s', (_name, open) => {
  test('two relays at once: every event arrives, once, and the outbox is empty', async () => {
    const [pool, stream] = [await outbox(), await open()];
    const { events } = await audit(stream);
    const transactions = Array.from({ length: 200 }, (_, index) => Array.from({ length: 1 + index % 4 }, () => event()));
    const relays = [relay(pool, stream, { rowsPerTurn: 7 }), relay(pool, stream, { rowsPerTurn: 7 })];
    await Promise.all(transactions.map(async (transaction) => {
      await commit(pool, transaction);
      for (const each of relays) each.wake();
    }));
    await emptied(pool);
    await eventually(() => expect(ids(events())).toEqual(ids(transactions.flat())));
  });

  test('small rows leave many at a time', async () => {
    const [pool, stream] = [await outbox(), await open()];
    const { messages, events } = await audit(stream);
    const transactions = Array.from({ length: 300 }, () => [event()]);
    for (const transaction of transactions) await commit(pool, transaction);
    relay(pool, stream);
    await eventually(() => expect(ids(events())).toEqual(ids(transactions.flat())));
    expect(messages.length).toBeLessThan(6);
  });

  test('large rows leave few at a time: what is held in memory is bounded', async () => {
    const [pool, stream] = [await outbox(), await open()];
    const { events } = await audit(stream);
    const transactions = Array.from({ length: 100 }, () => [event('x'.repeat(100_000))]);
    for (const transaction of transactions) await commit(pool, transaction);
    let [underWay, most] = [0, 0];
    relay(pool, stream, { publish: async (...message) => {
      underWay += 1;
      most = Math.max(most, underWay);
      await new Promise((resolve) => setTimeout(resolve, 5));
      await stream.publish(...message);
      underWay -= 1;
    } });
    await eventually(() => expect(ids(events())).toEqual(ids(transactions.flat())));
    expect(most).toBeLessThanOrEqual(25);
  });

  test('what is not committed does not leave', async () => {
    const [pool, stream] = [await outbox(), await open()];
    const { events } = await audit(stream);
    const client = await pool.connect();
    await client.query('BEGIN');
    await client.query('INSERT INTO authn.outbox (id, events) VALUES ($1, $2)', [newTimeOrderedId(), JSON.stringify([event('undone')])]);
    relay(pool, stream);
    const [kept] = [event('kept')];
    await commit(pool, [kept]);
    await emptied(pool);
    await client.query('ROLLBACK');
    client.release();
    await eventually(() => expect(events()).toEqual([kept]));
  });

  test('killed between publish and delete: nothing is lost, and a message id stands for one content', async () => {
    const [pool, stream] = [await outbox(), await open()];
    const { messages, events } = await audit(stream);
    const transactions = Array.from({ length: 30 }, () => [event('x'.repeat(10_000)), event('x'.repeat(10_000))]); // a few in each message
    for (const transaction of transactions) await commit(pool, transaction);
    const published: string[] = [];
    let passedOn = 0;
    let kills = 4;
    const failures: unknown[] = [];
    for (let replica = 0; replica < 2; replica += 1) {
      relay(pool, stream, {
        rowsPerTurn: 10, onError: (error) => failures.push(error),
        publish: async (to, id, data) => {
          await stream.publish(to, id, data);
          published.push(id);
          passedOn += (JSON.parse(Buffer.from(data).toString('utf8')) as { events: Event[] }).events.length;
          if (published.length % 3 !== 0 || kills === 0) return;
          kills -= 1;
          // The relay's own session ends, as with kill -9: what it holds is rolled back.
          await pool.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()
            AND pid <> pg_backend_pid() AND state = 'idle in transaction'`);
        },
      });
    }
    await emptied(pool);
    await eventually(() => expect(new Set(ids(events()))).toEqual(new Set(ids(transactions.flat()))));
    expect(failures.length).toBeGreaterThan(0);
    const inOne = messages.map(({ data }) => (JSON.parse(Buffer.from(data).toString('utf8')) as { events: Event[] }).events.length);
    expect(Math.max(...inOne)).toBeGreaterThan(2); // they travel together
    expect(passedOn).toBeGreaterThan(transactions.flat().length); // there were repeats
    // What is passed on again with others beside it is another message: none is taken for a repetition and dropped.
    for (const same of Map.groupBy(messages, ({ id }) => id).values()) {
      expect(new Set(same.map(({ data }) => Buffer.from(data).toString('utf8'))).size).toBe(1);
    }
  });

  test('a stream that refuses for a while: nothing leaves the outbox until it was taken', async () => {
    const [pool, stream] = [await outbox(), await open()];
    const { events } = await audit(stream);
    const transactions = Array.from({ length: 12 }, () => [event()]);
    for (const transaction of transactions) await commit(pool, transaction);
    let away = true;
    let tries = 0;
    relay(pool, stream, { rowsPerTurn: 5, publish: async (...message) => {
      tries += 1;
      if (away) throw new Error('away');
      await stream.publish(...message);
    } });
    await eventually(() => expect(tries).toBeGreaterThan(10));
    expect(await rowsLeft(pool)).toBe(12);
    away = false;
    await emptied(pool);
    await eventually(() => expect(ids(events())).toEqual(ids(transactions.flat())));
  });

  test('work that goes first is waited for, and no longer', async () => {
    const [pool, stream] = [await outbox(), await open()];
    const { events } = await audit(stream);
    let underWay = true;
    let looks = 0;
    const made = relay(pool, stream, {}, { waitMs: 3_600_000, isUnderWay: () => {
      looks += 1;
      return underWay;
    } });
    const [first, second] = [event('first'), event('second')];
    await commit(pool, [first]);
    made.wake();
    looks = 0;
    await eventually(() => expect(looks).toBeGreaterThan(5));
    await commit(pool, [second]);
    made.wake();
    looks = 0;
    await eventually(() => expect(looks).toBeGreaterThan(5));
    expect(await rowsLeft(pool)).toBe(2);
    underWay = false;
    await eventually(() => expect(events()).toEqual([first, second]));
    await emptied(pool);
  });

  test('while it lasts, what has waited long enough goes, and what is younger stays', async () => {
    const [pool, stream] = [await outbox(), await open()];
    const { events } = await audit(stream);
    const WAIT_MS = 300;
    const begun = new Map<string, number>();
    const ages: number[] = [];
    const made = relay(pool, stream, {
      publish: async (to, id, data) => {
        for (const each of (JSON.parse(Buffer.from(data).toString('utf8')) as { events: Event[] }).events) ages.push(performance.now() - (begun.get(each.id) ?? Infinity));
        await stream.publish(to, id, data);
      },
    }, { waitMs: WAIT_MS, isUnderWay: () => true });
    const all = Array.from({ length: 40 }, () => event());
    for (const each of all) {
      begun.set(each.id, performance.now());
      await commit(pool, [each]);
      made.wake();
      await pause(20);
    }
    await emptied(pool);
    await eventually(() => expect(events()).toEqual(all));
    // The database's clock says when a row began, this one when it was asked to.
    expect(Math.min(...ages)).toBeGreaterThan(WAIT_MS - 50);
  });

  test('while it lasts, a row from before the clock was set back is not waited for', async () => {
    const [pool, stream] = [await outbox(), await open()];
    const { events } = await audit(stream);
    relay(pool, stream, {}, { waitMs: 3_600_000, isUnderWay: () => true });
    const ahead = event('ahead');
    await pool.query("INSERT INTO authn.outbox (id, events, created_at) VALUES ($1, $2, now() + interval '1 hour')", [newTimeOrderedId(), JSON.stringify([ahead])]);
    await commit(pool, [event('young')]);
    await eventually(async () => expect(await rowsLeft(pool)).toBe(1));
    await eventually(() => expect(events()).toEqual([ahead]));
  });

  test('a large transaction is split at 384 KiB, in order, and each part has its own id', async () => {
    const [pool, stream] = [await outbox(), await open()];
    const { messages, events } = await audit(stream);
    // Two and three bytes a character: it is bytes that count.
    const transaction = Array.from({ length: 90 }, (_, index) => event((index % 2 ? 'é' : '码').repeat(4000)));
    await commit(pool, transaction);
    relay(pool, stream);
    await emptied(pool);
    await eventually(() => expect(events()).toEqual(transaction));
    expect(messages.length).toBeGreaterThan(2);
    for (const message of messages) {
      expect(message.data.length).toBeLessThanOrEqual(MESSAGE_MAXIMUM_BYTES);
      expect(message.subject).toBe(subject);
    }
    expect(new Set(messages.map(({ id }) => id)).size).toBe(messages.length);
  });
});
