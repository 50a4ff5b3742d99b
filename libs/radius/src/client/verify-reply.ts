import {
  checkMessageAuthenticator,
  type MessageAuthenticatorFault,
  replyAuthenticatorToSign,
} from '../integrity/message-authenticator.ts';
import { isResponseAuthentic } from '../integrity/packet-authenticators.ts';
import type { SharedSecret } from '../integrity/shared-secret.ts';
import { type Outcome, refused } from '../outcome.ts';
import { AttributeType } from '../packet/attribute-type.ts';
import { isKeyedCode, mayAnswer } from '../packet/codes.ts';
import { DECODE_FAULTS, decodePacket } from '../packet/decode-packet.ts';
import { findValue, type Packet, type PacketHeader } from '../packet/packet.ts';

/** Why a datagram is not the reply that the client waits for. It keeps waiting; a forger may be first. */
export const REPLY_VERIFY_FAULTS = [
  ...DECODE_FAULTS,
  'identifier-mismatch',
  /** A code that does not answer the request's. */
  'code-does-not-answer',
  'response-authenticator-wrong',
  'message-authenticator-repeated',
  'message-authenticator-length-invalid',
  'message-authenticator-wrong',
  'message-authenticator-missing',
  /** RFC 3579 section 3.1. */
  'eap-message-without-message-authenticator',
] as const;
export type ReplyVerifyFault = (typeof REPLY_VERIFY_FAULTS)[number];

export interface ReplyPolicy {
  /**
   * Refuse replies to Access-Request and Status-Server that carry none (CVE-2024-3596). Replies to keyed requests are
   * not concerned. Servers older than mid-2024 do not send it.
   */
  readonly requireMessageAuthenticator: boolean;
}

/**
 * Decodes a datagram and makes sure that it answers `request` (RFC 2865 section 4: identifier, code and Response
 * Authenticator) and that nobody without the secret made it.
 * @param request the packet that was sent; `decodePacket` of the sent datagram gives it
 */
export function verifyReply(
  request: PacketHeader,
  datagram: Buffer,
  secret: SharedSecret,
  policy: ReplyPolicy,
): Outcome<Packet, ReplyVerifyFault> {
  const decoded = decodePacket(datagram);
  if (!decoded.ok) return decoded;
  const reply = decoded.value;
  if (reply.identifier !== request.identifier) return refused('identifier-mismatch');
  if (!mayAnswer(reply.code, request.code)) return refused('code-does-not-answer');
  if (!isResponseAuthentic(reply, request, secret)) return refused('response-authenticator-wrong');

  const state = checkMessageAuthenticator(reply, replyAuthenticatorToSign(request), secret);
  if (state === 'right') return decoded;
  if (state !== 'absent') return refused<MessageAuthenticatorFault>(state);
  if (findValue(reply, AttributeType.eapMessage) !== undefined) {
    return refused('eap-message-without-message-authenticator');
  }
  if (policy.requireMessageAuthenticator && !isKeyedCode(request.code)) {
    return refused('message-authenticator-missing');
  }
  return decoded;
}
