import { type Outcome, refused, usable } from '../outcome.ts';
import { AttributeType } from './attribute-type.ts';
import type { PacketCode } from './codes.ts';
import {
  ATTRIBUTES_MAXIMUM,
  ATTRIBUTE_HEADER_BYTES,
  ATTRIBUTE_VALUE_MAXIMUM_BYTES,
  AUTHENTICATOR_OFFSET,
  HEADER_BYTES,
  MESSAGE_AUTHENTICATOR_BYTES,
  PACKET_MAXIMUM_BYTES,
} from './limits.ts';
import type { AttributeInput } from './packet.ts';

export const WRITE_FAULTS = [
  /** Not an integer from 1 to 255. */
  'attribute-type-invalid',
  /** A value of more than 253 bytes. */
  'attribute-too-long',
  /** The codec alone writes this attribute. */
  'attribute-reserved',
  'too-many-attributes',
  /** More than 4096 bytes in all. */
  'packet-too-long',
] as const;
export type WriteFault = (typeof WRITE_FAULTS)[number];

/** What `writePacket` is given. */
export interface PacketParts {
  readonly code: PacketCode;
  readonly identifier: number;
  /** What stands in the header until the packet is signed. */
  readonly authenticator: Uint8Array;
  readonly attributes: readonly AttributeInput[];
  /** Put a zeroed Message-Authenticator in front of all attributes, to be filled in by the caller. */
  readonly messageAuthenticatorFirst: boolean;
}

function faultOf(attribute: AttributeInput): WriteFault | undefined {
  const { type, value } = attribute;
  if (!Number.isInteger(type) || type < 1 || type > 255) return 'attribute-type-invalid';
  if (type === AttributeType.messageAuthenticator) return 'attribute-reserved';
  if (value.length > ATTRIBUTE_VALUE_MAXIMUM_BYTES) return 'attribute-too-long';
  return undefined;
}

/** Lays out header and attributes in a buffer of exactly the packet's length, unsigned. */
export function writePacket(parts: PacketParts): Outcome<Buffer, WriteFault> {
  let length = HEADER_BYTES + (parts.messageAuthenticatorFirst ? MESSAGE_AUTHENTICATOR_BYTES : 0);
  for (const attribute of parts.attributes) {
    const fault = faultOf(attribute);
    if (fault !== undefined) return refused(fault);
    length += ATTRIBUTE_HEADER_BYTES + attribute.value.length;
  }
  const count = parts.attributes.length + (parts.messageAuthenticatorFirst ? 1 : 0);
  if (count > ATTRIBUTES_MAXIMUM) return refused('too-many-attributes');
  if (length > PACKET_MAXIMUM_BYTES) return refused('packet-too-long');

  const packet = Buffer.allocUnsafe(length);
  packet.writeUInt8(parts.code, 0);
  packet.writeUInt8(parts.identifier, 1);
  packet.writeUInt16BE(length, 2);
  packet.set(parts.authenticator, AUTHENTICATOR_OFFSET);
  let offset = HEADER_BYTES;
  if (parts.messageAuthenticatorFirst) {
    packet.writeUInt8(AttributeType.messageAuthenticator, offset);
    packet.writeUInt8(MESSAGE_AUTHENTICATOR_BYTES, offset + 1);
    packet.fill(0, offset + ATTRIBUTE_HEADER_BYTES, offset + MESSAGE_AUTHENTICATOR_BYTES);
    offset += MESSAGE_AUTHENTICATOR_BYTES;
  }
  for (const { type, value } of parts.attributes) {
    packet.writeUInt8(type, offset);
    packet.writeUInt8(ATTRIBUTE_HEADER_BYTES + value.length, offset + 1);
    packet.set(value, offset + ATTRIBUTE_HEADER_BYTES);
    offset += ATTRIBUTE_HEADER_BYTES + value.length;
  }
  return usable(packet);
}
