/** The wire form: codes, header, attributes and lengths. Decoding is strict; nothing here knows a secret. */
export { AttributeType } from './attribute-type.ts';
export {
  isPacketCode,
  isRequestCode,
  type KeyedCode,
  mayAnswer,
  PacketCode,
  packetCodeName,
  type RandomlyAuthenticatedCode,
  type RequestCode,
} from './codes.ts';
export { DECODE_FAULTS, decodePacket, type DecodeFault } from './decode-packet.ts';
export {
  ATTRIBUTE_VALUE_MAXIMUM_BYTES,
  ATTRIBUTES_MAXIMUM,
  AUTHENTICATOR_BYTES,
  PACKET_MAXIMUM_BYTES,
  PACKET_MINIMUM_BYTES,
} from './limits.ts';
export {
  type Attribute,
  type AttributeInput,
  findValue,
  findValues,
  type Packet,
  type PacketHeader,
} from './packet.ts';
export { replyMessage } from './reply-message.ts';
export { splitText } from './split-text.ts';
export { WRITE_FAULTS, type WriteFault } from './write-packet.ts';
