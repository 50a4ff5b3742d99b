import type { Caller } from '../../domain/caller.ts';
import type { Conditions, Range } from './page.ts';
import { sitesBelow } from './reach.ts';
import type { Sql } from './sql.ts';

/** Sites up to which a list merges one range of its index for each; an administrator of more of them reaches most of what there is. */
const MERGED_SITES = 64;
/** Rows up to which those of many sites, or of groups, are gathered first; beyond that it is faster to walk through all in their order. */
const FEW = 20_000;

/** A list of rows that lie in sites. */
export interface Sited {
  /** With its alias, such as `directory.token t`. */
  readonly table: string;
  readonly id: string;
  /** The site that the caller's scope is about. */
  readonly site: string;
}

/**
 * How a list finds what a scope of sites holds: as ranges of an index where the sites are few, else by their rows where
 * these are few. The condition that the rows are in scope stands beside it.
 * @param merged sites up to which ranges are merged; 0 where no index has the sites before the order
 */
export async function siteRanges(sql: Sql, { scope }: Pick<Caller, 'scope'>, where: Conditions, list: Sited, merged = MERGED_SITES): Promise<Range[]> {
  if (scope.kind !== 'sites') return [];
  const sites = await sitesBelow(sql, scope.ids);
  if (sites.length <= merged) return [{ column: list.site, type: 'uuid', values: sites }];
  await gatherFew(sql, where, list.id, `SELECT ${list.id} FROM ${list.table} WHERE ${list.site} = ANY (?)`, sites);
  return [];
}

/** Narrows to what a query finds, unless that is much. @param found selects identifiers; `?` stands for the value */
export async function gatherFew(sql: Sql, where: Conditions, id: string, found: string, value: unknown): Promise<void> {
  const [row] = await sql.rows<{ count: number }>(`SELECT count(*)::int AS count FROM (${found.replaceAll('?', '$1')} LIMIT ${FEW + 1}) f`, [value]);
  if ((row?.count ?? 0) <= FEW) where.add(`${id} = ANY (ARRAY (${found}))`, value);
}
