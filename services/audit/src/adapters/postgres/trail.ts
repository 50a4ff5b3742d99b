import type { Pool, PoolClient } from 'pg';
import type { AuditEntry, AuditEvent, AuditFilter } from '@countersign/contracts';
import { CHAIN_START, type ChainEntry, type ChainHead, appendToChain } from '../../domain/index.ts';

/** One writer at a time, whatever the number of replicas. */
const WRITER_LOCK = `SELECT pg_advisory_xact_lock(hashtextextended('countersign:audit:writer', 0))`;
const LAST = 'SELECT sequence, digest FROM audit.event ORDER BY sequence DESC LIMIT 1';
const PAGE = 2000;

interface EventRow {
  sequence: string;
  digest: Buffer;
  event: AuditEvent;
}

/** The trail in PostgreSQL. */
export class Trail {
  constructor(private readonly pool: Pool) {}

  /** Appends what is not there yet, in the order given; a repeated event changes nothing. Returns the new head. */
  async append(events: readonly AuditEvent[]): Promise<ChainHead> {
    const client = await this.pool.connect();
    let broken: Error | undefined;
    try {
      await client.query('BEGIN');
      await client.query(WRITER_LOCK);
      const head = await appendLocked(client, events);
      await client.query('COMMIT');
      return head;
    } catch (error) {
      broken = await client.query('ROLLBACK').then(() => undefined, (failure: Error) => failure);
      throw error;
    } finally {
      client.release(broken);
    }
  }

  async list(
    filter: AuditFilter, page: { limit: number; before?: number | undefined; after?: number | undefined },
  ): Promise<AuditEntry[]> {
    const { conditions, values } = conditionsOf(filter);
    const add = (condition: (place: string) => string, value: unknown): void => {
      values.push(value);
      conditions.push(condition(`$${values.length}`));
    };
    if (page.before !== undefined) add((place) => `sequence < ${place}`, page.before);
    if (page.after !== undefined) add((place) => `sequence > ${place}`, page.after);
    const where = conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '';
    const order = page.after === undefined ? 'DESC' : 'ASC';
    const { rows } = await this.pool.query<EventRow>(
      `SELECT sequence, event FROM audit.event ${where} ORDER BY sequence ${order} LIMIT ${page.limit}`, values);
    return rows.map(({ sequence, event }) => ({ sequence: Number(sequence), event }));
  }

  /** Every entry in order, a page at a time; stops when the visitor returns false. */
  async walk(visit: (entry: ChainEntry) => boolean): Promise<void> {
    let last = 0;
    for (;;) {
      const { rows } = await this.pool.query<EventRow>(
        'SELECT sequence, digest, event FROM audit.event WHERE sequence > $1 ORDER BY sequence LIMIT $2', [last, PAGE]);
      for (const { sequence, digest, event } of rows) {
        last = Number(sequence);
        if (!visit({ sequence: last, digest, event })) return;
      }
      if (rows.length < PAGE) return;
    }
  }
}

async function appendLocked(client: PoolClient, events: readonly AuditEvent[]): Promise<ChainHead> {
  const { rows: known } = await client.query<{ id: string }>('SELECT id FROM audit.event WHERE id = ANY($1::uuid[])', [events.map(({ id }) => id)]);
  const seen = new Set(known.map(({ id }) => id));
  const { rows: [last] } = await client.query<{ sequence: string; digest: Buffer }>(LAST);
  let head: ChainHead = last ? { sequence: Number(last.sequence), digest: last.digest } : CHAIN_START;
  const entries: ChainEntry[] = [];
  for (const event of events) {
    if (seen.has(event.id)) continue;
    seen.add(event.id);
    const entry = appendToChain(head, event);
    entries.push(entry);
    head = entry;
  }
  if (entries.length === 0) return head;
  await client.query(
    `INSERT INTO audit.event (sequence, id, at, event, digest)
     SELECT * FROM unnest($1::bigint[], $2::uuid[], $3::timestamptz[], $4::jsonb[], $5::bytea[])`,
    [
      entries.map(({ sequence }) => sequence), entries.map(({ event }) => event.id), entries.map(({ event }) => event.at),
      entries.map(({ event }) => JSON.stringify(event)), entries.map(({ digest }) => digest),
    ]);
  return head;
}

function conditionsOf(filter: AuditFilter): { conditions: string[]; values: unknown[] } {
  const columns: Readonly<Record<keyof AuditFilter, (place: string) => string>> = {
    from: (place) => `at >= ${place}`,
    to: (place) => `at < ${place}`,
    kind: (place) => `event ->> 'kind' = ${place}`,
    user: (place) => `lower(event #>> '{user,login}') = lower(${place})`,
    agentHost: (place) => `event #>> '{agentHost,name}' = ${place}`,
    object: (place) => `event #>> '{object,label}' = ${place}`,
    result: (place) => `event ->> 'result' = ${place}`,
    site: (place) => `event ->> 'site' = ${place}`,
    sites: (place) => `event ->> 'site' = ANY (${place}::text[])`,
    requestKey: (place) => `event ->> 'requestKey' = ${place}`,
  };
  const values = new Map(Object.entries(filter).filter(([, value]) => value !== undefined));
  const given = Object.entries(columns).filter(([key]) => values.has(key));
  return {
    conditions: given.map(([, condition], index) => condition(`$${index + 1}`)),
    values: given.map(([key]) => values.get(key)),
  };
}
