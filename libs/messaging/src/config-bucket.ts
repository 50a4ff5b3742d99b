export interface ConfigEntry {
  readonly key: string;
  /** Null: deleted. */
  readonly value: Uint8Array | null;
  readonly version: number;
}

/** Characters that every bucket takes in a key. */
const KEY = /^[A-Za-z0-9_=-]{1,128}$/;

/** @throws RangeError when it is no key */
export function checkKey(key: string): void {
  if (!KEY.test(key)) throw new RangeError('a key is 1 to 128 letters, digits, -, _ and =');
}

/** @throws RangeError when it is no version */
export function checkVersion(version: number): void {
  if (!Number.isSafeInteger(version) || version < 0) throw new RangeError('a version is a natural number');
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
