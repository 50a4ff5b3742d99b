import { AttributeType } from '../packet/attribute-type.ts';
import { ATTRIBUTE_HEADER_BYTES } from '../packet/limits.ts';
import type { AttributeInput, Packet } from '../packet/packet.ts';
import { readVendorSpecific } from '../vendor/vendor-specific.ts';
import { VendorId } from '../vendor/vendor-id.ts';

/** Credentials, what belongs to the exchange and not to the question, and the name, which goes another way. */
const KEPT_BACK: ReadonlySet<number> = new Set([
  AttributeType.userName, AttributeType.userPassword, AttributeType.chapPassword, AttributeType.state, AttributeType.proxyState,
  AttributeType.chapChallenge, AttributeType.arapPassword, AttributeType.eapMessage, AttributeType.messageAuthenticator,
]);

/** Three times what real requests say of themselves: a message holds the attributes of many requests. */
export const PASSED_ON_MOST_BYTES = 1536;

/** MS-CHAP exchanges and keys are Microsoft's attributes. */
function isKeptBack({ type, value }: AttributeInput): boolean {
  if (type !== AttributeType.vendorSpecific) return KEPT_BACK.has(type);
  const opened = readVendorSpecific(value);
  return opened.form !== 'attributes' || opened.vendorId === VendorId.microsoft;
}

/**
 * What a request says of itself, for whoever decides about it: its attributes as they came (type, length and value,
 * RFC 2865 section 5), in order, without credentials, State, Proxy-State, Message-Authenticator, User-Name and
 * whatever is not a list of vendor attributes. Empty for a packet that has no others. What does not fit
 * {@link PASSED_ON_MOST_BYTES} is left out.
 */
export function passedOnAttributes(packet: Pick<Packet, 'attributes'>): Buffer {
  const parts: Buffer[] = [];
  let room = PASSED_ON_MOST_BYTES;
  for (const attribute of packet.attributes) {
    const { type, value } = attribute;
    const bytes = value.length + ATTRIBUTE_HEADER_BYTES;
    if (bytes > room || isKeptBack(attribute)) continue;
    room -= bytes;
    parts.push(Buffer.of(type, bytes), value);
  }
  return Buffer.concat(parts);
}

/** The attributes of {@link passedOnAttributes}; what is cut short ends the list. */
export function readPassedOnAttributes(bytes: Buffer): AttributeInput[] {
  const attributes: AttributeInput[] = [];
  for (let offset = 0; offset + ATTRIBUTE_HEADER_BYTES <= bytes.length;) {
    const end = offset + bytes.readUInt8(offset + 1);
    if (end < offset + ATTRIBUTE_HEADER_BYTES || end > bytes.length) break;
    attributes.push({ type: bytes.readUInt8(offset), value: bytes.subarray(offset + ATTRIBUTE_HEADER_BYTES, end) });
    offset = end;
  }
  return attributes;
}
