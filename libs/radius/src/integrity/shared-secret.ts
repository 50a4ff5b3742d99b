import { hash } from 'node:crypto';
import { type Outcome, refused, usable } from '../outcome.ts';
import { PACKET_MAXIMUM_BYTES } from '../packet/limits.ts';

/** Longest shared secret in bytes. RFC 2865 section 3 only forbids an empty one; real ones have 16 to 64. */
export const SECRET_MAXIMUM_BYTES = 256;

export type SecretFault = 'secret-empty' | 'secret-too-long';

/** What is hashed behind the secret: an authenticator or cipher block, and at most a salt (RFC 2868 section 3.5). */
const SUFFIX_MAXIMUM_BYTES = 32;

/** What MD5 takes in at once (RFC 1321 section 3.4), which HMAC brings its key to, and what it gives. */
const BLOCK_BYTES = 64;
const DIGEST_BYTES = 16;

/**
 * Packet and secret, or padded secret and packet, side by side for MD5 in one call: a hash object costs twice as much as
 * `crypto.hash`. Nothing of a secret is left in it between two computations.
 */
const workspace = Buffer.alloc(PACKET_MAXIMUM_BYTES + SECRET_MAXIMUM_BYTES);

/**
 * The secret that a RADIUS client and server share, prepared once for many packets. It shows nothing when it is logged,
 * inspected or turned into JSON.
 */
export class SharedSecret {
  readonly #bytes: Buffer;
  /** The secret followed by room for what is hashed behind it. */
  readonly #prefixed: Buffer;
  /** K XOR ipad, and K XOR opad followed by room for the inner digest (RFC 2104 section 2). */
  readonly #innerPad: Uint8Array;
  readonly #outer: Buffer;

  private constructor(bytes: Uint8Array) {
    // None from the pool that small buffers share.
    this.#bytes = Buffer.alloc(bytes.length);
    this.#bytes.set(bytes);
    this.#prefixed = Buffer.alloc(bytes.length + SUFFIX_MAXIMUM_BYTES);
    this.#prefixed.set(bytes);
    this.#innerPad = Buffer.alloc(BLOCK_BYTES, 0x36);
    this.#outer = Buffer.alloc(BLOCK_BYTES + DIGEST_BYTES, 0x5c);
    const key = bytes.length > BLOCK_BYTES ? hash('md5', bytes, 'buffer') : this.#bytes;
    for (const [at, byte] of key.entries()) {
      this.#innerPad[at] = byte ^ 0x36;
      this.#outer[at] = byte ^ 0x5c;
    }
  }

  /** Copies the bytes (1 to 256); the caller may overwrite its own. */
  static from(bytes: Uint8Array): Outcome<SharedSecret, SecretFault> {
    if (bytes.length === 0) return refused('secret-empty');
    if (bytes.length > SECRET_MAXIMUM_BYTES) return refused('secret-too-long');
    return usable(new SharedSecret(bytes));
  }

  /**
   * HMAC-MD5(secret, data), 16 bytes: Message-Authenticator. Of two calls of `crypto.hash`: `createHmac` takes twice as
   * long, for the object that it makes and that the collector has to end.
   * @param data at most a packet
   */
  hmacMd5(data: Uint8Array): Buffer {
    workspace.set(this.#innerPad);
    workspace.set(data, BLOCK_BYTES);
    this.#outer.write(md5Text(workspace.subarray(0, BLOCK_BYTES + data.length)), BLOCK_BYTES, 'latin1');
    workspace.fill(0, 0, BLOCK_BYTES);
    return md5(this.#outer);
  }

  /** MD5(packet + secret), 16 bytes: Response Authenticator and the authenticator of keyed requests. */
  md5After(packet: Uint8Array): Buffer {
    workspace.set(packet);
    workspace.set(this.#bytes, packet.length);
    const end = packet.length + this.#bytes.length;
    const digest = md5(workspace.subarray(0, end));
    workspace.fill(0, packet.length, end);
    return digest;
  }

  /** MD5(secret + suffix), 16 bytes, suffix of at most 32: the key stream of hidden passwords. */
  md5Before(suffix: Uint8Array): Buffer {
    this.#prefixed.set(suffix, this.#bytes.length);
    return md5(this.#prefixed.subarray(0, this.#bytes.length + suffix.length));
  }
}

/** A digest as text of one sign for each byte: as a buffer of its own it would take three times as long. */
function md5Text(bytes: Uint8Array): string {
  return hash('md5', bytes, 'binary');
}

function md5(bytes: Uint8Array): Buffer {
  return Buffer.from(md5Text(bytes), 'latin1');
}
