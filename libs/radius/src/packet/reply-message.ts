import { AttributeType } from './attribute-type.ts';
import { findValues, type Packet } from './packet.ts';

/** The text of a reply for the person: all its Reply-Message attributes put together, "" when it has none. */
export function replyMessage(packet: Pick<Packet, 'attributes'>): string {
  return Buffer.concat(findValues(packet, AttributeType.replyMessage)).toString('utf8');
}
