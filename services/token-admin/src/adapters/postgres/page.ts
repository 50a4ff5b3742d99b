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

  value(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }

  toString(): string {
    return this.#parts.length === 0 ? 'true' : this.#parts.join(' AND ');
  }
}

export interface PageRequest {
  readonly limit: number;
  readonly cursor?: string | undefined;
}
export interface Page<Row> {
  items: Row[];
  nextCursor: string | null;
}

/** A sort key that is a text column, and the identifier that decides among equals. */
export interface Order {
  readonly key: string;
  readonly id: string;
}

/**
 * Rows after the cursor, in the order of (`key`, `id`): a page costs the same at the beginning and at the end, and what
 * is added or deleted meanwhile moves no other row to another page.
 */
export async function page<Row extends { id: string }>(sql: Sql, request: PageRequest, source: Source, where: Conditions, { key, id }: Order): Promise<Page<Row>> {
  if (request.cursor !== undefined) {
    const [lastKey, lastId] = decodeCursor(request.cursor);
    where.add(`(${key}, ${id}) > (${where.value(lastKey)}, ?::uuid)`, lastId);
  }
  const keyed = { ...source, columns: `${source.columns}, ${key} AS "cursorKey"` };
  const rest = `WHERE ${where.toString()} ORDER BY ${key}, ${id} LIMIT ${where.value(request.limit + 1)}`;
  const found = await sql.rows<Row & { cursorKey: string }>(select(keyed, rest), where.values);
  const rows = found.slice(0, request.limit);
  const last = found.length > rows.length ? rows.at(-1) : undefined;
  const nextCursor = last === undefined ? null : encodeCursor(last.cursorKey, last.id);
  for (const row of rows) Reflect.deleteProperty(row, 'cursorKey');
  return { items: rows, nextCursor };
}

/** Rows before the cursor, the newest first: their identifiers are in the order of their making (UUID v7). */
export async function pageBackwards<Row extends { id: string }>(sql: Sql, request: PageRequest, source: Source, where: Conditions, id: string): Promise<Page<Row>> {
  if (request.cursor !== undefined) where.add(`${id} < ?::uuid`, decodeCursor(request.cursor)[1]);
  const found = await sql.rows<Row>(select(source, `WHERE ${where.toString()} ORDER BY ${id} DESC LIMIT ${where.value(request.limit + 1)}`), where.values);
  const items = found.slice(0, request.limit);
  const last = found.length > items.length ? items.at(-1) : undefined;
  return { items, nextCursor: last === undefined ? null : encodeCursor('', last.id) };
}

const encodeCursor = (key: string, id: string): string => Buffer.from(JSON.stringify([key, id])).toString('base64url');

function decodeCursor(cursor: string): [string, string] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(parts) && parts.length === 2 && parts.every((part) => typeof part === 'string')) return [String(parts[0]), String(parts[1])];
  } catch { /* refused below */ }
  throw new Refused('bad-request', 'The cursor is not one that a page gave.');
}
