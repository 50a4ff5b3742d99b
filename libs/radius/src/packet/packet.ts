import type { PacketCode } from './codes.ts';

/** One attribute to write: number and value (at most 253 bytes). */
export interface AttributeInput {
  readonly type: number;
  readonly value: Buffer;
}

/** One attribute of a received packet, in the order of the packet. */
export interface Attribute extends AttributeInput {
  /** A view of the packet's bytes, not a copy. */
  readonly value: Buffer;
  /** Where the attribute's type octet stands in `raw`. */
  readonly offset: number;
}

/** What a reply is bound to. */
export interface PacketHeader {
  readonly code: PacketCode;
  readonly identifier: number;
  /** 16 bytes. */
  readonly authenticator: Buffer;
}

/** A well-formed packet. Well-formed says nothing about who sent it; see `verifyRequest` and `verifyReply`. */
export interface Packet extends PacketHeader {
  readonly attributes: readonly Attribute[];
  /** Exactly the bytes that Length counts: padding behind them is cut off. */
  readonly raw: Buffer;
}

/** The value of the first attribute of this type. */
export function findValue(packet: Pick<Packet, 'attributes'>, type: number): Buffer | undefined {
  for (const attribute of packet.attributes) if (attribute.type === type) return attribute.value;
  return undefined;
}

/** The values of all attributes of this type, in order. */
export function findValues(packet: Pick<Packet, 'attributes'>, type: number): Buffer[] {
  const values: Buffer[] = [];
  for (const attribute of packet.attributes) if (attribute.type === type) values.push(attribute.value);
  return values;
}
