/** One suite for every configuration bucket. */
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import { eventually, freshNats } from '@countersign/testing';
import { type ConfigBucket, type ConfigEntry, InProcessBucket } from './index.ts';
import { connectNats, ensureNatsResources, openNatsBucket } from './nats/index.ts';

const closers: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/**
 * The watcher's questions to the server after which a change has to be there. An idle machine makes them in a tenth of a
 * second; one that is busy takes as much longer for them as for the change.
 */
const ROUND_TRIPS = 500;

/** The bucket as a writer and as a watcher has it, and a question of the watcher to the server. */
const implementations: [string, () => Promise<{ writer: ConfigBucket; reader: ConfigBucket; roundTrip: () => Promise<void> }>][] = [
  ['in process', async () => {
    const bucket = new InProcessBucket();
    return { writer: bucket, reader: bucket, roundTrip: async () => nextTurn() };
  }],
  ['NATS', async () => {
    const { url, credentials } = await freshNats();
    const login = credentials ? { login: credentials } : {};
    await ensureNatsResources({ servers: url, ...login });
    const open = async (service: string) => {
      const link = await connectNats({ servers: url, service, replica: 'one', ...login });
      closers.push(async () => link.close());
      return { link, bucket: await openNatsBucket(link) };
    };
    const [writer, reader] = [await open('token-admin'), await open('radius-gateway')];
    return { writer: writer.bucket, reader: reader.bucket, roundTrip: async () => reader.link.connection.flush() };
  }],
];

const bytes = (text: string): Uint8Array => Buffer.from(text, 'utf8');
const shown = ({ key, value, version }: ConfigEntry): string => `${key}@${version}=${value === null ? 'gone' : Buffer.from(value).toString('utf8')}`;

async function watch(bucket: ConfigBucket): Promise<{ seen: string[]; ready: Promise<void>; stop: () => void }> {
  const seen: string[] = [];
  const watching = await bucket.watch((entry) => void seen.push(shown(entry)));
  const { ready } = watching;
  const stop = (): void => watching.stop();
  closers.push(stop);
  return { seen, ready, stop };
}

describe.each(implementations)('configuration bucket: %s', (_name, open) => {
  test('a watcher gets all that is there, then each change; a deleted key is not there', async () => {
    const { writer, reader } = await open();
    await writer.put('a', bytes('1'), 1);
    await writer.put('b', bytes('1'), 1);
    await writer.put('gone', bytes('1'), 1);
    await writer.delete('gone', 2);
    const { seen, ready } = await watch(reader);
    await ready;
    expect(seen.toSorted()).toEqual(['a@1=1', 'b@1=1']);
    await writer.put('a', bytes('2'), 2);
    await writer.delete('b', 5);
    await writer.put('c', bytes(''), 1);
    await eventually(() => expect(seen.slice(2)).toEqual(['a@2=2', 'b@5=gone', 'c@1=']));
  });

  test('a change is pushed to who watches, before that one has asked the server for anything else often', async () => {
    const { writer, reader, roundTrip } = await open();
    const { seen, ready } = await watch(reader);
    await ready;
    for (let version = 1; version <= 5; version += 1) {
      await writer.put('host', bytes('secret'), version);
      for (let trips = 0; trips < ROUND_TRIPS && seen.length < version; trips += 1) await roundTrip();
      expect(seen.at(-1)).toBe(`host@${version}=secret`);
    }
  });

  test('an empty bucket is ready as well', async () => {
    const { seen, ready } = await watch((await open()).reader);
    await ready;
    expect(seen).toEqual([]);
  });

  test('a late write changes nothing, and does not revive a deleted key', async () => {
    const { writer, reader } = await open();
    const { seen, ready } = await watch(reader);
    await ready;
    await writer.put('a', bytes('new'), 7);
    for (const version of [7, 6, 0]) await writer.put('a', bytes('old'), version);
    await writer.delete('a', 3);
    await eventually(() => expect(seen).toEqual(['a@7=new']));
    await writer.delete('a', 8);
    await writer.put('a', bytes('old'), 8);
    await writer.put('end', bytes(''), 1);
    await eventually(() => expect(seen).toEqual(['a@7=new', 'a@8=gone', 'end@1=']));
    expect(await reader.keys()).toEqual(new Map([['end', 1]]));
    await writer.put('a', bytes('again'), 9);
    await eventually(() => expect(seen.at(-1)).toBe('a@9=again'));
  });

  test('of writers that race the newest version stays', async () => {
    const { writer, reader } = await open();
    const versions = Array.from({ length: 12 }, (_, index) => index + 1).toSorted((a, b) => (a * 7) % 13 - (b * 7) % 13);
    await Promise.all(versions.map((version) => (version % 2 ? writer : reader).put('a', bytes(String(version)), version)));
    expect(await reader.keys()).toEqual(new Map([['a', 12]]));
    const { seen, ready } = await watch(reader);
    await ready;
    expect(seen).toEqual(['a@12=12']);
  });

  test('keys and their versions, deleted ones left out', async () => {
    const { writer, reader } = await open();
    expect((await reader.keys()).size).toBe(0);
    await Promise.all(Array.from({ length: 200 }, (_, index) => writer.put(`host-${index}`, bytes('x'), index + 1)));
    await writer.delete('host-0', 2);
    const keys = await reader.keys();
    expect(keys.size).toBe(199);
    expect(keys.get('host-199')).toBe(200);
    expect(keys.has('host-0')).toBe(false);
  });

  test('a stopped watcher hears no more; a value is what it was when it was put', async () => {
    const { writer, reader } = await open();
    const { seen, ready, stop } = await watch(reader);
    await ready;
    const value = Buffer.from('before');
    await writer.put('a', value, 1);
    value.fill(0);
    await eventually(() => expect(seen).toEqual(['a@1=before']));
    stop();
    await writer.put('a', bytes('2'), 2);
    await pause(100);
    expect(seen).toHaveLength(1);
  });

  test('what is no key is refused', async () => {
    const { writer } = await open();
    for (const key of ['', 'a.b', '*', 'a>', 'a b', 'é', 'x'.repeat(129)]) await expect(writer.put(key, bytes(''), 1)).rejects.toBeInstanceOf(RangeError);
    for (const version of [-1, 1.5, Number.NaN, 2 ** 60]) await expect(writer.put('a', bytes(''), version)).rejects.toBeInstanceOf(RangeError);
  });
});
