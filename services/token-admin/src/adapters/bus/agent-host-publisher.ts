import { agentHostConfigSchema, type AgentHostConfig } from '@countersign/contracts';
import type { AgentHostChanges } from '../../application/ports.ts';

/** The part of the configuration bucket that is written here; gateways watch it. */
export interface AgentHostBucket {
  /** Ignored when the stored version is newer or equal. */
  put(key: string, value: Uint8Array, version: number): Promise<void>;
  delete(key: string, version: number): Promise<void>;
  keys(): Promise<ReadonlyMap<string, number>>;
}

/** Where the truth is. */
export interface AgentHostDirectory {
  load(ids?: readonly string[]): Promise<AgentHostConfig[]>;
  /** Lifts a host's version to at least this one. */
  raise(id: string, version: number): Promise<void>;
}

/**
 * Keeps the bucket equal to the directory. A change is published at once; what a crash or a lost connection left behind
 * is found by comparing. Every replica may do both: versions make repeats and races harmless.
 */
export class AgentHostPublisher implements AgentHostChanges {
  #queue: Promise<void> = Promise.resolve();

  /** @param failed told what went wrong; the next comparison mends it */
  constructor(
    private readonly bucket: AgentHostBucket,
    private readonly directory: AgentHostDirectory,
    private readonly failed: (error: unknown) => void,
  ) {}

  changed(id: string): void {
    this.#enqueue(async () => {
      for (const host of await this.directory.load([id])) await this.#put(host); // none: it was deleted meanwhile
    });
  }

  deleted(id: string, version: number): void {
    this.#enqueue(async () => this.bucket.delete(id, version));
  }

  /** Compares bucket and directory, and writes what differs. Resolves when it is done or has failed. */
  async reconcile(): Promise<void> {
    this.#enqueue(async () => {
      const published = await this.bucket.keys(); // before the directory: a host that comes meanwhile is in neither
      const hosts = await this.directory.load();
      for (const host of hosts) {
        const version = published.get(host.id) ?? 0;
        if (version < host.version) await this.#put(host);
        else if (version > host.version) await this.#lift(host.id, version + 1);
      }
      const known = new Set(hosts.map(({ id }) => id));
      for (const [id, version] of published) {
        if (!known.has(id)) await this.bucket.delete(id, version + 1);
      }
    });
    return this.#queue;
  }

  /** Resolves when everything that was asked for so far is done. */
  async settled(): Promise<void> {
    return this.#queue;
  }

  /** What is published can only be ahead of the directory after the directory was restored from a backup. */
  async #lift(id: string, version: number): Promise<void> {
    await this.directory.raise(id, version);
    for (const host of await this.directory.load([id])) await this.#put(host);
  }

  #enqueue(work: () => Promise<void>): void {
    this.#queue = this.#queue.then(work).catch(this.failed);
  }

  async #put(host: AgentHostConfig): Promise<void> {
    await this.bucket.put(host.id, Buffer.from(JSON.stringify(agentHostConfigSchema.parse(host))), host.version);
  }
}
