import { timingSafeEqual } from 'node:crypto';
import { AttributeType } from '../packet/attribute-type.ts';
import { isKeyedCode, PacketCode } from '../packet/codes.ts';
import {
  ATTRIBUTE_HEADER_BYTES,
  AUTHENTICATOR_BYTES,
  AUTHENTICATOR_OFFSET,
  MESSAGE_AUTHENTICATOR_BYTES,
  PACKET_MAXIMUM_BYTES,
} from '../packet/limits.ts';
import type { Attribute, Packet, PacketHeader } from '../packet/packet.ts';
import type { SharedSecret } from './shared-secret.ts';

export type MessageAuthenticatorFault =
  /** More than one: RFC 3579 section 3.3 allows one at most. */
  | 'message-authenticator-repeated'
  /** Not 16 bytes of value. */
  | 'message-authenticator-length-invalid'
  | 'message-authenticator-wrong';

/** What checking a packet's Message-Authenticator found. */
export type MessageAuthenticatorState = 'absent' | 'right' | MessageAuthenticatorFault;

const ZEROS = Buffer.alloc(AUTHENTICATOR_BYTES);

/** A packet as it looked before it was signed is built here, because the received bytes must stay as they are. */
const workspace = Buffer.alloc(PACKET_MAXIMUM_BYTES);

/**
 * HMAC-MD5 over the packet's own bytes with its Message-Authenticator zeroed (RFC 3579 section 3.2).
 * @param offset where the attribute begins in `raw`
 * @param authenticator what the header holds while it is computed
 */
export function computeMessageAuthenticator(
  raw: Uint8Array,
  offset: number,
  authenticator: Uint8Array,
  secret: SharedSecret,
): Buffer {
  workspace.set(raw);
  workspace.set(authenticator, AUTHENTICATOR_OFFSET);
  workspace.fill(0, offset + ATTRIBUTE_HEADER_BYTES, offset + MESSAGE_AUTHENTICATOR_BYTES);
  return secret.hmacMd5(workspace.subarray(0, raw.length));
}

/**
 * The authenticator that a request's Message-Authenticator covers: its own, or zeros where the authenticator is
 * itself computed last (RFC 5176 section 3.4 for CoA and Disconnect; FreeRADIUS does the same for accounting).
 */
export function requestAuthenticatorToSign(request: PacketHeader): Buffer {
  return isKeyedCode(request.code) ? ZEROS : request.authenticator;
}

/**
 * The authenticator that a reply's Message-Authenticator covers: the request's (RFC 3579 section 3.2). No RFC
 * describes one in the answer to an Accounting-Request; FreeRADIUS computes it over zeros there.
 */
export function replyAuthenticatorToSign(request: PacketHeader): Buffer {
  return request.code === PacketCode.accountingRequest ? ZEROS : request.authenticator;
}

function findMessageAuthenticator(packet: Packet): Attribute | 'repeated' | undefined {
  let found: Attribute | undefined;
  for (const attribute of packet.attributes) {
    if (attribute.type !== AttributeType.messageAuthenticator) continue;
    if (found !== undefined) return 'repeated';
    found = attribute;
  }
  return found;
}

/** Checks the packet's Message-Authenticator, if it has one, over the bytes that came, in constant time. */
export function checkMessageAuthenticator(
  packet: Packet,
  authenticator: Uint8Array,
  secret: SharedSecret,
): MessageAuthenticatorState {
  const attribute = findMessageAuthenticator(packet);
  if (attribute === undefined) return 'absent';
  if (attribute === 'repeated') return 'message-authenticator-repeated';
  if (attribute.value.length !== AUTHENTICATOR_BYTES) return 'message-authenticator-length-invalid';
  const expected = computeMessageAuthenticator(packet.raw, attribute.offset, authenticator, secret);
  return timingSafeEqual(expected, attribute.value) ? 'right' : 'message-authenticator-wrong';
}
