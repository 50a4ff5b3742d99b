import { checkKey, checkVersion, type ConfigBucket, type ConfigEntry } from '../config-bucket.ts';
import { decodeEntry, encodeEntry } from './bucket-entry.ts';
import { BucketReader } from './bucket-reader.ts';
import { BucketWatch } from './bucket-watch.ts';
import { lastStored } from './direct-get.ts';
import { askJetStream, JetStreamRefusal, WRONG_LAST_SEQUENCE } from './jetstream-request.ts';
import { bucketStream, bucketSubject } from './names.ts';
import type { NatsLink } from './nats-link.ts';

/** Longest wait for the acknowledgement of a write. */
const WRITE_DEADLINE_MS = 5000;
/** Writers of one key that came between may make a write start again this often. */
const WRITE_ATTEMPTS = 20;

/** The bucket of agent hosts, which {@link ensureNatsResources} makes. */
export async function openNatsBucket(link: NatsLink): Promise<ConfigBucket> {
  return new NatsBucket(link);
}

class NatsBucket implements ConfigBucket {
  constructor(private readonly link: NatsLink) {}

  async put(key: string, value: Uint8Array, version: number): Promise<void> {
    await this.write({ key, value, version });
  }

  async delete(key: string, version: number): Promise<void> {
    await this.write({ key, value: null, version });
  }

  async keys(): Promise<ReadonlyMap<string, number>> {
    const reader = new BucketReader(this.link);
    await reader.read(() => undefined);
    return reader.versions();
  }

  async watch(handler: (entry: ConfigEntry) => void): Promise<{ readonly ready: Promise<void>; stop(): void }> {
    const watch = new BucketWatch(this.link, handler);
    return { ready: watch.ready, stop: () => watch.stop() };
  }

  /** Compare and set: of writers that race the newest version stays. */
  private async write(entry: ConfigEntry): Promise<void> {
    checkKey(entry.key);
    checkVersion(entry.version);
    const { payload, headers } = encodeEntry(entry);
    const subject = bucketSubject(entry.key);
    headers.set('Nats-Expected-Stream', bucketStream);
    for (let attempt = 1; ; attempt += 1) {
      const last = await lastStored(this.link, bucketStream, subject);
      if (last && (decodeEntry(last)?.version ?? -1) >= entry.version) return;
      headers.set('Nats-Expected-Last-Subject-Sequence', String(last?.sequence ?? 0));
      try {
        await askJetStream(this.link, { subject, payload, headers, deadlineMs: WRITE_DEADLINE_MS });
        return;
      } catch (error) {
        const overtaken = error instanceof JetStreamRefusal && error.errorCode === WRONG_LAST_SEQUENCE;
        if (!overtaken || attempt === WRITE_ATTEMPTS) throw error;
      }
    }
  }
}
