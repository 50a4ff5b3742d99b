import { hash, timingSafeEqual } from 'node:crypto';
import { desEncrypt } from './des.ts';
import { md4 } from './md4.ts';

/** What a NAS passes on of an MS-CHAPv2 dialogue (RFC 2548 section 2.3.2). */
export interface MsChapV2Exchange {
  /** One octet; the answer to the NAS repeats it. */
  readonly identifier: number;
  /** The NAS's challenge, 16 bytes. */
  readonly authenticatorChallenge: Buffer;
  /** The peer's own challenge, 16 bytes. */
  readonly peerChallenge: Buffer;
  /** 24 bytes. */
  readonly ntResponse: Buffer;
}

const BACKSLASH = 0x5c;

/** RFC 2759 section 8.7. */
const MAGIC_SERVER_TO_CLIENT = Buffer.from('Magic server to client signing constant', 'latin1');
const MAGIC_MORE_ITERATIONS = Buffer.from('Pad to make it do more than one iteration', 'latin1');

function sha1(...parts: readonly Uint8Array[]): Buffer {
  return hash('sha1', Buffer.concat(parts), 'buffer');
}

/** NtPasswordHash (RFC 2759 section 8.3): MD4 over the password in UTF-16LE, 16 bytes. */
export function ntPasswordHash(password: string): Buffer {
  return md4(Buffer.from(password, 'utf16le'));
}

/** HashNtPasswordHash (RFC 2759 section 8.4): 16 bytes. */
export function hashNtPasswordHash(passwordHash: Uint8Array): Buffer {
  return md4(passwordHash);
}

/** "DOMAIN\user" without "DOMAIN\": the domain is not hashed (RFC 2759 section 4). */
function withoutDomain(userName: Buffer): Buffer {
  return userName.subarray(userName.lastIndexOf(BACKSLASH) + 1);
}

/**
 * ChallengeHash (RFC 2759 section 8.2): 8 bytes.
 * @param userName the bytes of User-Name as they came; a domain in front is left out here
 */
export function challengeHash(
  peerChallenge: Uint8Array,
  authenticatorChallenge: Uint8Array,
  userName: Buffer,
): Buffer {
  return sha1(peerChallenge, authenticatorChallenge, withoutDomain(userName)).subarray(0, 8);
}

/** ChallengeResponse (RFC 2759 section 8.5): DES of the 8-byte challenge under the three thirds of the hash, 24 bytes. */
export function challengeResponse(challenge: Uint8Array, passwordHash: Uint8Array): Buffer {
  const keys = Buffer.alloc(21);
  keys.set(passwordHash);
  return Buffer.concat([0, 7, 14].map((start) => desEncrypt(challenge, keys.subarray(start, start + 7))));
}

/** GenerateNTResponse (RFC 2759 section 8.1): 24 bytes. */
export function ntResponse(
  exchange: Pick<MsChapV2Exchange, 'peerChallenge' | 'authenticatorChallenge'>,
  userName: Buffer,
  passwordHash: Uint8Array,
): Buffer {
  const challenge = challengeHash(exchange.peerChallenge, exchange.authenticatorChallenge, userName);
  return challengeResponse(challenge, passwordHash);
}

/** Whether the password with this NT hash answers the challenge; constant time. */
export function verifyMsChapV2(exchange: MsChapV2Exchange, userName: Buffer, passwordHash: Uint8Array): boolean {
  const expected = ntResponse(exchange, userName, passwordHash);
  return exchange.ntResponse.length === expected.length && timingSafeEqual(expected, exchange.ntResponse);
}

/** GenerateAuthenticatorResponse (RFC 2759 section 8.7): "S=" and 40 hexadecimal digits, by which the peer knows us. */
export function authenticatorResponse(
  exchange: MsChapV2Exchange,
  userName: Buffer,
  passwordHash: Uint8Array,
): string {
  const challenge = challengeHash(exchange.peerChallenge, exchange.authenticatorChallenge, userName);
  const digest = sha1(hashNtPasswordHash(passwordHash), exchange.ntResponse, MAGIC_SERVER_TO_CLIENT);
  return `S=${sha1(digest, challenge, MAGIC_MORE_ITERATIONS).toString('hex').toUpperCase()}`;
}
