import { checkKey, checkVersion, type ConfigBucket, type ConfigEntry } from '../config-bucket.ts';

/** The bucket of one process. Deleted keys keep their versions, so that a late write does not revive them. */
export class InProcessBucket implements ConfigBucket {
  private readonly entries = new Map<string, ConfigEntry>();
  private readonly watchers = new Set<(entry: ConfigEntry) => void>();

  async put(key: string, value: Uint8Array, version: number): Promise<void> {
    this.write({ key, value: Uint8Array.from(value), version });
  }

  async delete(key: string, version: number): Promise<void> {
    this.write({ key, value: null, version });
  }

  async keys(): Promise<ReadonlyMap<string, number>> {
    return new Map([...this.entries.values()].filter(({ value }) => value !== null).map(({ key, version }) => [key, version]));
  }

  async watch(handler: (entry: ConfigEntry) => void): Promise<{ ready: Promise<void>; stop(): void }> {
    for (const entry of this.entries.values()) if (entry.value !== null) handler(entry);
    this.watchers.add(handler);
    return { ready: Promise.resolve(), stop: () => void this.watchers.delete(handler) };
  }

  private write(entry: ConfigEntry): void {
    checkKey(entry.key);
    checkVersion(entry.version);
    const known = this.entries.get(entry.key);
    if (known && known.version >= entry.version) return;
    this.entries.set(entry.key, entry);
    // Nobody heard of it.
    if (entry.value === null && (known?.value ?? null) === null) return;
    for (const watcher of this.watchers) watcher(entry);
  }
}
