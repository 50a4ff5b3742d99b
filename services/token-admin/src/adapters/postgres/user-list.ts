import { foldLogin, type adminApi } from '@countersign/contracts';
import type { Caller } from '../../domain/caller.ts';
import { siteRanges } from './list-ranges.ts';
import { Conditions, mergedPage, type Order, type Page, type PageRequest } from './page.ts';
import { within } from './reach.ts';
import { siteFilter } from './sites.ts';
import type { Optional, Sql } from './sql.ts';
import { users as source } from './user-rows.ts';

export type UserQuery = PageRequest & { readonly sort: adminApi.UserSort } & Optional<{ site: string; login: string; search: string; groupId: string }>;

/** The names of the orders are in the cursors that they give. */
const ORDERS: Readonly<Record<adminApi.UserSort, Order>> = {
  login: { key: 'u.login_folded', id: 'u.id', name: 'login' },
  '-login': { key: 'u.login_folded', id: 'u.id', descending: true, name: '-login' },
  displayName: { key: 'u.display_name', id: 'u.id', name: 'displayName' },
  newest: { key: 'u.id', id: 'u.id', type: 'uuid', descending: true, name: 'newest' },
};

export async function listUserRows(sql: Sql, query: UserQuery, caller: Caller): Promise<Page<adminApi.User>> {
  const site = await siteFilter(sql, query.site, caller);
  const where = new Conditions()
    .add('u.site_id = ?', site)
    .add('u.group_id = ?', query.groupId)
    .add('u.login_folded = ?', query.login && foldLogin(query.login))
    .add('starts_with(u.login_folded, ?)', query.search && foldLogin(query.search));
  const table = 'directory.user_account u';
  const ranges = site === undefined && query.groupId === undefined ? await siteRanges(sql, caller, where, { table, id: 'u.id', site: 'u.site_id' }) : [];
  await within(sql, caller, 'user', where);
  return mergedPage<adminApi.User>(sql, query, source, where, ORDERS[query.sort], { table, ranges });
}
