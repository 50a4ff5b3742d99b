import { hash, timingSafeEqual } from 'node:crypto';
import { type Outcome, refused, usable } from '../outcome.ts';
import { AttributeType } from '../packet/attribute-type.ts';
import { findValue, findValues, type Packet } from '../packet/packet.ts';

const RESPONSE_BYTES = 16;
/** Shortest CHAP-Challenge in bytes (RFC 2865 section 5.40: attribute length 7 or more). */
export const CHAP_CHALLENGE_MINIMUM_BYTES = 5;

/** What a NAS passes on of a CHAP dialogue: enough to check a password, not enough to learn it. */
export interface ChapExchange {
  /** One octet. */
  readonly identifier: number;
  readonly challenge: Buffer;
  /** 16 bytes. */
  readonly response: Buffer;
}

export type ChapFault =
  /** CHAP-Password is not 17 bytes (RFC 2865 section 5.3). */
  | 'chap-password-length-invalid'
  | 'chap-challenge-repeated'
  | 'chap-challenge-too-short';

/** MD5(identifier + secret + challenge), 16 bytes (RFC 1994 section 4.1). The secret is the person's password. */
export function chapResponse(identifier: number, password: Uint8Array, challenge: Uint8Array): Buffer {
  return hash('md5', Buffer.concat([Buffer.of(identifier), password, challenge]), 'buffer');
}

/** The value of a CHAP-Password attribute: identifier and response. */
export function chapPassword(identifier: number, password: Uint8Array, challenge: Uint8Array): Buffer {
  return Buffer.concat([Buffer.of(identifier), chapResponse(identifier, password, challenge)]);
}

/**
 * The CHAP exchange of a request, undefined when it has no CHAP-Password. Without CHAP-Challenge the challenge is the
 * Request Authenticator (RFC 2865 section 2.2).
 */
export function readChap(packet: Packet): Outcome<ChapExchange | undefined, ChapFault> {
  const value = findValue(packet, AttributeType.chapPassword);
  if (value === undefined) return usable(undefined);
  if (value.length !== 1 + RESPONSE_BYTES) return refused('chap-password-length-invalid');
  const [challenge = packet.authenticator, another] = findValues(packet, AttributeType.chapChallenge);
  if (another !== undefined) return refused('chap-challenge-repeated');
  if (challenge.length < CHAP_CHALLENGE_MINIMUM_BYTES) return refused('chap-challenge-too-short');
  return usable({ identifier: value.readUInt8(0), challenge, response: value.subarray(1) });
}

/** Whether `password` answers the challenge; constant time. False when the response is not 16 bytes. */
export function verifyChap(
  exchange: { readonly identifier: number; readonly challenge: Uint8Array; readonly response: Uint8Array }, password: Uint8Array,
): boolean {
  if (exchange.response.length !== RESPONSE_BYTES) return false;
  return timingSafeEqual(chapResponse(exchange.identifier, password, exchange.challenge), exchange.response);
}
