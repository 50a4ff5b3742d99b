import { setTimeout as pause } from 'node:timers/promises';
import type { ConfigEntry } from '../config-bucket.ts';
import { BucketReader } from './bucket-reader.ts';
import { bucketSubjects } from './names.ts';
import type { NatsLink } from './nats-link.ts';

/** A change is heard of at once; this is for one whose announcement was lost. */
const READ_EVERY_MS = 500;
/** Who hears an announcement may be faster than the stream that stores it. */
const READ_AGAIN_MS = 25;

/** Calls back for everything in the bucket and for each change, over lost connections and server restarts. */
export class BucketWatch {
  /** Resolves when everything that was there has been handed over. */
  readonly ready: Promise<void>;
  private readonly reader: BucketReader;
  private readonly becomeReady: () => void;
  private readonly endings: (() => void)[];
  private alarm = new AbortController();
  private announced = false;
  private stopped = false;

  constructor(private readonly link: NatsLink, private readonly handler: (entry: ConfigEntry) => void) {
    this.reader = new BucketReader(link);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.ready = promise;
    this.becomeReady = resolve;
    const announcements = link.connection.subscribe(bucketSubjects, { callback: (error) => {
      if (error === null) this.hear();
    } });
    const forgetReconnect = link.onReconnect(() => {
      this.reader.restart();
      this.hear();
    });
    this.endings = [() => announcements.unsubscribe(), forgetReconnect];
    void this.run();
  }

  stop(): void {
    this.stopped = true;
    for (const end of this.endings) end();
    this.alarm.abort();
  }

  private hear(): void {
    this.announced = true;
    this.alarm.abort();
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      const again = this.announced;
      this.announced = false;
      this.alarm = new AbortController();
      await this.read();
      await pause(again ? READ_AGAIN_MS : READ_EVERY_MS, undefined, { signal: this.alarm.signal, ref: false }).catch(() => undefined);
    }
  }

  private async read(): Promise<void> {
    try {
      await this.reader.read((entry) => {
        if (!this.stopped) this.handler(entry);
      });
      this.becomeReady();
    } catch (error) {
      if (this.link.connected) this.link.report(error);
    }
  }
}
