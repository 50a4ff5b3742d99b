import type { Actor, adminApi } from '@countersign/contracts';
import { Refused } from '../../domain/refused.ts';
import type { DirectoryDatabase } from './directory-database.ts';
import { Conditions, one, page, requireVersion, updateRow, type Page, type PageRequest, type Sql } from './sql.ts';

type Site = adminApi.Site;

const SELECT = 'SELECT id, parent_id AS "parentId", name, created_at AS "createdAt", version FROM directory.site';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export const findSite = async (sql: Sql, id: string): Promise<Site> => one<Site>(sql, 'site', `${SELECT} WHERE id = $1`, [id]);

/**
 * A site by identifier, by name, or by its path of names from the top (`Head office/Lab`).
 * @throws Refused not-found, or conflict where a name alone means several sites
 */
export async function resolveSite(sql: Sql, reference: string): Promise<Site> {
  if (UUID.test(reference)) return findSite(sql, reference);
  const names = reference.split('/');
  const found = await sql.rows<Site & { ancestors: string[] }>(`${SELECT.replace('version', 'version, ancestors')} WHERE name = $1`, [names.at(-1)]);
  const matching: Site[] = [];
  for (const { ancestors, ...site } of found) {
    if (names.length === 1 || (await pathOf(sql, ancestors)) === reference) matching.push(site);
  }
  const [site, another] = matching;
  if (site === undefined) throw new Refused('not-found', 'There is no such site.');
  if (another !== undefined) throw new Refused('conflict', 'Several sites have this name: give the path.');
  return site;
}

async function pathOf(sql: Sql, ancestors: readonly string[]): Promise<string> {
  const rows = await sql.rows<{ name: string }>('SELECT name FROM directory.site WHERE id = ANY ($1) ORDER BY cardinality(ancestors)', [ancestors]);
  return rows.map(({ name }) => name).join('/');
}

/** Sites of the tree. */
export class Sites {
  constructor(private readonly database: DirectoryDatabase) {}

  async list(query: PageRequest & { site?: string | undefined; name?: string | undefined; parentId?: string | undefined }): Promise<Page<Site>> {
    return this.database.read(async (sql) => {
      const id = query.site === undefined ? undefined : (await resolveSite(sql, query.site)).id;
      const where = new Conditions().add('id = ?', id).add('name = ?', query.name).add('parent_id = ?', query.parentId);
      return page<Site>(sql, query, { select: SELECT, where, key: 'name', id: 'id' });
    });
  }

  async get(id: string): Promise<Site> {
    return this.database.read(async (sql) => findSite(sql, id));
  }

  async create(input: { name: string; parentId: string | null }, actor: Actor): Promise<Site> {
    return this.database.change(actor, async (sql) => {
      const id = sql.newId();
      if (input.parentId !== null) await findSite(sql, input.parentId);
      await sql.run(`
        INSERT INTO directory.site (id, parent_id, name, ancestors)
        VALUES ($1, $2, $3, COALESCE((SELECT ancestors FROM directory.site WHERE id = $2), '{}') || $1::uuid)`, [id, input.parentId, input.name]);
      const after = await findSite(sql, id);
      sql.record({ action: 'site.create', object: { type: 'site', id, label: after.name }, site: id, after });
      return after;
    });
  }

  async update(id: string, input: { name?: string | undefined; version?: number | undefined }, actor: Actor): Promise<Site> {
    return this.database.change(actor, async (sql) => {
      const before = await one<Site>(sql, 'site', `${SELECT} WHERE id = $1 FOR UPDATE`, [id]);
      requireVersion(before, input.version);
      await updateRow(sql, 'site', id, { name: input.name });
      const after = await findSite(sql, id);
      sql.record({ action: 'site.update', object: { type: 'site', id, label: after.name }, site: id, before, after });
      return after;
    });
  }

  async delete(id: string, actor: Actor): Promise<void> {
    await this.database.change(actor, async (sql) => {
      const before = await findSite(sql, id);
      await sql.run('DELETE FROM directory.site WHERE id = $1', [id]);
      sql.record({ action: 'site.delete', object: { type: 'site', id, label: before.name }, site: before.parentId, before });
    });
  }
}
