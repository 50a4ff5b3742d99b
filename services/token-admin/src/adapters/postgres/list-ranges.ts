import type { Caller } from '../../domain/caller.ts';
import type { Conditions, Range } from './page.ts';
import { sitesBelow } from './reach.ts';
import type { Sql } from './sql.ts';

/** Sites or groups up to which a list merges one range of its index for each; an administrator of more of them reaches most of what there is. */
const MERGED = 256;
/** Rows up to which those of more of them are gathered first; beyond that it is faster to walk through all in their order. */
const FEW = 20_000;

/** A list whose rows lie in sites and, if it has that column, in groups. */
export interface Reached {
  /** With its alias, such as `directory.token t`. */
  readonly table: string;
  readonly id: string;
  /** The columns that the caller's scope is about. */
  readonly sites: string;
  readonly groups?: string;
}

/**
 * How a list finds what a scope holds: as ranges of an index where the sites or groups are few, else by their rows where
 * these are few. The condition that the rows are in scope stands beside it.
 */
export async function reachRanges(sql: Sql, { scope }: Pick<Caller, 'scope'>, where: Conditions, list: Reached): Promise<Range[]> {
  if (scope.kind === 'all') return [];
  const column = scope.kind === 'sites' ? list.sites : list.groups;
  if (column === undefined) return [];
  const values = scope.kind === 'sites' ? await sitesBelow(sql, scope.ids) : scope.ids;
  if (values.length <= MERGED) return [{ column, type: 'uuid', values }];
  await gatherFew(sql, where, list.id, `SELECT ${list.id} FROM ${list.table} WHERE ${column} = ANY (?)`, values);
  return [];
}

/** Narrows to what a query finds, unless that is much. @param found selects identifiers; `?` stands for the value */
export async function gatherFew(sql: Sql, where: Conditions, id: string, found: string, value: unknown): Promise<void> {
  const [row] = await sql.rows<{ count: number }>(`SELECT count(*)::int AS count FROM (${found.replaceAll('?', '$1')} LIMIT ${FEW + 1}) f`, [value]);
  if ((row?.count ?? 0) <= FEW) where.add(`${id} = ANY (ARRAY (${found}))`, value);
}
