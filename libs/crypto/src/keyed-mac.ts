import { type KeyObject, createHmac } from 'node:crypto';

/** HMAC-SHA256 for one purpose. Parts are framed by their length, so that ("ab", "c") and ("a", "bc") differ. */
export class KeyedMac {
  constructor(private readonly key: KeyObject) {}

  /** 32 bytes. */
  mac(...parts: readonly Uint8Array[]): Buffer {
    const hmac = createHmac('sha256', this.key);
    const length = Buffer.alloc(4);
    for (const part of parts) {
      length.writeUInt32BE(part.length);
      hmac.update(length).update(part);
    }
    return hmac.digest();
  }
}
