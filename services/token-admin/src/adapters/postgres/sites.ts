import type * as adminApi from '@countersign/contracts/admin-api';
import { changed, deleted, made } from '../../application/recorded-change.ts';
import { type Caller, requireSiteScope } from '../../domain/caller.ts';
import { Refused } from '../../domain/refused.ts';
import { lockAdministrators } from './administrator-guard.ts';
import type { Asked } from './asked.ts';
import type { DirectoryDatabase } from './directory-database.ts';
import { inheritPolicy } from './effective-policies.ts';
import { requireUnused, type Use } from './in-use.ts';
import { takeOutOfScopes } from './lost-scopes.ts';
import { Conditions, page, type Page, type PageRequest } from './page.ts';
import { oneWithin, requireSite, within } from './reach.ts';
import { rescheduleSyncs } from './reschedule-syncs.ts';
import { insertRow, one, requireVersion, select, updateRow, type Optional, type Source, type Sql } from './sql.ts';

type Site = adminApi.Site;

const source: Source = { columns: 'id, parent_id AS "parentId", name, time_zone AS "timeZone", created_at AS "createdAt", version', from: 'directory.site', what: 'site' };
const uses: readonly Use[] = [
  { table: 'site', column: 'parent_id', name: 'name', one: 'site below it', many: 'sites below it' },
  { table: 'user_group', column: 'site_id', name: 'name', one: 'group', many: 'groups' },
  { table: 'user_account', column: 'site_id', name: 'login', one: 'user', many: 'users' },
  { table: 'token', column: 'site_id', name: 'serial', one: 'token', many: 'tokens' },
  { table: 'agent_host', column: 'site_id', name: 'name', one: 'agent host', many: 'agent hosts' },
  { table: 'back_end', column: 'site_id', name: 'name', one: 'back end', many: 'back ends' },
  { table: 'directory_sync', column: 'site_id', name: 'name', one: 'synchronisation', many: 'synchronisations' },
  { table: 'radius_profile', column: 'site_id', name: 'name', one: 'RADIUS profile', many: 'RADIUS profiles' },
  { table: 'address_pool', column: 'site_id', name: 'name', one: 'address pool', many: 'address pools' },
];
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const findSite = async (sql: Sql, id: string): Promise<Site> => one<Site>(sql, source, 'WHERE id = $1', [id]);
export const reachSite = async (sql: Sql, id: string, caller: Caller): Promise<Site> => oneWithin<Site>(sql, caller, 'site', source, { id, idColumn: 'id' });
const lockSite = async (sql: Sql, id: string, caller: Caller): Promise<Site> =>
  oneWithin<Site>(sql, caller, 'site', source, { id, idColumn: 'id', lock: 'FOR UPDATE' });

/**
 * A site by identifier, by name, or by its path of names from the top (`Head office/Lab`).
 * @throws Refused not-found; ambiguous-name where a name alone means several sites
 */
export async function resolveSite(sql: Sql, reference: string, caller: Caller): Promise<Site> {
  if (UUID.test(reference)) return reachSite(sql, reference, caller);
  const names = reference.split('/');
  const where = await within(sql, caller, 'site', new Conditions().add('name = ?', names.at(-1)));
  const named = await sql.rows<Site & { ancestors: string[] }>(
    select({ ...source, columns: `${source.columns}, ancestors` }, `WHERE ${where.toString()}`), where.values);
  const matching: Site[] = [];
  for (const { ancestors, ...site } of named) {
    if (names.length === 1 || (await pathOf(sql, ancestors)) === reference) matching.push(site);
  }
  const [site, another] = matching;
  if (site === undefined) throw new Refused('not-found', 'There is no such site.');
  if (another !== undefined) throw new Refused('ambiguous-name', 'Several sites have this name: give the path.');
  return site;
}

/** The site that a list is narrowed to, if it is. */
export async function siteFilter(sql: Sql, reference: string | undefined, caller: Caller): Promise<string | undefined> {
  return reference === undefined ? undefined : (await resolveSite(sql, reference, caller)).id;
}

async function pathOf(sql: Sql, ancestors: readonly string[]): Promise<string> {
  const rows = await sql.rows<{ name: string }>('SELECT name FROM directory.site WHERE id = ANY ($1) ORDER BY cardinality(ancestors)', [ancestors]);
  return rows.map(({ name }) => name).join('/');
}

/** Sites of the tree. */
export class Sites {
  constructor(private readonly database: DirectoryDatabase, private readonly now: () => number) {}

  async list(query: PageRequest & Optional<{ site: string; name: string; parentId: string }>, caller: Caller): Promise<Page<Site>> {
    return this.database.read(async (sql) => {
      const where = new Conditions().add('id = ?', await siteFilter(sql, query.site, caller)).add('name = ?', query.name).add('parent_id = ?', query.parentId);
      await within(sql, caller, 'site', where);
      return page<Site>(sql, query, source, where, { key: 'name', id: 'id' });
    });
  }

  async get(id: string, caller: Caller): Promise<Site> {
    return this.database.read(async (sql) => reachSite(sql, id, caller));
  }

  async create(input: { name: string; parentId: string | null; timeZone?: string | undefined }, caller: Caller): Promise<Site> {
    if (input.parentId === null && caller.scope.kind !== 'all') throw new Refused('forbidden', 'A site at the top is above the scope.');
    return this.database.change(caller, async (sql) => {
      if (input.parentId !== null) await requireSite(sql, caller, input.parentId);
      const id = sql.newId();
      const above = input.parentId === null ? undefined : await parentOf(sql, input.parentId);
      const ancestors = [...above?.ancestors ?? [], id];
      await insertRow(sql, 'site', { id, parent_id: input.parentId, name: input.name, ancestors, time_zone: input.timeZone ?? above?.timeZone });
      await inheritPolicy(sql, { id, name: input.name, ancestors });
      const after = await findSite(sql, id);
      sql.record(made('site', 'create', after));
      return after;
    });
  }

  async update(id: string, input: Optional<{ name: string; timeZone: string }>, { caller, version }: Asked): Promise<Site> {
    return this.database.change(caller, async (sql) => {
      const before = await lockSite(sql, id, caller);
      requireSiteScope(caller);
      requireVersion(before, version);
      await updateRow(sql, 'site', id, { name: input.name, time_zone: input.timeZone });
      const after = await findSite(sql, id);
      if (after.timeZone !== before.timeZone) await rescheduleSyncs(sql, after, this.now());
      sql.record(changed('site', 'update', { before, after }));
      return after;
    });
  }

  /** Scopes that name the site name it no more. */
  async delete(id: string, { caller, version }: Asked): Promise<void> {
    await this.database.change(caller, async (sql) => {
      await lockAdministrators(sql); // before anything that a change of a scope holds
      const before = await lockSite(sql, id, caller);
      requireSiteScope(caller);
      requireVersion(before, version);
      await requireUnused(sql, id, uses);
      await takeOutOfScopes(sql, 'sites', id);
      await sql.run('DELETE FROM directory.site WHERE id = $1', [id]);
      sql.record(deleted('site', before));
    });
  }
}

const parentOf = async (sql: Sql, id: string): Promise<{ ancestors: string[]; timeZone: string }> =>
  one(sql, { ...source, columns: 'ancestors, time_zone AS "timeZone"' }, 'WHERE id = $1', [id]);
