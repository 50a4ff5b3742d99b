import { type AuditEvent, auditEventSchema } from '@countersign/contracts';
import { z } from 'zod';
import type { Unreadable, UnreadableReason } from '../domain/index.ts';

export interface Message {
  readonly subject: string;
  readonly id: string;
  readonly data: Uint8Array;
}

/** An event, or what came in its place. */
export type Arrival = { readonly event: AuditEvent; readonly from: Message } | { readonly unreadable: Unreadable };

/** Largest message: relays split at 384 KiB, a single event is far smaller. */
export const MESSAGE_MOST_BYTES = 1024 * 1024;

/** Fatal: what is no UTF-8 is no event. */
const utf8 = new TextDecoder('utf-8', { fatal: true });

const batchSchema = z.strictObject({ events: z.array(z.unknown()) });

/**
 * Events that are appended at once: more would cost no less for each, and all of them are in memory meanwhile, several
 * times over.
 */
const PORTION_EVENTS = 500;

/** The events of messages, in order, as many at a time as are appended at once. */
export function* portionsOf(messages: readonly Message[]): Generator<readonly Arrival[]> {
  let portion: Arrival[] = [];
  for (const message of messages) {
    for (const arrival of readMessage(message)) portion.push(arrival);
    if (portion.length < PORTION_EVENTS) continue;
    yield portion;
    portion = [];
  }
  if (portion.length > 0) yield portion;
}

/** The events of a message, in order. What cannot be read stands in its place: it must not hold up what comes after it. */
export function readMessage(message: Message): Arrival[] {
  const { data } = message;
  if (data.length > MESSAGE_MOST_BYTES) return [unreadable(message, 'too-long')];
  let json: unknown;
  try {
    json = JSON.parse(utf8.decode(data));
  } catch {
    return [unreadable(message, 'not-json')];
  }
  const batch = batchSchema.safeParse(json);
  if (!batch.success) return [unreadable(message, 'wrong-schema')];
  return batch.data.events.map((each) => {
    const event = auditEventSchema.safeParse(each);
    return event.success ? { event: event.data, from: message } : unreadable(message, 'wrong-schema', each);
  });
}

/** @param part of the message; all of it unless given */
export function unreadable({ subject, id, data }: Message, reason: UnreadableReason, part?: unknown): Arrival {
  return { unreadable: { subject, messageId: id, reason, bytes: part === undefined ? data : Buffer.from(JSON.stringify(part), 'utf8') } };
}
