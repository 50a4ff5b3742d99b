import { createHash } from 'node:crypto';
import { type AuditEvent, clip } from '@countersign/contracts';

/** Why something that came on the stream is no event. */
export const unreadableReasons = [
  /** More bytes than any message may have. */
  'too-long',
  'not-json',
  /** JSON, and not what the contract says. */
  'wrong-schema',
  /** An event, and the database has no place for one of its values. */
  'refused-by-database',
] as const;
export type UnreadableReason = (typeof unreadableReasons)[number];

/** Something that came and is no event: all of a message, or one of its events. */
export interface Unreadable {
  readonly subject: string;
  readonly messageId: string;
  readonly reason: UnreadableReason;
  /** What came, as it came; it goes on record as digest and length alone, because nobody knows what is in it. */
  readonly bytes: Uint8Array;
}

/** What the trail says of it: nothing that came is lost without a word. The same bytes make the same event. */
export function unreadableEvent({ subject, messageId, reason, bytes }: Unreadable, now: number): AuditEvent {
  const digest = createHash('sha256').update(bytes).digest('hex');
  return {
    id: idOf(`${subject}\n${messageId}\n${digest}`), at: new Date(now).toISOString(), kind: 'system', result: 'event-unreadable',
    service: 'audit', site: null, user: null, agentHost: null, host: null, object: null, requestKey: null,
    detail: { reason, subject: clip(subject, 253), messageId: clip(messageId, 253), bytes: bytes.length, sha256: digest },
  };
}

/** A version 8 UUID (RFC 9562) of a text: delivered again it is known. */
function idOf(text: string): string {
  const bytes = createHash('sha256').update(text).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
