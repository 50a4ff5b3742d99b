import { type Outcome, refused, usable } from '../outcome.ts';
import { isPacketCode } from './codes.ts';
import {
  ATTRIBUTES_MAXIMUM,
  ATTRIBUTE_HEADER_BYTES,
  AUTHENTICATOR_OFFSET,
  HEADER_BYTES,
  PACKET_MAXIMUM_BYTES,
  PACKET_MINIMUM_BYTES,
} from './limits.ts';
import type { Attribute, Packet } from './packet.ts';

/** Why a datagram is not a packet. Each refused datagram has exactly one, the first that reading it meets. */
export const DECODE_FAULTS = [
  /** The datagram has fewer than 20 bytes. */
  'too-short',
  /** The Length field is below 20. */
  'length-too-small',
  /** The Length field is above 4096. */
  'too-long',
  /** The datagram ends before its Length field says. */
  'length-mismatch',
  'unknown-code',
  /** An attribute of type 0, which no registry has; FreeRADIUS refuses it, too. */
  'attribute-type-zero',
  /** The length octet of an attribute is 0 or 1, less than its own header. */
  'attribute-length-invalid',
  /** An attribute goes beyond the end of the packet. */
  'attribute-overruns',
  'too-many-attributes',
] as const;
export type DecodeFault = (typeof DECODE_FAULTS)[number];

/**
 * Reads one UDP datagram strictly (RFC 2865 sections 3 and 5). Bytes behind Length are padding and ignored.
 *
 * The packet holds views of `datagram`, so the caller must leave those bytes alone while it uses the packet. Nothing
 * is verified here but the form, and vendor attributes are not opened.
 */
export function decodePacket(datagram: Buffer): Outcome<Packet, DecodeFault> {
  if (datagram.length < PACKET_MINIMUM_BYTES) return refused('too-short');
  const length = datagram.readUInt16BE(2);
  if (length < PACKET_MINIMUM_BYTES) return refused('length-too-small');
  if (length > PACKET_MAXIMUM_BYTES) return refused('too-long');
  if (length > datagram.length) return refused('length-mismatch');
  const code = datagram.readUInt8(0);
  if (!isPacketCode(code)) return refused('unknown-code');

  const attributes: Attribute[] = [];
  let offset = HEADER_BYTES;
  while (offset < length) {
    if (attributes.length === ATTRIBUTES_MAXIMUM) return refused('too-many-attributes');
    if (offset + ATTRIBUTE_HEADER_BYTES > length) return refused('attribute-overruns');
    const type = datagram.readUInt8(offset);
    if (type === 0) return refused('attribute-type-zero');
    const end = offset + datagram.readUInt8(offset + 1);
    if (end < offset + ATTRIBUTE_HEADER_BYTES) return refused('attribute-length-invalid');
    if (end > length) return refused('attribute-overruns');
    attributes.push({ type, value: datagram.subarray(offset + ATTRIBUTE_HEADER_BYTES, end), offset });
    offset = end;
  }
  return usable({
    code,
    identifier: datagram.readUInt8(1),
    authenticator: datagram.subarray(AUTHENTICATOR_OFFSET, HEADER_BYTES),
    attributes,
    raw: datagram.subarray(0, length),
  });
}
