/** One suite for every event stream. */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import { eventually, freshNats } from '@countersign/testing';
import { type EventStream, InProcessStream, type StreamMessage } from './index.ts';
import { connectNats, ensureNatsResources, openNatsStream } from './nats/index.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const implementations: [string, () => Promise<EventStream>][] = [
  ['in process', async () => new InProcessStream()],
  ['JetStream', async () => {
    const { url, credentials } = await freshNats();
    const login = credentials ? { login: credentials } : {};
    await ensureNatsResources({ servers: url, ...login });
    await ensureNatsResources({ servers: url, ...login }); // repeatable
    const link = await connectNats({ servers: url, service: 'audit', replica: 'one', ...login });
    closers.push(async () => link.close());
    return openNatsStream(link);
  }],
];

const subject = 'audit.v1.events.conformance';
const durable = 'audit';
const text = ({ data }: StreamMessage): string => Buffer.from(data).toString('utf8');

/** Publishers keep what was not taken and try again, as the outbox does. */
async function publish(stream: EventStream, id: string, data = id): Promise<void> {
  await eventually(async () => stream.publish(subject, id, Buffer.from(data)));
}

async function consume(stream: EventStream, maxBatch: number, handler: (batch: readonly StreamMessage[]) => Promise<void>): Promise<() => Promise<void>> {
  const subscription = await stream.consume({ durable, maxBatch }, handler);
  const stop = async (): Promise<void> => subscription.stop();
  closers.push(stop);
  return stop;
}

describe.each(implementations)('event stream: %s', (_name, open) => {
  test('what is published arrives once, in order, with subject, id and bytes', async () => {
    const stream = await open();
    const got: StreamMessage[] = [];
    await consume(stream, 10, async (batch) => void got.push(...batch));
    const ids = Array.from({ length: 50 }, () => randomUUID());
    await Promise.all(ids.map((id, index) => stream.publish(subject, id, Uint8Array.of(index, 0, 255))));
    await eventually(() => expect(got).toHaveLength(50));
    expect(got.map(({ id }) => id)).toEqual(ids);
    expect(got.every((message, index) => message.subject === subject && Buffer.from(message.data).equals(Uint8Array.of(index, 0, 255)))).toBe(true);
    await pause(200);
    expect(got).toHaveLength(50);
  });

  test('one batch at a time, none larger than asked for', async () => {
    const stream = await open();
    const sizes: number[] = [];
    let running = 0;
    let most = 0;
    const published = Promise.withResolvers<void>();
    await consume(stream, 8, async (batch) => {
      running += 1;
      most = Math.max(most, running);
      // JetStream has all the others before the first batch ends; in one process a publisher waits for that end.
      await (sizes.length === 0 ? Promise.race([published.promise, pause(1000)]) : pause(5));
      sizes.push(batch.length);
      running -= 1;
    });
    await Promise.all(Array.from({ length: 100 }, () => stream.publish(subject, randomUUID(), Buffer.from('x'))));
    published.resolve();
    await eventually(() => expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(100));
    expect(most).toBe(1);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(8);
    expect(sizes.length).toBeLessThan(60); // batches, not single messages
  });

  test('a batch whose handler fails comes again, and nothing is lost', async () => {
    const stream = await open();
    const kept: string[] = [];
    let failures = 3;
    await consume(stream, 4, async (batch) => {
      failures -= 1;
      if (failures >= 0) throw new Error('the database is away');
      kept.push(...batch.map(text));
    });
    const ids = Array.from({ length: 10 }, (_, index) => `${index}-${randomUUID()}`);
    await Promise.all(ids.map((id) => publish(stream, id)));
    await eventually(() => expect(new Set(kept)).toEqual(new Set(ids)));
  });

  test('stop lets the batch that is being handled finish; the next consumer gets the rest', async () => {
    const stream = await open();
    const first: string[] = [];
    const stop = await consume(stream, 1, async (batch) => {
      await pause(100);
      first.push(...batch.map(text));
    });
    const published = Promise.all(['a', 'b', 'c', 'd'].map((id) => publish(stream, `${id}-${randomUUID()}`, id)));
    await eventually(() => expect(first).toContain('a'));
    await stop();
    const before = first.length;
    const second: string[] = [];
    await consume(stream, 10, async (batch) => void second.push(...batch.map(text)));
    await published;
    await eventually(() => expect([...new Set([...first, ...second])].sort()).toEqual(['a', 'b', 'c', 'd']));
    expect(first).toHaveLength(before);
  });

  test('a large message arrives whole', async () => {
    const stream = await open();
    const got: StreamMessage[] = [];
    await consume(stream, 10, async (batch) => void got.push(...batch));
    await publish(stream, randomUUID(), 'é'.repeat(128 * 1024));
    await eventually(() => expect(got.map(({ data }) => data.length)).toEqual([256 * 1024]));
  });
});

describe('event stream: JetStream', () => {
  const open = implementations[1]?.[1] ?? (() => Promise.reject(new Error('none')));

  test('it keeps what is published while nobody consumes, and knows a repeated id', async () => {
    const stream = await open();
    const id = randomUUID();
    for (let time = 0; time < 3; time += 1) await stream.publish(subject, id, Buffer.from('once'));
    await stream.publish(subject, randomUUID(), Buffer.from('other'));
    const got: string[] = [];
    await consume(stream, 10, async (batch) => void got.push(...batch.map(text)));
    await eventually(() => expect(got).toEqual(['once', 'other']));
    // Also after it was consumed: a relay that was killed before it deleted its row publishes once more.
    await stream.publish(subject, id, Buffer.from('once'));
    await pause(200);
    expect(got).toEqual(['once', 'other']);
  });

  test('two consumers share the work, each message goes to one', async () => {
    const stream = await open();
    const got: [string[], string[]] = [[], []];
    for (const mine of got) {
      await consume(stream, 5, async (batch) => {
        await pause(5);
        mine.push(...batch.map(text));
      });
    }
    const ids = Array.from({ length: 100 }, () => randomUUID());
    await Promise.all(ids.map((id) => stream.publish(subject, id, Buffer.from(id))));
    await eventually(() => expect(got.flat()).toHaveLength(100));
    expect(new Set(got.flat())).toEqual(new Set(ids));
    for (const mine of got) expect(mine.length).toBeGreaterThan(0);
  });

  test('a handler that takes longer than the server waits for an acknowledgement keeps its batch', async () => {
    const stream = await open();
    let handled = 0;
    const slow = async (): Promise<void> => {
      await pause(12_000);
      handled += 1;
    };
    await consume(stream, 5, slow);
    await consume(stream, 5, slow);
    await stream.publish(subject, randomUUID(), Buffer.from('slow'));
    await eventually(() => expect(handled).toBe(1));
    await pause(1000);
    expect(handled).toBe(1);
  });
});
