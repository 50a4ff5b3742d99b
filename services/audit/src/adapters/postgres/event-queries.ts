import type { Pool } from 'pg';
import type { AuditEntry, AuditEvent, AuditFilter, AuditPage } from '@countersign/contracts';
import type { ChainEntry } from '../../domain/index.ts';
import { type Conditions, conditionsOf } from './filter-conditions.ts';
import { likePattern, wordQuery } from './search-words.ts';

/** Rows that are verified at a time. */
const WALK_ROWS = 2000;
/** Characters of a page: what is above would not fit into a message of the bus. */
const PAGE_CHARACTERS = 400_000;
/**
 * Up to so many names are looked up one by one. A text that more of them match stands in many events: these are gone
 * through until a page is full.
 */
const NAMES_LOOKED_UP = 100;
/** The same name stands in the list of each month. */
const NAME_ROWS = 2000;
const NAME_COLUMNS = { user: 'login', 'agent-host': 'agent_host', host: 'host', object: 'object' } as const;

interface EventRow {
  sequence: string;
  digest: Buffer;
  event: AuditEvent;
}

interface Page {
  readonly entries: AuditEntry[];
  readonly next: number | null;
}

/** Reads the trail in PostgreSQL. */
export class EventQueries {
  constructor(private readonly pool: Pool) {}

  async list(filter: AuditFilter, { limit, before, after, order }: AuditPage): Promise<Page> {
    const conditions = conditionsOf(filter);
    const byTime = order === 'time' || after === undefined;
    const [direction, beyond] = after === undefined ? ['DESC', '<'] as const : ['ASC', '>'] as const;
    const cursor = before ?? (after === 0 ? undefined : after);
    if (cursor !== undefined && byTime) {
      const at = await this.timeOf(cursor);
      if (at === undefined) return { entries: [], next: null };
      conditions.add((place) => `(at, sequence) ${beyond} (${place}, ${conditions.place(cursor)})`, at);
    } else if (cursor !== undefined) conditions.add((place) => `sequence ${beyond} ${place}`, cursor);
    const sorted = `ORDER BY ${byTime ? `at ${direction}, ` : ''}sequence ${direction}`;
    const source = filter.text === undefined ? `audit.event WHERE ${conditions.sql}` : await this.found(filter.text, conditions, sorted, limit + 1);
    if (source === undefined) return { entries: [], next: null };
    const { rows } = await this.pool.query<EventRow>(`SELECT sequence, event FROM ${source} ${sorted} LIMIT ${limit + 1}`, conditions.values);
    return pageOf(rows, limit);
  }

  /** Entries after one and up to another in the order of arrival. */
  async between(filter: AuditFilter, { after, upTo, limit }: { after: number; upTo: number; limit: number }): Promise<Page> {
    const conditions = conditionsOf(filter).add((place) => `sequence > ${place}`, after).add((place) => `sequence <= ${place}`, upTo);
    const query = filter.text === undefined ? undefined : wordQuery(filter.text);
    if (filter.text !== undefined && query === undefined) return { entries: [], next: null };
    if (query !== undefined && filter.text !== undefined) conditions.add(anyNameMatches(conditions.place(likePattern(filter.text))), query);
    const { rows } = await this.pool.query<EventRow>(
      `SELECT sequence, event FROM audit.event WHERE ${conditions.sql} ORDER BY sequence LIMIT ${limit + 1}`, conditions.values);
    return pageOf(rows, limit);
  }

  /** The entry of a sequence. */
  async entry(sequence: number): Promise<AuditEntry | undefined> {
    const { rows: [row] } = await this.pool.query<EventRow>('SELECT sequence, event FROM audit.event WHERE sequence = $1', [sequence]);
    return row && { sequence: Number(row.sequence), event: row.event };
  }

  /** Every entry after a sequence in order, a page at a time; stops when the visitor returns false. */
  async walk(after: number, visit: (entry: ChainEntry) => boolean, pageDone: () => Promise<boolean> = async () => true): Promise<void> {
    for (let last = after; ;) {
      const { rows } = await this.pool.query<EventRow>(
        'SELECT sequence, digest, event FROM audit.event WHERE sequence > $1 ORDER BY sequence LIMIT $2', [last, WALK_ROWS]);
      for (const { sequence, digest, event } of rows) {
        last = Number(sequence);
        if (!visit({ sequence: last, digest, event })) return;
      }
      if (rows.length < WALK_ROWS || !await pageDone()) return;
    }
  }

  /** When the event of a cursor happened; for a cursor between two entries, that of the one before. */
  private async timeOf(sequence: number): Promise<string | undefined> {
    const { rows: [row] } = await this.pool.query<{ at: string }>(
      'SELECT at::text FROM audit.event WHERE sequence <= $1 ORDER BY sequence DESC LIMIT 1', [sequence]);
    return row?.at;
  }

  /** The events that a text finds, as something to select from; undefined: none. */
  private async found(text: string, conditions: Conditions, sorted: string, limit: number): Promise<string | undefined> {
    const query = wordQuery(text);
    if (query === undefined) return undefined;
    const { rows } = await this.pool.query<{ kind: string; name: string }>(
      `SELECT kind, name FROM audit.name WHERE words @@ to_tsquery('simple', $1) LIMIT ${NAME_ROWS}`, [query]);
    const names = [...new Set(rows.map(({ kind, name }) => JSON.stringify([kind, name])))];
    if (names.length === 0) return undefined;
    if (names.length > NAMES_LOOKED_UP || rows.length === NAME_ROWS) {
      // OFFSET 0 keeps the planner from comparing every event first and sorting then.
      const inOrder = `(SELECT * FROM audit.event WHERE ${conditions.sql} ${sorted} OFFSET 0) AS ordered`;
      return `${inOrder} WHERE ${anyNameMatches(conditions.place(likePattern(text)))(conditions.place(query))}`;
    }
    const place = conditions.place(names);
    const lookups = Object.entries(NAME_COLUMNS).map(([kind, column]) =>
      `(SELECT sequence, at, event FROM audit.event WHERE found.name::jsonb ->> 0 = '${kind}' AND ${column} = found.name::jsonb ->> 1 AND ${conditions.sql} ${sorted} LIMIT ${limit})`);
    return `(SELECT DISTINCT ON (sequence) matched.* FROM unnest(${place}::text[]) AS found (name), LATERAL (${lookups.join(' UNION ALL ')}) AS matched) AS matches`;
  }
}

const anyNameMatches = (like: string) => (query: string): string =>
  `(${Object.values(NAME_COLUMNS).map((column) => `(${column} LIKE ${like} AND audit.words(${column}) @@ to_tsquery('simple', ${query}))`).join(' OR ')})`;

/** @param rows one more than the limit, where there are more */
function pageOf(rows: readonly EventRow[], limit: number): Page {
  const entries: AuditEntry[] = [];
  let characters = 0;
  for (const { sequence, event } of rows.slice(0, limit)) {
    characters += JSON.stringify(event).length;
    if (entries.length > 0 && characters > PAGE_CHARACTERS) break;
    entries.push({ sequence: Number(sequence), event });
  }
  return { entries, next: entries.length < rows.length ? entries.at(-1)?.sequence ?? null : null };
}
