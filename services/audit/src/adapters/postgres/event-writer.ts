import type { Pool, PoolClient } from 'pg';
import type { AuditEvent } from '@countersign/contracts';
import { inTransaction } from '@countersign/persistence';
import { CHAIN_START, type ChainHead, type NewEntry, appendToChain } from '../../domain/index.ts';
import { copyEntries } from './copy-entries.ts';
import { type Head, lastEntry } from './last-entry.ts';
import type { Names } from './names.ts';
import type { Partitions } from './partitions.ts';

/** One writer at a time, whatever the number of replicas. */
export const WRITER_LOCK = `SELECT pg_advisory_xact_lock(hashtextextended('countersign:audit:writer', 0))`;
/**
 * Finding a batch's ids costs less than planning it for so many: one plan, through the keys, does for every batch, even
 * while the statistics still speak of an empty month.
 */
const ONE_PLAN = 'SET LOCAL plan_cache_mode = force_generic_plan; SET LOCAL enable_seqscan = off';
const FIND_KNOWN = 'SELECT id FROM audit.event WHERE id = ANY ($1::uuid[]) AND recorded_at >= $2';
/**
 * An event reaches the trail after it happened, so that its repetition is looked for from then on. A clock that is wrong
 * by less than this hides none.
 */
const CLOCKS_DIFFER_MS = 7 * 86_400_000;

/** Appends to the trail in PostgreSQL, in the order of arrival. */
export class EventWriter {
  private known: Head = { ...CHAIN_START, recordedAt: 0 };

  /** @param now Unix milliseconds */
  constructor(private readonly pool: Pool, private readonly partitions: Partitions, private readonly names: Names, private readonly now: () => number) {}

  /**
   * Appends what is not there yet; a repeated event changes nothing. Returns the new head.
   *
   * @param change what the events say, in the same transaction: when it throws, they do not say it
   */
  async append(events: readonly AuditEvent[], change?: (client: PoolClient) => Promise<void>): Promise<ChainHead> {
    await this.partitions.ensure(Math.max(this.now(), this.known.recordedAt));
    const { head, newNames } = await inTransaction(this.pool, async (client) => {
      await change?.(client);
      return this.appendLocked(client, events);
    });
    this.known = head;
    this.names.remember(newNames);
    return head;
  }

  private async appendLocked(client: PoolClient, events: readonly AuditEvent[]): Promise<{ head: Head; newNames: readonly string[] }> {
    await client.query(`${ONE_PLAN}; ${WRITER_LOCK}`);
    const last = await lastEntry(client, this.known.recordedAt);
    const recordedAt = Math.max(this.now(), last.recordedAt);
    const fresh = chained(last, await unknown(client, events));
    if (fresh.length === 0) return { head: last, newNames: [] };
    await copyEntries(client, recordedAt, fresh);
    const newNames = await this.names.add(client, recordedAt, fresh.map(({ event }) => event));
    const { sequence, digest } = fresh.at(-1) ?? last;
    return { head: { sequence, digest, recordedAt }, newNames };
  }
}

function chained(last: ChainHead, events: readonly AuditEvent[]): NewEntry[] {
  let head = last;
  return events.map((event) => {
    const entry = appendToChain(head, event);
    head = entry;
    return entry;
  });
}

/** Those that are not in the trail, each once. */
async function unknown(client: PoolClient, events: readonly AuditEvent[]): Promise<AuditEvent[]> {
  const earliest = events.reduce((least, { at }) => Math.min(least, Date.parse(at)), Infinity);
  const { rows } = await client.query<{ id: string }>({
    name: 'find-known', text: FIND_KNOWN, values: [`{${events.map(({ id }) => id).join(',')}}`, new Date(earliest - CLOCKS_DIFFER_MS)],
  });
  const seen = new Set(rows.map(({ id }) => id));
  return events.filter(({ id }) => {
    if (seen.has(id)) return false;
    seen.add(id);
    return true;
  });
}
