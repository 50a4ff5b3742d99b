import type { ConfigEntry } from '../config-bucket.ts';
import { decodeEntry } from './bucket-entry.ts';
import { nextStored } from './direct-get.ts';
import { bucketStream, bucketSubjects } from './names.ts';
import type { NatsLink } from './nats-link.ts';

/**
 * Follows a bucket by reading on from where it stopped. The stream keeps the last message of each key, in the order of
 * the changes: what was changed while nobody read is found at the next reading.
 */
export class BucketReader {
  private readonly known = new Map<string, { readonly version: number; readonly deleted: boolean }>();
  private position = 1;

  constructor(private readonly link: NatsLink) {}

  /**
   * The next reading starts at the beginning: a server that crashed may have lost its last messages and numbers new
   * ones as those, and one that was set up anew numbers from one. What is known stays known.
   */
  restart(): void {
    this.position = 1;
  }

  /**
   * Reads to the end. @param changed called for every newer version; not for a deleted key that was never seen
   *
   * @throws BusError, JetStreamRefusal; the next call goes on from there
   */
  async read(changed: (entry: ConfigEntry) => void): Promise<void> {
    for (;;) {
      const message = await nextStored(this.link, bucketStream, bucketSubjects, this.position);
      if (!message) return;
      this.position = message.sequence + 1;
      const entry = decodeEntry(message);
      if (entry && this.isNews(entry)) changed(entry);
    }
  }

  /** Version by key of what is there. */
  versions(): Map<string, number> {
    return new Map([...this.known].filter(([, { deleted }]) => !deleted).map(([key, { version }]) => [key, version]));
  }

  private isNews({ key, value, version }: ConfigEntry): boolean {
    const before = this.known.get(key);
    if (before && before.version >= version) return false;
    this.known.set(key, { version, deleted: value === null });
    return value !== null || before?.deleted === false;
  }
}
