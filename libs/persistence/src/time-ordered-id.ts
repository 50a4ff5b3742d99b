import { v7 } from 'uuid';

/**
 * An identifier of version 7 (RFC 9562): those that are made one after another stand beside each other in an index, and
 * are cheap to add even to a very large one. Made here, because PostgreSQL makes them from version 18 on only.
 */
export function newTimeOrderedId(): string {
  return v7();
}
