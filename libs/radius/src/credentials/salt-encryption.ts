import type { SharedSecret } from '../integrity/shared-secret.ts';
import { type Outcome, refused, usable } from '../outcome.ts';

const BLOCK_BYTES = 16;
export const SALT_BYTES = 2;
/** Set in the first octet of every salt (RFC 2868 section 3.5). */
const SALT_MARK = 0x80;
/**
 * Longest text in bytes: fifteen blocks less the length octet. Behind salt and tag, or salt and vendor header, a
 * sixteenth block would not fit one attribute.
 */
export const SALTED_MAXIMUM_BYTES = 15 * BLOCK_BYTES - 1;

export type SaltEncryptFault = 'salted-text-too-long' | 'salt-length-invalid';
export type SaltDecryptFault =
  /** Less than a salt and one block. */
  | 'salted-value-too-short'
  /** The part behind the salt is not a multiple of 16 bytes. */
  | 'salted-value-not-padded'
  /** The length octet goes beyond the blocks: almost always another secret or another request. */
  | 'salted-length-invalid';

function xor(left: Uint8Array, right: Uint8Array): Buffer {
  return Buffer.from(left.map((byte, index) => byte ^ (right[index] ?? 0)));
}

/**
 * Encrypts a key or password for Tunnel-Password (RFC 2868 section 3.5) or MS-MPPE-Send-Key and -Recv-Key (RFC 2548
 * section 2.4.2). The result is salt and ciphertext; a tag, if the attribute has one, goes in front of it.
 * @param salt two random bytes, different for each such attribute of a packet; the topmost bit is set here
 * @param requestAuthenticator that of the request, for a reply as well
 */
export function saltEncrypt(
  text: Uint8Array,
  salt: Uint8Array,
  secret: SharedSecret,
  requestAuthenticator: Uint8Array,
): Outcome<Buffer, SaltEncryptFault> {
  if (text.length > SALTED_MAXIMUM_BYTES) return refused('salted-text-too-long');
  const [first, second] = salt;
  if (first === undefined || second === undefined || salt.length !== SALT_BYTES) return refused('salt-length-invalid');

  const marked = Buffer.of(first | SALT_MARK, second);
  const plain = Buffer.alloc(Math.ceil((1 + text.length) / BLOCK_BYTES) * BLOCK_BYTES);
  plain.writeUInt8(text.length, 0);
  plain.set(text, 1);
  const parts: Buffer[] = [marked];
  let previous: Buffer = Buffer.concat([requestAuthenticator, marked]);
  for (let offset = 0; offset < plain.length; offset += BLOCK_BYTES) {
    previous = xor(plain.subarray(offset, offset + BLOCK_BYTES), secret.md5Before(previous));
    parts.push(previous);
  }
  return usable(Buffer.concat(parts));
}

/**
 * Opens what `saltEncrypt` made.
 * @param value salt and ciphertext, without a tag
 */
export function saltDecrypt(
  value: Buffer,
  secret: SharedSecret,
  requestAuthenticator: Uint8Array,
): Outcome<Buffer, SaltDecryptFault> {
  if (value.length < SALT_BYTES + BLOCK_BYTES) return refused('salted-value-too-short');
  if ((value.length - SALT_BYTES) % BLOCK_BYTES !== 0) return refused('salted-value-not-padded');
  const blocks: Buffer[] = [];
  let previous: Buffer = Buffer.concat([requestAuthenticator, value.subarray(0, SALT_BYTES)]);
  for (let offset = SALT_BYTES; offset < value.length; offset += BLOCK_BYTES) {
    const block = value.subarray(offset, offset + BLOCK_BYTES);
    blocks.push(xor(block, secret.md5Before(previous)));
    previous = block;
  }
  const plain = Buffer.concat(blocks);
  const length = plain.readUInt8(0);
  return length < plain.length ? usable(plain.subarray(1, 1 + length)) : refused('salted-length-invalid');
}
