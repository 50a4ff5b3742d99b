import { type KeyObject, createCipheriv, createDecipheriv } from 'node:crypto';
import { RandomPool } from './random-pool.ts';

const CIPHER = 'aes-256-gcm';
const VERSION_BYTES = 2;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const OVERHEAD_BYTES = VERSION_BYTES + NONCE_BYTES + TAG_BYTES;

const pool = new RandomPool();
const takeRandom = (size: number): Buffer => pool.take(size);

export type SealErrorReason = 'too-short' | 'version-unknown' | 'not-authentic';

/** Something sealed cannot be opened: cut, changed, sealed for another place, or with a key that is gone. */
export class SealError extends Error {
  override readonly name = 'SealError';

  constructor(readonly reason: SealErrorReason) {
    super(`sealed data cannot be opened: ${reason}`);
  }
}

/** Keys of one purpose by version; new data is sealed with the current one. */
export interface VersionedKeys {
  readonly current: number;
  readonly keys: ReadonlyMap<number, KeyObject>;
}

/**
 * Seals small secrets with AES-256-GCM, bound by associated data to the place where they belong, so that a sealed
 * value copied to another row does not open.
 *
 * Format: version (2 bytes, big-endian), nonce (12, random), ciphertext, tag (16). Random nonces are safe for 2^32
 * values per key (NIST SP 800-38D section 8.3).
 */
export class Sealer {
  constructor(private readonly keys: VersionedKeys, private readonly random: (size: number) => Buffer = takeRandom) {}

  /** @param aad names the place: "schema.table:id:column" */
  seal(plain: Uint8Array, aad: string): Buffer {
    const nonce = this.random(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, this.key(this.keys.current), nonce);
    const version = Buffer.alloc(VERSION_BYTES);
    version.writeUInt16BE(this.keys.current);
    // The version is authenticated as well: it must not be possible to point at a weaker key.
    cipher.setAAD(Buffer.concat([version, Buffer.from(aad, 'utf8')]));
    return Buffer.concat([version, nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  }

  /** @throws SealError */
  open(sealed: Uint8Array, aad: string): Buffer {
    const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
    if (bytes.length < OVERHEAD_BYTES) throw new SealError('too-short');
    const version = bytes.subarray(0, VERSION_BYTES);
    const nonce = bytes.subarray(VERSION_BYTES, VERSION_BYTES + NONCE_BYTES);
    const decipher = createDecipheriv(CIPHER, this.key(version.readUInt16BE()), nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.concat([version, Buffer.from(aad, 'utf8')]));
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    try {
      return Buffer.concat([decipher.update(bytes.subarray(VERSION_BYTES + NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
    } catch {
      throw new SealError('not-authentic');
    }
  }

  /** The same secret under the current key; undefined when it is already. For online rotation, row by row. */
  reseal(sealed: Uint8Array, aad: string): Buffer | undefined {
    if (this.versionOf(sealed) === this.keys.current) return undefined;
    return this.seal(this.open(sealed, aad), aad);
  }

  versionOf(sealed: Uint8Array): number {
    if (sealed.length < OVERHEAD_BYTES) throw new SealError('too-short');
    return Buffer.from(sealed.buffer, sealed.byteOffset, VERSION_BYTES).readUInt16BE();
  }

  private key(version: number): KeyObject {
    const key = this.keys.keys.get(version);
    if (!key) throw new SealError('version-unknown');
    return key;
  }
}
