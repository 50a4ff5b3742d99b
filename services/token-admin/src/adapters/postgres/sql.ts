import { Refused } from '../../domain/refused.ts';

/** Runs statements, in a transaction or out of one. Rows carry the names of the API, times as ISO 8601 text. */
export interface Sql {
  rows<Row>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** The number of rows that a statement touched. */
  run(text: string, values?: readonly unknown[]): Promise<number>;
}

/** Where the rows of a resource come from, under the names of the API. */
export interface Source {
  readonly columns: string;
  readonly from: string;
  /** For messages: what a missing row would have been. */
  readonly what: string;
}

/** A field that zod left out may also be there and be undefined. */
export type Optional<T> = { [K in keyof T]?: T[K] | undefined };

export const select = (source: Source, rest: string): string => `SELECT ${source.columns} FROM ${source.from} ${rest}`;

/**
 * The one row, or a refusal that names what is missing.
 * @param rest from WHERE on
 * @throws Refused not-found
 */
export async function one<Row>(sql: Sql, source: Source, rest: string, values: readonly unknown[]): Promise<Row> {
  const [row] = await sql.rows<Row>(select(source, rest), values);
  if (row === undefined) throw new Refused('not-found', `There is no such ${source.what}.`);
  return row;
}

/** `UPDATE … SET` of the given fields (undefined ones stay) and of the row's version. */
export async function updateRow(sql: Sql, table: string, id: string, columns: Readonly<Record<string, unknown>>): Promise<void> {
  const values: unknown[] = [id];
  const sets = given(columns).map(([column, value]) => `${column} = $${values.push(value)}`);
  await sql.run(`UPDATE directory.${table} SET ${[...sets, 'version = version + 1'].join(', ')} WHERE id = $1`, values);
}

/** `INSERT` of the given fields; the table's defaults stand in for undefined ones. */
export async function insertRow(sql: Sql, table: string, columns: Readonly<Record<string, unknown>>): Promise<void> {
  const fields = given(columns);
  const places = fields.map((_, index) => `$${index + 1}`);
  await sql.run(`INSERT INTO directory.${table} (${fields.map(([column]) => column).join(', ')}) VALUES (${places.join(', ')})`, fields.map(([, value]) => value));
}

const given = (columns: Readonly<Record<string, unknown>>): [string, unknown][] => Object.entries(columns).filter(([, value]) => value !== undefined);

/** A value for a jsonb column, where the driver would make an array of an array; null stays SQL's NULL. */
export const jsonOf = (value: unknown): string | null | undefined => (value === undefined ? undefined : value === null ? null : JSON.stringify(value));

/** A change that was made from another version is refused, so that nobody's change is lost unseen. @throws Refused conflict */
export function requireVersion(row: { readonly version: number }, expected: number | undefined): void {
  if (expected !== undefined && row.version !== expected) throw new Refused('conflict', `It has version ${row.version} by now.`);
}
