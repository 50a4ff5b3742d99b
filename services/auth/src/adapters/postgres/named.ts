import type { QueryConfig } from 'pg';
import type { AuditEvent } from '@countersign/contracts';
import { newTimeOrderedId } from '@countersign/persistence';

/** A prepared statement: parsed and planned once per connection. */
export function named(name: string, text: string, values: unknown[]): QueryConfig {
  return { name, text, values };
}

/** Puts the events of a transaction into the outbox. */
export const record = (events: readonly AuditEvent[]): QueryConfig =>
  named('record', 'INSERT INTO authn.outbox (id, events) VALUES ($1, $2::json)', [newTimeOrderedId(), JSON.stringify(events)]);
