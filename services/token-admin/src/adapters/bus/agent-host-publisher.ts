import { agentHostConfigSchema, type AgentHostConfig } from '@countersign/contracts';

/** The part of the configuration bucket that is written here; gateways watch it. */
export interface AgentHostBucket {
  /** Ignored when the stored version is newer or equal. */
  put(key: string, value: Uint8Array, version: number): Promise<void>;
  delete(key: string, version: number): Promise<void>;
  keys(): Promise<ReadonlyMap<string, number>>;
}

/**
 * Keeps the bucket equal to the directory. A change is published at once; what a crash or a lost connection left behind
 * is found by comparing. Every replica may do both: versions make repeats and races harmless.
 */
export class AgentHostPublisher {
  #queue: Promise<void> = Promise.resolve();

  constructor(
    private readonly bucket: AgentHostBucket,
    private readonly configurations: (ids?: readonly string[]) => Promise<AgentHostConfig[]>,
    private readonly failed: (error: unknown) => void,
  ) {}

  /** Publishes one host's change soon; a failure is left to the next comparison. */
  changed(id: string): void {
    this.#enqueue(async () => {
      const [host] = await this.configurations([id]);
      if (host !== undefined) await this.#put(host);
      else await this.#remove(id, await this.bucket.keys());
    });
  }

  /** Compares bucket and directory, and writes what differs. Resolves when it is done or has failed. */
  async reconcile(): Promise<void> {
    this.#enqueue(async () => {
      const published = await this.bucket.keys(); // before the directory: a host that comes meanwhile is in neither
      const hosts = await this.configurations();
      for (const host of hosts) {
        if ((published.get(host.id) ?? 0) < host.version) await this.#put(host);
      }
      const known = new Set(hosts.map(({ id }) => id));
      for (const id of published.keys()) {
        if (!known.has(id)) await this.#remove(id, published);
      }
    });
    return this.#queue;
  }

  /** Resolves when everything that was asked for so far is done. */
  async settled(): Promise<void> {
    return this.#queue;
  }

  #enqueue(work: () => Promise<void>): void {
    this.#queue = this.#queue.then(work).catch(this.failed);
  }

  async #put(host: AgentHostConfig): Promise<void> {
    await this.bucket.put(host.id, Buffer.from(JSON.stringify(agentHostConfigSchema.parse(host))), host.version);
  }

  /** Identifiers are never used again, so that any version above the last one will do. */
  async #remove(id: string, published: ReadonlyMap<string, number>): Promise<void> {
    const version = published.get(id);
    if (version !== undefined) await this.bucket.delete(id, version + 1);
  }
}
