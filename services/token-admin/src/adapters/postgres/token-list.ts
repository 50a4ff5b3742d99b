import type { adminApi } from '@countersign/contracts';
import type { Caller } from '../../domain/caller.ts';
import { gatherFew, siteRanges } from './list-ranges.ts';
import { Conditions, mergedPage, page, type Order, type Page, type PageRequest, type Range } from './page.ts';
import { within } from './reach.ts';
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
const TABLE = 'directory.token t';

/** One user's tokens, and a serial number, are found at once; everything else is a range of an index, or a few. */
export async function listTokenRows(sql: Sql, query: TokenQuery, caller: Caller): Promise<Page<TokenRow>> {
  const order = ORDERS[query.sort];
  const site = await siteFilter(sql, query.site, caller);
  const where = new Conditions()
    .add('t.serial = ?', query.serial)
    .add('starts_with(t.serial, ?)', query.search)
    .add('t.ends_at >= ?::timestamptz', query.endsFrom)
    .add('t.ends_at < ?::timestamptz', query.endsTo);
  if (query.sort === 'endsAt') where.require('t.ends_at IS NOT NULL');
  const states = { 't.assigned': query.assigned, 't.enabled': query.enabled };
  if (query.userId !== undefined || query.serial !== undefined || caller.scope.kind === 'groups') {
    where.add('t.id IN (SELECT token_id FROM directory.assignment WHERE user_id = ?)', query.userId).add('t.site_id = ?', site);
    for (const [column, value] of Object.entries(states)) where.add(`${column} = ?`, value);
    if (caller.scope.kind === 'groups') await gatherFew(sql, where, 't.id', TOKENS_OF_GROUPS, caller.scope.ids);
    await within(sql, caller, 'token', where);
    return page<TokenRow>(sql, query, source, where, order);
  }
  const ranges: Range[] = site === undefined
    ? await siteRanges(sql, caller, where, { table: TABLE, id: 't.id', site: 't.reach_site_id' }, query.sort === 'newest' ? 0 : undefined)
    : [{ column: 't.site_id', type: 'uuid', values: [site] }];
  await within(sql, caller, 'token', where);
  return mergedPage<TokenRow>(sql, query, source, where, order, { table: TABLE, ranges: [...ranges, ...stateRanges(query, states, ranges.length > 0, where)] });
}

/** In the order of serial numbers both states stand before it in the index; the other orders look at each row. */
function stateRanges({ sort }: TokenQuery, states: Readonly<Record<string, boolean | undefined>>, hasSites: boolean, where: Conditions): Range[] {
  const isBySerial = sort === 'serial' || sort === '-serial';
  const isNarrowed = Object.values(states).some((value) => value !== undefined);
  if (isBySerial && (hasSites || isNarrowed)) {
    return Object.entries(states).map(([column, value]) => ({ column, type: 'boolean', values: value === undefined ? [true, false] : [value] }));
  }
  for (const [column, value] of Object.entries(states)) where.add(`${column} = ?`, value);
  return [];
}

/** By indices: where a few of a million are, nothing else finds them soon enough. */
const TOKENS_OF_GROUPS = `
  SELECT a.token_id FROM directory.user_account u JOIN directory.assignment a ON a.user_id = u.id WHERE u.group_id = ANY (?)
  UNION ALL
  SELECT id FROM directory.token WHERE NOT assigned AND site_id IN (SELECT site_id FROM directory.user_group WHERE id = ANY (?))`;
