import type { SharedSecret } from '../integrity/shared-secret.ts';
import { type Outcome, refused, usable } from '../outcome.ts';
import { AUTHENTICATOR_BYTES } from '../packet/limits.ts';

/** Longest password that User-Password can carry, in bytes (RFC 2865 section 5.2). */
export const USER_PASSWORD_MAXIMUM_BYTES = 128;

const BLOCK_BYTES = 16;

/** Why a User-Password cannot be opened. */
export type UserPasswordFault =
  /** No byte at all: even an empty password has one block of padding. */
  | 'password-attribute-empty'
  /** Not a multiple of 16 bytes. */
  | 'password-attribute-not-padded'
  /** More than 128 bytes. */
  | 'password-attribute-too-long';

function xorBlock(target: Buffer, offset: number, keyStream: Buffer): void {
  for (let index = 0; index < BLOCK_BYTES; index += 1) {
    target.writeUInt8(target.readUInt8(offset + index) ^ keyStream.readUInt8(index), offset + index);
  }
}

/** How many bytes are left when the zeros at the end are taken away. */
function lengthWithoutPadding(bytes: Buffer): number {
  let length = bytes.length;
  while (length > 0 && bytes[length - 1] === 0) length -= 1;
  return length;
}

/**
 * Hides a password for User-Password (RFC 2865 section 5.2): padded with zeros to a multiple of 16 bytes, each block
 * XORed with MD5(secret + the block before). An empty password becomes one block of padding, as NASes send it.
 * @param requestAuthenticator the 16 bytes in the header of the same request
 */
export function hideUserPassword(
  password: Uint8Array,
  secret: SharedSecret,
  requestAuthenticator: Uint8Array,
): Outcome<Buffer, 'password-too-long'> {
  if (password.length > USER_PASSWORD_MAXIMUM_BYTES) return refused('password-too-long');
  const blocks = Math.max(1, Math.ceil(password.length / BLOCK_BYTES));
  const hidden = Buffer.alloc(blocks * BLOCK_BYTES);
  hidden.set(password);
  let previous = requestAuthenticator;
  for (let offset = 0; offset < hidden.length; offset += BLOCK_BYTES) {
    xorBlock(hidden, offset, secret.md5Before(previous));
    previous = hidden.subarray(offset, offset + AUTHENTICATOR_BYTES);
  }
  return usable(hidden);
}

/**
 * Opens a User-Password. Zeros at the end are padding and go; every other byte stays, zeros in the middle included.
 * The result is bytes: with another secret it is noise, and `passwordText` tells whether it can be text.
 */
export function revealUserPassword(
  hidden: Buffer,
  secret: SharedSecret,
  requestAuthenticator: Uint8Array,
): Outcome<Buffer, UserPasswordFault> {
  if (hidden.length === 0) return refused('password-attribute-empty');
  if (hidden.length > USER_PASSWORD_MAXIMUM_BYTES) return refused('password-attribute-too-long');
  if (hidden.length % BLOCK_BYTES !== 0) return refused('password-attribute-not-padded');
  const password = Buffer.from(hidden);
  let previous = requestAuthenticator;
  for (let offset = 0; offset < hidden.length; offset += BLOCK_BYTES) {
    xorBlock(password, offset, secret.md5Before(previous));
    previous = hidden.subarray(offset, offset + BLOCK_BYTES);
  }
  return usable(password.subarray(0, lengthWithoutPadding(password)));
}
