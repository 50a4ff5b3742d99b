import type { AuditEvent } from '@countersign/contracts';
import { type ChainHead, type UnreadableReason, unreadableEvent } from '../domain/index.ts';
import { type Arrival, unreadable } from './read-message.ts';

/** Where events are appended. */
export interface Appender {
  append(events: readonly AuditEvent[]): Promise<ChainHead>;
  /** Whether an error means that a value was refused: trying again brings the same. */
  isBadData(error: unknown): boolean;
}

export interface RecordTools {
  readonly trail: Appender;
  /** Unix milliseconds. */
  readonly now: () => number;
  /** Told what was no event. */
  readonly onUnreadable: (reason: UnreadableReason) => void;
}

/**
 * Appends what came, in its order, and returns the new head. An event that the database refuses is isolated by
 * halving and recorded as what it is; its neighbours are unharmed, and the trail goes on.
 */
export async function recordArrivals(arrivals: readonly Arrival[], tools: RecordTools): Promise<ChainHead> {
  const { trail, now, onUnreadable } = tools;
  try {
    const head = await trail.append(arrivals.map((arrival) => ('event' in arrival ? arrival.event : unreadableEvent(arrival.unreadable, now()))));
    for (const arrival of arrivals) if ('unreadable' in arrival) onUnreadable(arrival.unreadable.reason);
    return head;
  } catch (error) {
    if (!trail.isBadData(error)) throw error;
    const [only] = arrivals;
    if (only && arrivals.length === 1) {
      if ('unreadable' in only) throw error;
      return recordArrivals([unreadable(only.from, 'refused-by-database', only.event)], tools);
    }
    const middle = Math.ceil(arrivals.length / 2);
    await recordArrivals(arrivals.slice(0, middle), tools);
    return recordArrivals(arrivals.slice(middle), tools);
  }
}
