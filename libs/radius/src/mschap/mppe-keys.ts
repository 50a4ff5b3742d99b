import { hash } from 'node:crypto';
import { hashNtPasswordHash } from './ms-chap-v2.ts';

/** RFC 3079 section 3.4. */
const MAGIC_MASTER = Buffer.from('This is the MPPE Master Key', 'latin1');
const MAGIC_TO_SERVER = Buffer.from(
  'On the client side, this is the send key; on the server side, it is the receive key.',
  'latin1',
);
const MAGIC_TO_CLIENT = Buffer.from(
  'On the client side, this is the receive key; on the server side, it is the send key.',
  'latin1',
);
const PAD_1 = Buffer.alloc(40, 0x00);
const PAD_2 = Buffer.alloc(40, 0xf2);

export type MppeBits = 40 | 56 | 128;

/** Bytes of a key, and what its first bytes are overwritten with to weaken it (RFC 3079 sections 2.2 to 2.4). */
const STRENGTHS: Readonly<Record<MppeBits, { readonly bytes: number; readonly salt: Buffer }>> = {
  40: { bytes: 8, salt: Buffer.of(0xd1, 0x26, 0x9e) },
  56: { bytes: 8, salt: Buffer.of(0xd1) },
  128: { bytes: 16, salt: Buffer.alloc(0) },
};

/** The two start keys as the server names them: what it sends with and what it receives with, 16 bytes each. */
export interface MppeKeys {
  readonly send: Buffer;
  readonly receive: Buffer;
}

function sha1(...parts: readonly Uint8Array[]): Buffer {
  return hash('sha1', Buffer.concat(parts), 'buffer');
}

/** GetMasterKey (RFC 3079 section 3.4): 16 bytes. */
export function mppeMasterKey(passwordHash: Uint8Array, ntResponse: Uint8Array): Buffer {
  return sha1(hashNtPasswordHash(passwordHash), ntResponse, MAGIC_MASTER).subarray(0, 16);
}

/** GetAsymmetricStartKey (RFC 3079 section 3.4), both directions, 128 bits: the texts of MS-MPPE-Send/Recv-Key. */
export function mppeKeys(masterKey: Uint8Array): MppeKeys {
  const startKey = (magic: Buffer): Buffer => sha1(masterKey, PAD_1, magic, PAD_2).subarray(0, 16);
  return { send: startKey(MAGIC_TO_CLIENT), receive: startKey(MAGIC_TO_SERVER) };
}

/**
 * The first session key that the NAS derives from a start key (GetNewKeyFromSHA, RFC 3079 section 3.4): 8 bytes for 40
 * and 56 bits, 16 for 128. The server itself needs it only to check the keys that it hands out.
 */
export function mppeSessionKey(startKey: Uint8Array, bits: MppeBits): Buffer {
  const { bytes, salt } = STRENGTHS[bits];
  const start = startKey.subarray(0, bytes);
  const key = sha1(start, PAD_1, start, PAD_2).subarray(0, bytes);
  key.set(salt);
  return key;
}
