import type { adminApi } from '@countersign/contracts';
import type { Caller } from '../../domain/caller.ts';
import { requireSiteScope } from '../../domain/caller.ts';
import { Refused } from '../../domain/refused.ts';
import { Conditions } from './page.ts';
import { one, type Source, type Sql } from './sql.ts';

type Scope = adminApi.Scope;
/** What has a reach. No agent host, RADIUS profile, job, back end or rule of a site lies in a scope of groups. */
export type Resource = 'site' | 'group' | 'user' | 'token' | 'agent-host' | 'administrator' | 'api-key' | 'job' | 'back-end' | 'first-factor' | 'directory-sync' | 'radius-profile';

/**
 * Which rows are in the reach of sites, and of groups; `?` stands for the identifiers of the sites (with those below
 * them) and of the groups. A token follows whoever holds it: its site counts while it is unassigned.
 */
const CONDITIONS: Readonly<Record<Resource, { readonly sites: string; readonly groups: string }>> = {
  site: { sites: 'id = ANY (?)', groups: 'id IN (SELECT site_id FROM directory.user_group WHERE id = ANY (?))' },
  group: { sites: 'site_id = ANY (?)', groups: 'id = ANY (?)' },
  user: { sites: 'u.site_id = ANY (?)', groups: 'u.group_id = ANY (?)' },
  administrator: { sites: 'u.site_id = ANY (?)', groups: 'u.group_id = ANY (?)' },
  token: {
    sites: 't.reach_site_id = ANY (?)',
    groups: '(u.group_id = ANY (?) OR (NOT t.assigned AND t.site_id IN (SELECT site_id FROM directory.user_group WHERE id = ANY (?))))',
  },
  /** A key that reaches no further. */
  'api-key': {
    sites: `(CASE scope_kind WHEN 'sites' THEN scope_ids <@ ?::uuid[]
      WHEN 'groups' THEN scope_ids <@ ARRAY (SELECT id FROM directory.user_group WHERE site_id = ANY (?)) ELSE false END)`,
    groups: '(scope_kind = \'groups\' AND scope_ids <@ ?::uuid[])',
  },
  /** And address pools. */
  'radius-profile': { sites: 'site_id = ANY (?)', groups: '?::uuid[] IS NULL' },
  'agent-host': { sites: 'h.site_id = ANY (?)', groups: '?::uuid[] IS NULL' },
  job: { sites: 'j.site_id = ANY (?)', groups: '?::uuid[] IS NULL' },
  'back-end': { sites: 'b.site_id = ANY (?)', groups: '?::uuid[] IS NULL' },
  'directory-sync': { sites: 'd.site_id = ANY (?)', groups: '?::uuid[] IS NULL' },
  'first-factor': { sites: 'f.site_id = ANY (?)', groups: '?::uuid[] IS NULL' },
};

/** Adds to the conditions of a query that its rows are in the caller's scope. */
export async function within(sql: Sql, { scope }: Pick<Caller, 'scope'>, resource: Resource, where: Conditions): Promise<Conditions> {
  switch (scope.kind) {
    case 'all':
      return where;
    case 'sites':
      return where.add(CONDITIONS[resource].sites, await sitesBelow(sql, scope.ids));
    case 'groups':
      return where.add(CONDITIONS[resource].groups, scope.ids);
  }
}

/** The sites and everything below each. */
export async function sitesBelow(sql: Sql, ids: readonly string[]): Promise<string[]> {
  const rows = await sql.rows<{ id: string }>('SELECT id FROM directory.site WHERE ancestors && $1::uuid[]', [ids]);
  return rows.map(({ id }) => id);
}

/** The sites whose lines of the trail the caller may read; undefined: all lines, those of no site too. @throws Refused forbidden */
export async function sitesOf(sql: Sql, caller: Pick<Caller, 'scope'>): Promise<string[] | undefined> {
  requireSiteScope(caller);
  return caller.scope.kind === 'sites' ? sitesBelow(sql, caller.scope.ids) : undefined;
}

/**
 * The one row, if the caller reaches it.
 * @param idColumn such as `u.id`
 * @param lock what follows the condition, such as `FOR UPDATE OF u`
 * @throws Refused not-found: out of scope looks like absent
 */
export async function oneWithin<Row>(
  sql: Sql, caller: Pick<Caller, 'scope'>, resource: Resource, source: Source, { id, idColumn, lock = '' }: { id: string; idColumn: string; lock?: string },
): Promise<Row> {
  const where = await within(sql, caller, resource, new Conditions().add(`${idColumn} = ?`, id));
  return one<Row>(sql, source, `WHERE ${where.toString()} ${lock}`, where.values);
}

/** Something new is to belong to the site. @throws Refused not-found, forbidden */
export async function requireSite(sql: Sql, caller: Pick<Caller, 'scope'>, siteId: string): Promise<void> {
  requireSiteScope(caller);
  const where = await within(sql, caller, 'site', new Conditions().add('id = ?', siteId));
  const [row] = await sql.rows(`SELECT FROM directory.site WHERE ${where.toString()}`, where.values);
  if (row === undefined) throw new Refused('not-found', 'There is no such site.');
}

/** @throws Refused not-found */
export async function requireGroup(sql: Sql, caller: Pick<Caller, 'scope'>, groupId: string): Promise<void> {
  const where = await within(sql, caller, 'group', new Conditions().add('id = ?', groupId));
  const [row] = await sql.rows(`SELECT FROM directory.user_group WHERE ${where.toString()}`, where.values);
  if (row === undefined) throw new Refused('not-found', 'There is no such group.');
}

/** Whether everything in the other scope lies in this one; identifiers that lead nowhere lie in none. */
export async function coversScope(sql: Sql, own: Scope, other: Scope): Promise<boolean> {
  if (other.kind === 'all') return own.kind === 'all';
  const table = other.kind === 'sites' ? 'site' : 'user_group';
  if (own.kind === 'groups' && other.kind === 'sites') return false;
  const where = await within(sql, { scope: own }, other.kind === 'sites' ? 'site' : 'group', new Conditions().add('id = ANY (?)', other.ids));
  const [found] = await sql.rows<{ count: number }>(`SELECT count(*)::int AS count FROM directory.${table} WHERE ${where.toString()}`, where.values);
  return found?.count === new Set(other.ids).size;
}
