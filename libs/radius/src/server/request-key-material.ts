import { AttributeType } from '../packet/attribute-type.ts';
import { AUTHENTICATOR_BYTES, ATTRIBUTE_HEADER_BYTES, HEADER_BYTES } from '../packet/limits.ts';
import type { Packet } from '../packet/packet.ts';

/**
 * The bytes that say which request this is: the Request Authenticator and the attributes in the order and form in
 * which they came, but for two. A retransmission has the same bytes at every gateway; the caller adds the agent
 * host's id and makes a keyed MAC.
 *
 * Proxy-State is left out because a proxy may give each retransmission another one. Message-Authenticator is left
 * out because it is computed over Proxy-State, so that it changes with it; once it is verified it says nothing that
 * the other attributes do not say.
 *
 * The identifier is left out for the same reason: a proxy may send the same request under another one.
 */
export function requestKeyMaterial(packet: Packet): Buffer {
  const { raw, attributes } = packet;
  const material = Buffer.allocUnsafe(AUTHENTICATOR_BYTES + raw.length - HEADER_BYTES);
  let length = packet.authenticator.copy(material);
  let from = HEADER_BYTES;
  for (const { type, value, offset } of attributes) {
    if (type !== AttributeType.proxyState && type !== AttributeType.messageAuthenticator) continue;
    length += raw.copy(material, length, from, offset);
    from = offset + ATTRIBUTE_HEADER_BYTES + value.length;
  }
  length += raw.copy(material, length, from);
  return material.subarray(0, length);
}
