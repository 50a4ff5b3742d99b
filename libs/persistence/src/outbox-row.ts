import { v7 } from 'uuid';

/**
 * The identifier of a new outbox row: UUID version 7 (RFC 9562), so that rows are relayed about in the order in which they
 * were made. Made here, because PostgreSQL makes them from version 18 on only.
 */
export function newOutboxId(): string {
  return v7();
}
