import * as adminApi from '@countersign/contracts/admin-api';
import { Refused } from '../../domain/refused.ts';
import type { Sql } from './sql.ts';

/** Rows that belong to or refer to another one. */
export interface Use {
  readonly table: string;
  /** The column that refers, and the one that people know the row by. */
  readonly column: string;
  readonly name: string;
  readonly one: string;
  readonly many: string;
}

const { MOST_COUNTED } = adminApi;
/** Names that a refusal gives as examples. */
const EXAMPLES = 3;

/**
 * Refuses while anything uses the row, and says what. The row has to be locked `FOR UPDATE`: then nothing new can refer to it.
 * @throws Refused in-use
 */
export async function requireUnused(sql: Sql, id: string, uses: readonly Use[]): Promise<void> {
  const found: string[] = [];
  for (const { table, column, name, one, many } of uses) {
    const [row] = await sql.rows<{ count: number; names: string[] }>(`
      WITH users AS MATERIALIZED (SELECT ${name} AS name FROM directory.${table} WHERE ${column} = $1 LIMIT ${MOST_COUNTED + 1})
      SELECT count(*)::int AS count, ARRAY(SELECT name FROM users ORDER BY 1 LIMIT ${EXAMPLES}) AS names FROM users`, [id]);
    if (row === undefined || row.count === 0) continue;
    const more = row.count > row.names.length ? ', …' : '';
    const count = row.count > MOST_COUNTED ? `more than ${MOST_COUNTED}` : String(row.count);
    found.push(`${count} ${row.count === 1 ? one : many} (${row.names.join(', ')}${more})`);
  }
  if (found.length > 0) throw new Refused('in-use', `Still there: ${found.join('; ')}.`);
}
