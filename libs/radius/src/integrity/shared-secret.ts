import { createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto';
import { type Outcome, refused, usable } from '../outcome.ts';
import { PACKET_MAXIMUM_BYTES } from '../packet/limits.ts';

/** Longest shared secret in bytes. RFC 2865 section 3 only forbids an empty one; real ones have 16 to 64. */
export const SECRET_MAXIMUM_BYTES = 256;

export type SecretFault = 'secret-empty' | 'secret-too-long';

/** What is hashed behind the secret: an authenticator or cipher block, and at most a salt (RFC 2868 section 3.5). */
const SUFFIX_MAXIMUM_BYTES = 32;

/** Packet and secret side by side for MD5 in one call: a hash object costs twice as much as `crypto.hash`. */
const workspace = Buffer.alloc(PACKET_MAXIMUM_BYTES + SECRET_MAXIMUM_BYTES);

/**
 * The secret that a RADIUS client and server share, prepared once for many packets: on Node 24 an HMAC costs 3 µs
 * with the KeyObject that is kept here and 22 µs with bytes. It shows nothing when it is logged, inspected or turned
 * into JSON.
 */
export class SharedSecret {
  readonly #bytes: Buffer;
  readonly #key: KeyObject;
  /** The secret followed by room for what is hashed behind it. */
  readonly #prefixed: Buffer;

  private constructor(bytes: Buffer) {
    this.#bytes = bytes;
    this.#key = createSecretKey(bytes);
    this.#prefixed = Buffer.concat([bytes, Buffer.alloc(SUFFIX_MAXIMUM_BYTES)]);
  }

  /** Copies the bytes (1 to 256); the caller may overwrite its own. */
  static from(bytes: Uint8Array): Outcome<SharedSecret, SecretFault> {
    if (bytes.length === 0) return refused('secret-empty');
    if (bytes.length > SECRET_MAXIMUM_BYTES) return refused('secret-too-long');
    return usable(new SharedSecret(Buffer.from(bytes)));
  }

  /** HMAC-MD5(secret, data), 16 bytes: Message-Authenticator. */
  hmacMd5(data: Uint8Array): Buffer {
    return createHmac('md5', this.#key).update(data).digest();
  }

  /** MD5(packet + secret), 16 bytes: Response Authenticator and the authenticator of keyed requests. */
  md5After(packet: Uint8Array): Buffer {
    workspace.set(packet);
    workspace.set(this.#bytes, packet.length);
    return hash('md5', workspace.subarray(0, packet.length + this.#bytes.length), 'buffer');
  }

  /** MD5(secret + suffix), 16 bytes, suffix of at most 32: the key stream of hidden passwords. */
  md5Before(suffix: Uint8Array): Buffer {
    this.#prefixed.set(suffix, this.#bytes.length);
    return hash('md5', this.#prefixed.subarray(0, this.#bytes.length + suffix.length), 'buffer');
  }
}
