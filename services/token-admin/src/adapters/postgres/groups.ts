import type { Actor, adminApi } from '@countersign/contracts';
import type { DirectoryDatabase } from './directory-database.ts';
import { resolveSite } from './sites.ts';
import { Conditions, one, page, requireVersion, updateRow, type Page, type PageRequest, type Sql } from './sql.ts';

type Group = adminApi.Group;

const SELECT = 'SELECT id, site_id AS "siteId", name, version FROM directory.user_group';
const findGroup = async (sql: Sql, id: string, lock = ''): Promise<Group> => one<Group>(sql, 'group', `${SELECT} WHERE id = $1 ${lock}`, [id]);

/** Groups: users of one site, activated on agent hosts together. */
export class Groups {
  constructor(private readonly database: DirectoryDatabase) {}

  async list(query: PageRequest & { site?: string | undefined; name?: string | undefined }): Promise<Page<Group>> {
    return this.database.read(async (sql) => {
      const site = query.site === undefined ? undefined : (await resolveSite(sql, query.site)).id;
      const where = new Conditions().add('site_id = ?', site).add('name = ?', query.name);
      return page<Group>(sql, query, { select: SELECT, where, key: 'name', id: 'id' });
    });
  }

  async get(id: string): Promise<Group> {
    return this.database.read(async (sql) => findGroup(sql, id));
  }

  async create(input: { siteId: string; name: string }, actor: Actor): Promise<Group> {
    return this.database.change(actor, async (sql) => {
      const id = sql.newId();
      await sql.run('INSERT INTO directory.user_group (id, site_id, name) VALUES ($1, $2, $3)', [id, input.siteId, input.name]);
      const after = await findGroup(sql, id);
      sql.record({ action: 'group.create', object: { type: 'group', id, label: after.name }, site: after.siteId, after });
      return after;
    });
  }

  async update(id: string, input: { name?: string | undefined; version?: number | undefined }, actor: Actor): Promise<Group> {
    return this.database.change(actor, async (sql) => {
      const before = await findGroup(sql, id, 'FOR UPDATE');
      requireVersion(before, input.version);
      await updateRow(sql, 'user_group', id, { name: input.name });
      const after = await findGroup(sql, id);
      sql.record({ action: 'group.update', object: { type: 'group', id, label: after.name }, site: after.siteId, before, after });
      return after;
    });
  }

  async delete(id: string, actor: Actor): Promise<void> {
    await this.database.change(actor, async (sql) => {
      const before = await findGroup(sql, id, 'FOR UPDATE');
      await sql.run('DELETE FROM directory.user_group WHERE id = $1', [id]);
      sql.record({ action: 'group.delete', object: { type: 'group', id, label: before.name }, site: before.siteId, before });
    });
  }
}
