import { hash as digest } from 'node:crypto';
import type { OtpHash } from './otp-hash.ts';

/** What a hash takes in at once, in bytes (FIPS 180-4 section 5.2): HMAC brings its key to this length. */
const BLOCK_BYTES: Readonly<Record<OtpHash, number>> = { sha1: 64, sha256: 64, sha512: 128 };
const BLOCK_MAXIMUM_BYTES = 128;

/** Longest message in bytes. A counter has 8, and the longest data input of OCRA has less than 800. */
export const HMAC_MESSAGE_MAXIMUM_BYTES = 1024;

/** The padded key and what is hashed behind it. Nothing is left in it between two computations. */
const workspace = Buffer.alloc(BLOCK_MAXIMUM_BYTES + HMAC_MESSAGE_MAXIMUM_BYTES);

/** A seed that is ready for computing. It shows nothing when it is logged, inspected or turned into JSON. */
export class OtpKey {
  readonly #seed: Buffer;

  /** Copies the bytes; the caller may overwrite its own. {@link prepareKey} looks at their number first. */
  constructor(seed: Uint8Array) {
    // Not from the pool that small buffers share.
    this.#seed = Buffer.alloc(seed.length);
    this.#seed.set(seed);
  }

  /** A copy of the seed's bytes. */
  export(): Buffer {
    const copy = Buffer.alloc(this.#seed.length);
    copy.set(this.#seed);
    return copy;
  }

  /**
   * HMAC(K, message) of RFC 2104, of two calls of `crypto.hash`: `createHmac` takes twice as long, for the object
   * that it makes and that the collector has to end.
   * @returns 20, 32 or 64 bytes
   * @throws RangeError for a message of more than HMAC_MESSAGE_MAXIMUM_BYTES
   */
  hmac(hash: OtpHash, message: Uint8Array): Buffer {
    if (message.length > HMAC_MESSAGE_MAXIMUM_BYTES) throw new RangeError('the message is longer than the longest that is ever computed');
    const block = BLOCK_BYTES[hash];
    const key = this.#seed.length > block ? digest(hash, this.#seed, 'buffer') : this.#seed;
    workspace.set(message, block);
    padInto(key, 0x36, block);
    const inner = digest(hash, workspace.subarray(0, block + message.length), 'binary');
    padInto(key, 0x5c, block);
    const length = workspace.write(inner, block, 'latin1');
    const outer = digest(hash, workspace.subarray(0, block + length), 'binary');
    workspace.fill(0, 0, block + Math.max(length, message.length));
    if (key !== this.#seed) key.fill(0);
    return bytesOf(outer);
  }
}

/** K XOR ipad or opad, K filled up with zeros to a block. */
function padInto(key: Buffer, pad: number, block: number): void {
  workspace.fill(pad, key.length, block);
  for (let at = 0; at < key.length; at += 1) workspace[at] = (key[at] ?? 0) ^ pad;
}

/** A digest as text of one sign for each byte: as a buffer of its own it would take three times as long. */
function bytesOf(latin1: string): Buffer {
  return Buffer.from(latin1, 'latin1');
}
