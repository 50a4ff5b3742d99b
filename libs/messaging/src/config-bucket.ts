export interface ConfigEntry {
  readonly key: string;
  /** Null: deleted. */
  readonly value: Uint8Array | null;
  readonly version: number;
}

/** Configuration that many watch and one service writes. Versions only ever grow: a late write changes nothing. */
export interface ConfigBucket {
  put(key: string, value: Uint8Array, version: number): Promise<void>;
  delete(key: string, version: number): Promise<void>;
  /** Version by key, deleted ones left out. */
  keys(): Promise<ReadonlyMap<string, number>>;
  /** Everything that is there, then each change; `ready` resolves after the former. */
  watch(handler: (entry: ConfigEntry) => void): Promise<{ readonly ready: Promise<void>; stop(): void }>;
}
