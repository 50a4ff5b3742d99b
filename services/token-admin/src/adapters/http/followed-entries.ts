import type { AuditFilter } from '@countersign/contracts';
import type { AuditTrail } from '../../application/ports.ts';

/** Entries of one answer of audit, and how long it waits for the first. */
const PAGE_ENTRIES = 200;
const WAIT_MS = 15_000;
/** How soon a client connects again after the end. */
const RETRY_MS = 1000;

interface Following {
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly until: number;
  /** Whether the client may have what has come. */
  readonly mayGoOn: () => Promise<boolean>;
}

/**
 * New entries as server-sent events (HTML Living Standard, section 9.2), the sequence as event id; a comment now and then
 * shows that the connection lives. Ends at `until`, and before anything more is told when the client may not hear it any more.
 *
 * @param after the last entry that the client has; null: it begins with what comes next
 */
export async function* followedEntries(
  trail: Pick<AuditTrail, 'tail'>, filter: AuditFilter, after: number | null, { now, until, mayGoOn }: Following,
): AsyncGenerator<string> {
  const begun = await trail.tail({ filter, after, limit: PAGE_ENTRIES, waitMs: 0 });
  let { entries, position } = begun;
  yield `retry: ${RETRY_MS}\n\n`;
  while (await mayGoOn()) {
    // The position goes on past what the filter leaves out; a client that has seen nothing yet needs it as well.
    yield entries.length > 0
      ? entries.map(({ sequence, event }) => `id: ${sequence}\ndata: ${JSON.stringify({ sequence, event })}\n\n`).join('')
      : `id: ${position}\n: nothing new\n\n`;
    if (now() >= until) return;
    ({ entries, position } = await trail.tail({ filter, after: position, limit: PAGE_ENTRIES, waitMs: Math.min(WAIT_MS, Math.max(0, until - now())) }));
  }
}
