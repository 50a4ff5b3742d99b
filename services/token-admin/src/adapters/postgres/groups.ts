import type * as adminApi from '@countersign/contracts/admin-api';
import { changed, deleted, made } from '../../application/recorded-change.ts';
import type { Caller } from '../../domain/caller.ts';
import { requireSiteScope } from '../../domain/caller.ts';
import { lockAdministrators } from './administrator-guard.ts';
import type { Asked } from './asked.ts';
import type { DirectoryDatabase } from './directory-database.ts';
import { requireUnused, type Use } from './in-use.ts';
import { takeOutOfScopes } from './lost-scopes.ts';
import { Conditions, page, type Page, type PageRequest } from './page.ts';
import { oneWithin, requireSite, within } from './reach.ts';
import { siteFilter } from './sites.ts';
import { insertRow, one, requireVersion, updateRow, type Optional, type Source, type Sql } from './sql.ts';
import { requireUsableProfile } from './usable-profile.ts';

type Group = adminApi.Group;

const source: Source = {
  columns: 'id, site_id AS "siteId", name, token_grace_until AS "tokenGraceUntil", radius_profile_id AS "radiusProfileId", version', from: 'directory.user_group', what: 'group',
};
const uses: readonly Use[] = [{ table: 'user_account', column: 'group_id', name: 'login', one: 'user', many: 'users' }];

const findGroup = async (sql: Sql, id: string): Promise<Group> => one<Group>(sql, source, 'WHERE id = $1', [id]);
export const reachGroup = async (sql: Sql, id: string, caller: Caller): Promise<Group> => oneWithin<Group>(sql, caller, 'group', source, { id, idColumn: 'id' });
const lockGroup = async (sql: Sql, id: string, caller: Caller): Promise<Group> =>
  oneWithin<Group>(sql, caller, 'group', source, { id, idColumn: 'id', lock: 'FOR UPDATE' });

/** Groups: users of one site, activated on agent hosts together. */
export class Groups {
  constructor(private readonly database: DirectoryDatabase) {}

  async list(query: PageRequest & Optional<{ site: string; name: string }>, caller: Caller): Promise<Page<Group>> {
    return this.database.read(async (sql) => {
      const where = new Conditions().add('site_id = ?', await siteFilter(sql, query.site, caller)).add('name = ?', query.name);
      await within(sql, caller, 'group', where);
      return page<Group>(sql, query, source, where, { key: 'name', id: 'id' });
    });
  }

  async get(id: string, caller: Caller): Promise<Group> {
    return this.database.read(async (sql) => reachGroup(sql, id, caller));
  }

  async create(input: { siteId: string; name: string; radiusProfileId?: string | null | undefined }, caller: Caller): Promise<Group> {
    return this.database.change(caller, async (sql) => {
      await requireSite(sql, caller, input.siteId);
      await requireUsableProfile(sql, caller, { siteId: input.siteId, before: null }, input.radiusProfileId);
      const id = sql.newId();
      await insertRow(sql, 'user_group', { id, site_id: input.siteId, name: input.name, radius_profile_id: input.radiusProfileId });
      const after = await findGroup(sql, id);
      sql.record(made('group', 'create', after));
      return after;
    });
  }

  async update(id: string, input: Optional<{ name: string; tokenGraceUntil: string | null; radiusProfileId: string | null }>, { caller, version }: Asked): Promise<Group> {
    return this.database.change(caller, async (sql) => {
      const before = await lockGroup(sql, id, caller);
      requireVersion(before, version);
      await requireUsableProfile(sql, caller, { siteId: before.siteId, before: before.radiusProfileId }, input.radiusProfileId);
      await updateRow(sql, 'user_group', id, { name: input.name, token_grace_until: input.tokenGraceUntil, radius_profile_id: input.radiusProfileId });
      const after = await findGroup(sql, id);
      sql.record(changed('group', 'update', { before, after }));
      return after;
    });
  }

  /** Ends the group's activations with it; scopes that name the group name it no more. */
  async delete(id: string, { caller, version }: Asked): Promise<void> {
    await this.database.change(caller, async (sql) => {
      await lockAdministrators(sql); // before anything that a change of a scope holds
      const before = await lockGroup(sql, id, caller);
      requireSiteScope(caller);
      requireVersion(before, version);
      await requireUnused(sql, id, uses);
      await takeOutOfScopes(sql, 'groups', id);
      const ended = await sql.run('DELETE FROM directory.agent_host_group WHERE group_id = $1', [id]);
      await sql.run('DELETE FROM directory.user_group WHERE id = $1', [id]);
      sql.record(deleted('group', before, { was: { activations: ended } }));
    });
  }
}
