import type { Pool } from 'pg';
import type { AuditEntry, AuditEvent, AuditFilter, AuditPage } from '@countersign/contracts';
import type { ChainEntry } from '../../domain/index.ts';
import { EventOrder, type Position } from './event-order.ts';
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
const NAMES_LOOKED_UP = 1000;
/** The same name stands in the list of each month. */
const NAME_ROWS = 5000;
/**
 * Events that are gone through first, and how many times as many each time after: whatever the planner makes of a text
 * that it knows nothing about, it does not compare or sort a whole trail for one page.
 */
const FIRST_STRETCH = 5000;
const STRETCH_GROWTH = 4;
const NAME_COLUMNS = { user: 'login', 'agent-host': 'agent_host', host: 'host', object: 'object' } as const;

interface EventRow {
  sequence: string;
  digest: Buffer;
  event: AuditEvent;
}

/** What a page is made of. */
interface Question {
  readonly order: EventOrder;
  /** Most rows. */
  readonly rows: number;
  /** Where to look; a new one each time, to be added to. */
  readonly conditions: () => Conditions;
}

interface Page {
  readonly entries: AuditEntry[];
  readonly next: number | null;
}

/** Reads the trail in PostgreSQL. */
export class EventQueries {
  constructor(private readonly pool: Pool) {}

  async list(filter: AuditFilter, page: AuditPage): Promise<Page> {
    const { limit, before, after } = page;
    const order = new EventOrder(page);
    const cursor = before ?? (after === 0 ? undefined : after);
    const begin = cursor === undefined ? undefined : await this.positionOf(cursor, order);
    if (begin === 'nowhere') return { entries: [], next: null };
    const question: Question = {
      order, rows: limit + 1,
      conditions: () => {
        const conditions = conditionsOf(filter);
        if (begin) order.beyond(conditions, begin);
        return conditions;
      },
    };
    return pageOf(await (filter.text === undefined ? this.rowsOf(question, question.conditions()) : this.withText(filter.text, question)), limit);
  }

  /** Entries after one and up to another in the order of arrival. */
  async between(filter: AuditFilter, { after, upTo, limit }: { after: number; upTo: number; limit: number }): Promise<Page> {
    const conditions = conditionsOf(filter).add((place) => `sequence > ${place}`, after).add((place) => `sequence <= ${place}`, upTo);
    const query = filter.text === undefined ? undefined : wordQuery(filter.text);
    if (filter.text !== undefined && query === undefined) return { entries: [], next: null };
    if (query !== undefined && filter.text !== undefined) conditions.addSql(anyNameMatches(conditions.place(likePattern(filter.text)), conditions.place(query)));
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

  /** Where a cursor stands; between two entries: where the one before stands. */
  private async positionOf(sequence: number, { byTime }: EventOrder): Promise<Position | 'nowhere'> {
    if (!byTime) return { at: '', sequence };
    const { rows: [row] } = await this.pool.query<{ at: string }>(
      'SELECT at::text FROM audit.event WHERE sequence <= $1 ORDER BY sequence DESC LIMIT 1', [sequence]);
    return row ? { at: row.at, sequence } : 'nowhere';
  }

  private async rowsOf({ order, rows }: Question, conditions: Conditions): Promise<EventRow[]> {
    const found = await this.pool.query<EventRow>(`SELECT sequence, event FROM audit.event WHERE ${conditions.sql} ${order.sql} LIMIT ${rows}`, conditions.values);
    return found.rows;
  }

  private async withText(text: string, question: Question): Promise<EventRow[]> {
    const query = wordQuery(text);
    if (query === undefined) return [];
    const { rows } = await this.pool.query<{ kind: keyof typeof NAME_COLUMNS; name: string }>(
      `SELECT kind, name FROM audit.name WHERE words @@ to_tsquery('simple', $1) LIMIT ${NAME_ROWS}`, [query]);
    const names = Map.groupBy(rows, ({ kind }) => kind);
    const different = [...names].map(([kind, found]) => [kind, [...new Set(found.map(({ name }) => name))]] as const);
    const many = different.reduce((sum, [, found]) => sum + found.length, 0) > NAMES_LOOKED_UP || rows.length === NAME_ROWS;
    return many ? this.goThrough(text, query, question) : this.lookUp(different, question);
  }

  /** The events with any of these names. */
  private async lookUp(names: readonly (readonly [kind: keyof typeof NAME_COLUMNS, names: readonly string[]])[], question: Question): Promise<EventRow[]> {
    if (names.length === 0) return [];
    const { order, rows } = question;
    const conditions = question.conditions();
    // Which events they are the indexes know; only those of the page are opened.
    const lookups = names.map(([kind, found]) => `
      SELECT matching.sequence, matching.at FROM unnest(${conditions.place(found)}::text[]) AS found (name), LATERAL (
        SELECT sequence, at FROM audit.event WHERE ${NAME_COLUMNS[kind]} = found.name AND ${conditions.sql} ${order.sql} LIMIT ${rows}) AS matching`);
    const { rows: page } = await this.pool.query<EventRow>(`
      SELECT sequence, event FROM audit.event WHERE sequence = ANY (ARRAY(
        SELECT sequence FROM (${lookups.join(' UNION ')}) AS matches ${order.sql} LIMIT ${rows})) ${order.sql}`, conditions.values);
    return page;
  }

  /** The events that a text matches, looked for from one stretch of the order to the next until there are enough. */
  private async goThrough(text: string, query: string, { order, rows, conditions: conditionsHere }: Question): Promise<EventRow[]> {
    const found: EventRow[] = [];
    let end: Position | undefined;
    for (let length = FIRST_STRETCH; ; length *= STRETCH_GROWTH) {
      const conditions = conditionsHere();
      if (end) order.beyond(conditions, end);
      const { rows: [last] } = await this.pool.query<{ instant: string; sequence: string }>(
        `SELECT at::text AS instant, sequence FROM audit.event WHERE ${conditions.sql} ${order.sql} OFFSET ${length - 1} LIMIT 1`, conditions.values);
      end = last && { at: last.instant, sequence: last.sequence };
      if (end) order.upTo(conditions, end);
      const matches = anyNameMatches(conditions.place(likePattern(text)), conditions.place(query));
      // OFFSET 0 keeps the planner from comparing the whole stretch first and sorting then.
      const { rows: matching } = await this.pool.query<EventRow>(`
        SELECT sequence, event FROM (SELECT * FROM audit.event WHERE ${conditions.sql} ${order.sql} OFFSET 0) AS stretch
        WHERE ${matches} ${order.sql} LIMIT ${rows - found.length}`, conditions.values);
      found.push(...matching);
      if (!end || found.length === rows) return found;
    }
  }
}

/** @param like and query as SQL names them */
const anyNameMatches = (like: string, query: string): string =>
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
