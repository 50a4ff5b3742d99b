import { headers, type MsgHdrs } from '@nats-io/transport-node';
import type { ConfigEntry } from '../config-bucket.ts';
import type { StoredMessage } from './direct-get.ts';
import { bucketSubject } from './names.ts';

/** The version comes before the value, 64 bits, the highest first. */
const VERSION_BYTES = 8;
/** NATS's own mark of a deleted key. It keeps a version as well, so that a late write does not revive the key. */
const OPERATION = 'KV-Operation';
const DELETED = 'DEL';

/** An entry as it is published. */
export function encodeEntry({ value, version }: Omit<ConfigEntry, 'key'>): { readonly payload: Uint8Array; readonly headers: MsgHdrs } {
  const payload = Buffer.alloc(VERSION_BYTES + (value?.length ?? 0));
  payload.writeBigUInt64BE(BigInt(version));
  payload.set(value ?? [], VERSION_BYTES);
  const marks = headers();
  if (value === null) marks.set(OPERATION, DELETED);
  return { payload, headers: marks };
}

/** @returns undefined for what {@link encodeEntry} did not write */
export function decodeEntry({ subject, headers: marks, data }: StoredMessage): ConfigEntry | undefined {
  if (data.length < VERSION_BYTES) return undefined;
  const version = Number(Buffer.from(data.buffer, data.byteOffset, data.length).readBigUInt64BE());
  if (!Number.isSafeInteger(version)) return undefined;
  const key = subject.slice(bucketSubject('').length);
  return { key, version, value: marks.get(OPERATION) === DELETED ? null : Uint8Array.from(data.subarray(VERSION_BYTES)) };
}
