import { computeMessageAuthenticator, replyAuthenticatorToSign } from '../integrity/message-authenticator.ts';
import { computeResponseAuthenticator } from '../integrity/packet-authenticators.ts';
import type { SharedSecret } from '../integrity/shared-secret.ts';
import { type Outcome, refused, usable } from '../outcome.ts';
import { AttributeType } from '../packet/attribute-type.ts';
import { isKeyedCode, mayAnswer, type PacketCode } from '../packet/codes.ts';
import { ATTRIBUTE_HEADER_BYTES, AUTHENTICATOR_OFFSET, HEADER_BYTES } from '../packet/limits.ts';
import type { AttributeInput, Packet } from '../packet/packet.ts';
import { splitText } from '../packet/split-text.ts';
import { WRITE_FAULTS, writePacket, type WriteFault } from '../packet/write-packet.ts';

/** What to answer. */
export interface ReplyInput {
  readonly code: PacketCode;
  /**
   * In the order in which they are sent. A Reply-Message may be longer than 253 bytes. Message-Authenticator and
   * Proxy-State are written by the codec and refused here.
   */
  readonly attributes: readonly AttributeInput[];
}

export const REPLY_FAULTS = [
  ...WRITE_FAULTS,
  /** An Access-Challenge to an Accounting-Request, say. */
  'code-does-not-answer',
] as const;
export type ReplyFault = WriteFault | 'code-does-not-answer';

/** The reply's own attributes, over-long texts cut up, then each Proxy-State as it came (RFC 2865 section 5.33). */
function collectAttributes(request: Packet, reply: ReplyInput): AttributeInput[] | undefined {
  const attributes: AttributeInput[] = [];
  for (const attribute of reply.attributes) {
    if (attribute.type === AttributeType.proxyState) return undefined;
    if (attribute.type === AttributeType.replyMessage) {
      for (const value of splitText(attribute.value)) attributes.push({ type: attribute.type, value });
    } else {
      attributes.push(attribute);
    }
  }
  for (const attribute of request.attributes) {
    if (attribute.type === AttributeType.proxyState) attributes.push(attribute);
  }
  return attributes;
}

/**
 * Makes the datagram that answers `request`.
 *
 * Every reply to an Access-Request and to a Status-Server begins with a Message-Authenticator, asked for or not: an
 * attacker who can choose what stands before it can forge the Response Authenticator (CVE-2024-3596). Replies to
 * accounting, CoA and Disconnect have none; their requests are keyed. The Response Authenticator is computed last.
 *
 * Refuses by name what would not fit 4096 bytes or one attribute; nothing is ever cut off silently.
 */
export function encodeReply(request: Packet, reply: ReplyInput, secret: SharedSecret): Outcome<Buffer, ReplyFault> {
  if (!mayAnswer(reply.code, request.code)) return refused('code-does-not-answer');
  const attributes = collectAttributes(request, reply);
  if (attributes === undefined) return refused('attribute-reserved');
  const messageAuthenticatorFirst = !isKeyedCode(request.code);
  const written = writePacket({
    code: reply.code,
    identifier: request.identifier,
    authenticator: request.authenticator,
    attributes,
    messageAuthenticatorFirst,
  });
  if (!written.ok) return written;

  const packet = written.value;
  if (messageAuthenticatorFirst) {
    const signed = computeMessageAuthenticator(packet, HEADER_BYTES, replyAuthenticatorToSign(request), secret);
    packet.set(signed, HEADER_BYTES + ATTRIBUTE_HEADER_BYTES);
  }
  packet.set(computeResponseAuthenticator(packet, request, secret), AUTHENTICATOR_OFFSET);
  return usable(packet);
}
