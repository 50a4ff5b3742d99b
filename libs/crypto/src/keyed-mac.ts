import { type KeyObject, hash } from 'node:crypto';

/** What SHA-256 takes in at once (FIPS 180-4 section 5.2.1), and what it gives, in bytes. */
const BLOCK_BYTES = 64;
const DIGEST_BYTES = 32;
const LENGTH_BYTES = 4;

/**
 * HMAC-SHA256 (RFC 2104) for one purpose. Parts are framed by their length, so that ("ab", "c") and ("a", "bc") differ.
 *
 * Of two calls of `crypto.hash`: `createHmac` takes twice as long, for the object that it makes and that the
 * collector has to end.
 */
export class KeyedMac {
  /** K XOR ipad, and K XOR opad followed by room for the inner digest. */
  readonly #innerPad: Uint8Array;
  readonly #outer: Buffer;

  /** @param key of at most 64 bytes, as all keys of purposes are */
  constructor(key: KeyObject) {
    const bytes = key.export();
    if (bytes.length > BLOCK_BYTES) throw new RangeError('the key of a purpose has 32 bytes');
    // Not from the pool that small buffers share.
    this.#innerPad = Buffer.alloc(BLOCK_BYTES, 0x36);
    this.#outer = Buffer.alloc(BLOCK_BYTES + DIGEST_BYTES, 0x5c);
    for (const [at, byte] of bytes.entries()) {
      this.#innerPad[at] = byte ^ 0x36;
      this.#outer[at] = byte ^ 0x5c;
    }
    bytes.fill(0);
  }

  /** 32 bytes. */
  mac(...parts: readonly Uint8Array[]): Buffer {
    const message = Buffer.allocUnsafe(BLOCK_BYTES + parts.reduce((sum, { length }) => sum + LENGTH_BYTES + length, 0));
    message.set(this.#innerPad);
    let at = BLOCK_BYTES;
    for (const part of parts) {
      at = message.writeUInt32BE(part.length, at);
      message.set(part, at);
      at += part.length;
    }
    this.#outer.write(hash('sha256', message, 'binary'), BLOCK_BYTES, 'latin1');
    message.fill(0); // whoever gets this memory next finds nothing of key or passcode
    return Buffer.from(hash('sha256', this.#outer, 'binary'), 'latin1');
  }
}
