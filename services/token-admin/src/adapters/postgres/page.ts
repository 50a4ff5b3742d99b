import { Refused } from '../../domain/refused.ts';
import { select, type Source, type Sql } from './sql.ts';

/** Collects conditions and their values; `?` stands for the value. */
export class Conditions {
  readonly values: unknown[] = [];
  readonly #parts: string[] = [];

  /** Adds a condition unless its value is undefined. */
  add(condition: string, value: unknown): this {
    if (value !== undefined) this.#parts.push(condition.replaceAll('?', this.value(value)));
    return this;
  }

  /** Adds a condition without a value. */
  require(condition: string): this {
    this.#parts.push(condition);
    return this;
  }

  /**
   * Adds that a text begins with a prefix, as a range of the column: its order has to be that of code points (COLLATE "C").
   * PostgreSQL makes the same range of `starts_with`, and then compares each row once more.
   */
  addPrefix(column: string, prefix: string | undefined): this {
    if (prefix !== undefined) this.#parts.push(this.prefix(column, prefix));
    return this;
  }

  /** The same condition, to be put somewhere else. */
  prefix(column: string, prefix: string): string {
    const end = endOfPrefix(prefix);
    const begins = `${column} >= ${this.value(prefix)}`;
    return end === undefined ? begins : `${begins} AND ${column} < ${this.value(end)}`;
  }

  /** The same so far; what is added to the one is not in the other. */
  copy(): Conditions {
    const copy = new Conditions();
    copy.values.push(...this.values);
    copy.#parts.push(...this.#parts);
    return copy;
  }

  value(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }

  toString(): string {
    return this.#parts.length === 0 ? 'true' : this.#parts.join(' AND ');
  }
}

const LAST_CODE_POINT = 0x10_FF_FF;
/** Code points that no text has. */
const [FIRST_SURROGATE, AFTER_SURROGATES] = [0xD8_00, 0xE0_00];

/** The first text after all that begin with the prefix; undefined: none. */
function endOfPrefix(prefix: string): string | undefined {
  const points = Array.from(prefix);
  for (let last = points.pop(); last !== undefined; last = points.pop()) {
    const next = (last.codePointAt(0) ?? 0) + 1;
    if (next <= LAST_CODE_POINT) return points.join('') + String.fromCodePoint(next === FIRST_SURROGATE ? AFTER_SURROGATES : next);
  }
  return undefined;
}

export interface PageRequest {
  readonly limit: number;
  readonly cursor?: string | undefined;
}
export interface Page<Row> {
  items: Row[];
  nextCursor: string | null;
}

/** A sort key, and the identifier that decides among equals. */
export interface Order {
  readonly key: string;
  readonly id: string;
  /** SQL type of the key; text unless given. */
  readonly type?: 'text' | 'timestamptz' | 'uuid';
  readonly descending?: boolean;
  /** Tells cursors of different orders of one list apart. */
  readonly name?: string;
}

/**
 * Rows after the cursor, in the order of (`key`, `id`): a page costs the same at the beginning and at the end, and what
 * is added or deleted meanwhile moves no other row to another page.
 */
export async function page<Row extends { id: string }>(sql: Sql, request: PageRequest, source: Source, where: Conditions, order: Order): Promise<Page<Row>> {
  addCursor(where, request, order);
  const rest = `WHERE ${where.toString()} ${orderBy(order)} LIMIT ${where.value(request.limit + 1)}`;
  return pageOf(await sql.rows<Row & Keyed>(select(keyed(source, order), rest), where.values), request, order);
}

/** A column of the list's own table and the values that it may have; each is one range of an index. */
export interface Range {
  readonly column: string;
  readonly type: 'uuid' | 'boolean';
  readonly values: readonly unknown[];
}

/** A list's own table with its alias, and the ranges of its index that hold the rows; without any, they lie in one. */
export interface Ranged {
  readonly table: string;
  readonly ranges: readonly Range[];
}

/**
 * The same, where the rows lie in several ranges of an index: the first rows of each are read and merged. PostgreSQL
 * itself would walk through all rows in their order, or read all of the ranges and sort. Conditions, ranges and order are
 * about the list's own table alone.
 */
export async function mergedPage<Row extends { id: string }>(
  sql: Sql, request: PageRequest, source: Source, where: Conditions, order: Order, { table, ranges }: Ranged,
): Promise<Page<Row>> {
  if (ranges.length === 0) return page(sql, request, source, where, order);
  addCursor(where, request, order);
  const first = firstOf(table, placed(where, ranges), where, order, request.limit + 1);
  const rest = `WHERE ${order.id} = ANY (ARRAY (SELECT id FROM (${first}) f)) ${orderBy(order)}`;
  return pageOf(await sql.rows<Row & Keyed>(select(keyed(source, order), rest), where.values), request, order);
}

/** Ranges whose values are in place, as SQL names them. */
export type Placed = readonly (Omit<Range, 'values'> & { readonly values: string })[];

export const placed = (where: Conditions, ranges: readonly Range[]): Placed => ranges.map((range) => ({ ...range, values: where.value(range.values) }));

/** Selects `id` and `key` of the first rows, in their order. */
export function firstOf(table: string, ranges: Placed, where: Conditions, order: Order, limit: number): string {
  const rows = (narrowed: string): string => `
    SELECT ${order.id} AS id, ${order.key} AS key FROM ${table} WHERE ${narrowed}${where.toString()} ${orderBy(order)} LIMIT ${limit}`;
  if (ranges.length === 0) return rows('');
  const each = ranges.map(({ type, values }, index) => `unnest(${values}::${type}[]) AS r${index} (v)`);
  const inRange = ranges.map(({ column }, index) => `${column} = r${index}.v AND `).join('');
  return `SELECT f.* FROM ${each.join(' CROSS JOIN ')} CROSS JOIN LATERAL (${rows(inRange)}) f ${orderBy(order, 'f.key', 'f.id')} LIMIT ${limit}`;
}

/** The rows of a page whose identifiers are known: in order, one more than the limit where others follow. */
export async function pageOfIds<Row extends { id: string }>(sql: Sql, request: PageRequest, source: Source, ids: readonly string[], order: Order): Promise<Page<Row>> {
  return pageOf(await sql.rows<Row & Keyed>(select(keyed(source, order), `WHERE ${order.id} = ANY ($1::uuid[]) ${orderBy(order)}`), [ids]), request, order);
}

/** Rows before the cursor, the newest first: their identifiers are in the order of their making (UUID v7). */
export async function pageBackwards<Row extends { id: string }>(sql: Sql, request: PageRequest, source: Source, where: Conditions, id: string): Promise<Page<Row>> {
  return page<Row>(sql, request, source, where, { key: id, id, type: 'uuid', descending: true });
}

interface Keyed {
  readonly cursorKey: string;
}

const keyed = (source: Source, { key }: Order): Source => ({ ...source, columns: `${source.columns}, (${key})::text AS "cursorKey"` });

/** @param keyColumn and idColumn what the two are called where they were selected */
export const orderBy = ({ key, id, descending }: Order, keyColumn = key, idColumn = id): string => {
  const direction = descending === true ? ' DESC' : '';
  return key === id ? `ORDER BY ${idColumn}${direction}` : `ORDER BY ${keyColumn}${direction}, ${idColumn}${direction}`;
};

/** @throws Refused bad-request for a cursor that no page of this order gave */
export function addCursor(where: Conditions, { cursor }: PageRequest, order: Order): void {
  if (cursor === undefined) return;
  const { key, id, type = 'text', descending, name = '' } = order;
  const [lastKey, lastId, of] = decodeCursor(cursor);
  if (of !== name) throw badCursor();
  const after = descending === true ? '<' : '>';
  if (key === id) where.add(`${id} ${after} ?::uuid`, lastId);
  else where.add(`(${key}, ${id}) ${after} (${where.value(lastKey)}::${type}, ?::uuid)`, lastId);
}

function pageOf<Row extends { id: string }>(found: (Row & Keyed)[], { limit }: PageRequest, { name = '' }: Order): Page<Row> {
  const rows = found.slice(0, limit);
  const last = found.length > rows.length ? rows.at(-1) : undefined;
  const nextCursor = last === undefined ? null : encodeCursor([last.cursorKey, last.id, name]);
  for (const row of rows) Reflect.deleteProperty(row, 'cursorKey');
  return { items: rows, nextCursor };
}

export const badCursor = (): Refused => new Refused('bad-request', 'The cursor is not one that a page gave.');
const encodeCursor = (parts: readonly [key: string, id: string, order: string]): string => Buffer.from(JSON.stringify(parts)).toString('base64url');

function decodeCursor(cursor: string): [key: string, id: string, order: string] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(parts) && parts.length === 3 && parts.every((part) => typeof part === 'string')) return [String(parts[0]), String(parts[1]), String(parts[2])];
  } catch { /* refused below */ }
  throw badCursor();
}
