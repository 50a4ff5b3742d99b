import type * as adminApi from '@countersign/contracts/admin-api';
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
  /** A key that reaches something here, and nothing elsewhere. */
  'api-key': {
    sites: `(CASE scope_kind
      WHEN 'sites' THEN scope_ids && ?::uuid[] AND NOT EXISTS (SELECT FROM directory.site s WHERE s.id = ANY (scope_ids) AND s.id <> ALL (?))
      WHEN 'groups' THEN scope_ids && ARRAY (SELECT id FROM directory.user_group WHERE site_id = ANY (?))
        AND NOT EXISTS (SELECT FROM directory.user_group g WHERE g.id = ANY (scope_ids) AND g.site_id <> ALL (?)) ELSE false END)`,
    groups: `(scope_kind = 'groups' AND scope_ids && ?::uuid[]
      AND NOT EXISTS (SELECT FROM directory.user_group g WHERE g.id = ANY (scope_ids) AND g.id <> ALL (?)))`,
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

/** Adds that its rows are beyond the caller's scope. */
export async function beyond(sql: Sql, { scope }: Pick<Caller, 'scope'>, resource: Resource, where: Conditions): Promise<Conditions> {
  switch (scope.kind) {
    case 'all':
      return where.require('false');
    case 'sites':
      return where.add(`NOT (${CONDITIONS[resource].sites})`, await sitesBelow(sql, scope.ids));
    case 'groups':
      return where.add(`NOT (${CONDITIONS[resource].groups})`, scope.ids);
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

const tableOf = ({ kind }: Exclude<Scope, { kind: 'all' }>): string => (kind === 'sites' ? 'directory.site' : 'directory.user_group');

/**
 * Whether nothing that the other scope reaches lies beyond this one. What is gone counts for nothing: else whoever names a
 * site and has it deleted would be above everybody.
 */
export async function coversScope(sql: Sql, own: Scope, other: Scope): Promise<boolean> {
  if (own.kind === 'all') return true;
  if (other.kind === 'all') return false;
  const covered = new Conditions();
  // Groups are of a site: who leads some sees it, and does not reach all of it.
  if (own.kind === 'groups' && other.kind === 'sites') covered.require('false');
  else await within(sql, { scope: own }, other.kind === 'sites' ? 'site' : 'group', covered);
  const [beyond] = await sql.rows(`SELECT FROM ${tableOf(other)} WHERE id = ANY (${covered.value(other.ids)}::uuid[]) AND NOT (${covered.toString()}) LIMIT 1`, covered.values);
  return beyond === undefined;
}

/** Whether a site or group of the scope is still there. */
export async function reachesAnything(sql: Sql, scope: Scope): Promise<boolean> {
  if (scope.kind === 'all') return true;
  const [left] = await sql.rows(`SELECT FROM ${tableOf(scope)} WHERE id = ANY ($1::uuid[]) LIMIT 1`, [scope.ids]);
  return left !== undefined;
}

/**
 * A role or a key is to reach there: each site or group is there, and stays until the transaction ends – its deletion
 * waits, and finds the new scope.
 * @throws Refused not-found: it is not there, or not in the caller's reach
 */
export async function holdScope(sql: Sql, caller: Pick<Caller, 'scope'>, scope: Scope): Promise<void> {
  if (scope.kind === 'all') return;
  const held = await sql.rows(`SELECT FROM ${tableOf(scope)} WHERE id = ANY ($1::uuid[]) ORDER BY id FOR KEY SHARE`, [scope.ids]);
  if (held.length !== new Set(scope.ids).size || !await coversScope(sql, caller.scope, scope)) throw new Refused('not-found', 'There is no such site or group.');
}
