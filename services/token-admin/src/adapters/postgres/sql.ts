import { Refused } from '../../domain/refused.ts';

/** Runs statements, in a transaction or out of one. Rows carry the names of the API, times as ISO 8601 text. */
export interface Sql {
  rows<Row>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** The number of rows that a statement touched. */
  run(text: string, values?: readonly unknown[]): Promise<number>;
}

/** The first row, or a refusal that names what is missing. */
export async function one<Row>(sql: Sql, what: string, text: string, values: readonly unknown[]): Promise<Row> {
  const [row] = await sql.rows<Row>(text, values);
  if (row === undefined) throw new Refused('not-found', `There is no such ${what}.`);
  return row;
}

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

/** Rows after the cursor, in the order of (`key`, `id`): a page costs the same at the beginning and at the end. */
export async function page<Row extends { id: string }>(
  sql: Sql, request: PageRequest, query: { select: string; where: Conditions; key: string; id: string },
): Promise<Page<Row>> {
  const { select, where, key, id } = query;
  if (request.cursor !== undefined) {
    const [lastKey, lastId] = decodeCursor(request.cursor);
    where.add(`(${key}, ${id}) > (${where.value(lastKey)}, ?::uuid)`, lastId);
  }
  const found = await sql.rows<Row & { cursorKey?: string }>(
    select.replace('SELECT', `SELECT ${key} AS "cursorKey",`)
      .concat(` WHERE ${where.toString()} ORDER BY ${key}, ${id} LIMIT ${where.value(request.limit + 1)}`),
    where.values,
  );
  const rows = found.slice(0, request.limit);
  const last = rows.at(-1);
  const nextCursor = found.length > rows.length && last !== undefined
    ? Buffer.from(JSON.stringify([last.cursorKey, last.id])).toString('base64url')
    : null;
  for (const row of rows) delete row.cursorKey;
  return { items: rows, nextCursor };
}

function decodeCursor(cursor: string): [string, string] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(parts) && parts.length === 2 && parts.every((part) => typeof part === 'string')) return [String(parts[0]), String(parts[1])];
  } catch { /* refused below */ }
  throw new Refused('bad-request', 'The cursor is not one that a page gave.');
}

/** `UPDATE … SET` of the given fields (undefined ones stay) and of the row's version. */
export async function updateRow(sql: Sql, table: string, id: string, columns: Readonly<Record<string, unknown>>): Promise<void> {
  const values: unknown[] = [id];
  const sets = Object.entries(columns).filter(([, value]) => value !== undefined)
    .map(([column, value]) => `${column} = $${values.push(value)}`);
  await sql.run(`UPDATE directory.${table} SET ${[...sets, 'version = version + 1'].join(', ')} WHERE id = $1`, values);
}

/** A change that was made from an older version is refused, so that nobody's change is lost unseen. */
export function requireVersion(row: { version: number }, expected: number | undefined): void {
  if (expected !== undefined && row.version !== expected) throw new Refused('conflict', `It has version ${row.version} by now.`);
}
