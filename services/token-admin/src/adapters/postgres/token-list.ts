import type * as adminApi from '@countersign/contracts/admin-api';
import type { Caller } from '../../domain/caller.ts';
import { gatherFew, reachRanges } from './list-ranges.ts';
import { Conditions, mergedPage, page, type Order, type Page, type PageRequest, type Range } from './page.ts';
import { within } from './reach.ts';
import { searchedPage } from './searched-page.ts';
import { siteFilter } from './sites.ts';
import type { Optional, Sql } from './sql.ts';
import { tokens as source, type TokenRow } from './token-rows.ts';

export type TokenQuery = PageRequest & { readonly sort: adminApi.TokenSort }
  & Optional<{ site: string; serial: string; search: string; userId: string; assigned: boolean; enabled: boolean; endsFrom: string; endsTo: string }>;

/** The names of the orders are in the cursors that they give. */
const ORDERS: Readonly<Record<adminApi.TokenSort, Order>> = {
  serial: { key: 't.serial', id: 't.id', name: 'serial' },
  '-serial': { key: 't.serial', id: 't.id', descending: true, name: '-serial' },
  newest: { key: 't.id', id: 't.id', type: 'uuid', descending: true, name: 'newest' },
  endsAt: { key: 't.ends_at', id: 't.id', type: 'timestamptz', name: 'endsAt' },
};
const table = 'directory.token t';

/** One user's tokens, and a serial number, are found at once; everything else is a range of an index, or a few. */
export async function listTokenRows(sql: Sql, query: TokenQuery, caller: Caller): Promise<Page<TokenRow>> {
  const site = await siteFilter(sql, query.site, caller);
  const isFew = query.userId !== undefined || query.serial !== undefined;
  return isFew || caller.scope.kind === 'groups' ? listFew(sql, query, site, caller) : listRanges(sql, query, site, caller);
}

/** What belongs to somebody: found by who that is. */
async function listFew(sql: Sql, query: TokenQuery, site: string | undefined, caller: Caller): Promise<Page<TokenRow>> {
  const where = new Conditions()
    .add('t.serial = ?', query.serial)
    .add('t.id IN (SELECT token_id FROM directory.assignment WHERE user_id = ?)', query.userId)
    .add('t.site_id = ?', site)
    .add('t.assigned = ?', query.assigned)
    .add('t.enabled = ?', query.enabled)
    .addPrefix('t.serial', query.search);
  addEnds(query, where);
  if (caller.scope.kind === 'groups') await gatherFew(sql, where, 't.id', TOKENS_OF_GROUPS, caller.scope.ids);
  await within(sql, caller, 'token', where);
  return page<TokenRow>(sql, query, source, where, ORDERS[query.sort]);
}

/** Both states stand before each order in its indexes: a list that leaves one open merges the ranges of both. */
async function listRanges(sql: Sql, query: TokenQuery, site: string | undefined, caller: Caller): Promise<Page<TokenRow>> {
  const { sort, search } = query;
  const order = ORDERS[sort];
  const where = new Conditions();
  const ranges = [...await placesOf(sql, site, where, caller), stateRange('t.assigned', query.assigned), stateRange('t.enabled', query.enabled)];
  await within(sql, caller, 'token', where);
  const isBySerial = sort === 'serial' || sort === '-serial';
  if (isBySerial) where.addPrefix('t.serial', search);
  if (sort === 'endsAt') addEnds(query, where);
  const matching = [
    ...search === undefined || isBySerial ? [] : [where.prefix('t.serial', search)],
    ...sort === 'endsAt' ? [] : endsOf(query, where),
  ].join(' AND ');
  return matching === ''
    ? mergedPage<TokenRow>(sql, query, source, where, order, { table, ranges })
    : searchedPage<TokenRow>(sql, query, source, where, order, { table, ranges, compared: () => matching, gathered: () => [matching] });
}

/** A filter by site is about where tokens belong, a scope about where their holders are. */
async function placesOf(sql: Sql, site: string | undefined, where: Conditions, caller: Caller): Promise<Range[]> {
  if (site !== undefined) return [{ column: 't.site_id', type: 'uuid', values: [site] }];
  return reachRanges(sql, caller, where, { table, id: 't.id', sites: 't.reach_site_id' });
}

const stateRange = (column: string, value: boolean | undefined): Range => ({ column, type: 'boolean', values: value === undefined ? [true, false] : [value] });

/** In the order of ends the index holds those that have one. */
function addEnds(query: TokenQuery, where: Conditions): void {
  for (const condition of endsOf(query, where)) where.require(condition);
  if (query.sort === 'endsAt') where.require('t.ends_at IS NOT NULL');
}

const endsOf = ({ endsFrom, endsTo }: TokenQuery, where: Conditions): string[] => [
  ...endsFrom === undefined ? [] : [`t.ends_at >= ${where.value(endsFrom)}::timestamptz`],
  ...endsTo === undefined ? [] : [`t.ends_at < ${where.value(endsTo)}::timestamptz`],
];

/** By indices: where a few of a million are, nothing else finds them soon enough. */
const TOKENS_OF_GROUPS = `
  SELECT a.token_id FROM directory.user_account u JOIN directory.assignment a ON a.user_id = u.id WHERE u.group_id = ANY (?)
  UNION ALL
  SELECT id FROM directory.token WHERE NOT assigned AND site_id IN (SELECT site_id FROM directory.user_group WHERE id = ANY (?))`;
