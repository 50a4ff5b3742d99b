import { foldLogin } from '@countersign/contracts';
import type * as adminApi from '@countersign/contracts/admin-api';
import type { Caller } from '../../domain/caller.ts';
import { reachRanges } from './list-ranges.ts';
import { type NameSearch, nameKey, searchNames } from './name-search.ts';
import { Conditions, mergedPage, type Order, type Page, type PageRequest, type Range } from './page.ts';
import { within } from './reach.ts';
import { type Searched, searchedPage } from './searched-page.ts';
import { siteFilter } from './sites.ts';
import type { Optional, Sql } from './sql.ts';
import { users as source } from './user-rows.ts';

export type UserQuery = PageRequest & { readonly sort: adminApi.UserSort } & Optional<{ site: string; login: string; search: string; groupId: string }>;

/** The names of the orders are in the cursors that they give. */
const ORDERS: Readonly<Record<adminApi.UserSort, Order>> = {
  login: { key: 'u.login_folded', id: 'u.id', name: 'login' },
  '-login': { key: 'u.login_folded', id: 'u.id', descending: true, name: '-login' },
  displayName: { key: nameKey('u.display_name'), id: 'u.id', name: 'displayName' },
  newest: { key: 'u.id', id: 'u.id', type: 'uuid', descending: true, name: 'newest' },
};
const table = 'directory.user_account u';

/** Users are searched by the beginning of the login name and of words of the display name. A login name is found at once; everything else is a range of an index, or a few. */
export async function listUserRows(sql: Sql, query: UserQuery, caller: Caller): Promise<Page<adminApi.User>> {
  const order = ORDERS[query.sort];
  const site = await siteFilter(sql, query.site, caller);
  const where = new Conditions().add('u.login_folded = ?', query.login && foldLogin(query.login));
  const ranges = await rangesOf(sql, query, site, where, caller);
  await within(sql, caller, 'user', where);
  const search = query.search?.trim();
  return search === undefined
    ? mergedPage<adminApi.User>(sql, query, source, where, order, { table, ranges })
    : searchedPage<adminApi.User>(sql, query, source, where, order, { table, ranges, ...searchedBy(query.sort, search) });
}

/** In the order of what is searched the page is a range of that order; what else is searched is looked for beside it. */
function searchedBy(sort: adminApi.UserSort, search: string): Omit<Searched, 'table' | 'ranges'> {
  const login = (where: Conditions): string => where.prefix('u.login_folded', foldLogin(search));
  const names: NameSearch | undefined = searchNames('u.display_name', search);
  const compared = (where: Conditions): string => [login(where), ...names === undefined ? [] : [names.compared(where)]].join(' OR ');
  const named = (where: Conditions): readonly string[] => names?.gathered(where) ?? [];
  if (sort === 'login' || sort === '-login') return { compared, inOrder: login, gathered: named };
  if (sort === 'displayName' && names !== undefined) return { compared, inOrder: (where) => names.begins(where), gathered: (where) => [login(where), ...names.gatheredBesides(where)] };
  return { compared, gathered: (where) => [login(where), ...named(where)] };
}

/** A group lies in one site: where both are asked about, or reached, the group is the range. */
async function rangesOf(sql: Sql, { groupId, login }: UserQuery, site: string | undefined, where: Conditions, caller: Caller): Promise<Range[]> {
  if (site !== undefined && groupId === undefined && caller.scope.kind !== 'groups') return [{ column: 'u.site_id', type: 'uuid', values: [site] }];
  where.add('u.site_id = ?', site);
  if (groupId !== undefined) return [{ column: 'u.group_id', type: 'uuid', values: [groupId] }];
  if (login !== undefined) return [];
  return reachRanges(sql, caller, where, { table, id: 'u.id', sites: 'u.site_id', groups: 'u.group_id' });
}
