import type { adminApi } from '@countersign/contracts';
import { type DirectorySettings, isFilter } from '@countersign/ldap';
import type { NewJob } from '../../application/jobs/job-handler.ts';
import { changed, deleted, made } from '../../application/recorded-change.ts';
import { type Caller, requireSiteScope } from '../../domain/caller.ts';
import { Refused } from '../../domain/refused.ts';
import type { Asked } from './asked.ts';
import type { BackEnds } from './back-ends.ts';
import type { DirectoryDatabase } from './directory-database.ts';
import { Conditions, page, type Page, type PageRequest } from './page.ts';
import { oneWithin, requireSite, within } from './reach.ts';
import { siteFilter } from './sites.ts';
import { insertRow, one, requireVersion, updateRow, type Optional, type Source, type Sql } from './sql.ts';

type DirectorySync = adminApi.DirectorySync;
type SyncInput = Pick<DirectorySync, 'name' | 'baseDn' | 'filter' | 'attributes' | 'makeGroups' | 'missing'>;

const source: Source = {
  columns: `d.id, d.site_id AS "siteId", d.back_end_id AS "backEndId", d.name, d.base_dn AS "baseDn", d.filter, d.attributes, d.make_groups AS "makeGroups", d.missing,
    (SELECT count(*) FROM directory.synchronised_user s WHERE s.sync_id = d.id)::int AS users,
    (SELECT jsonb_build_object('id', j.id, 'state', j.state, 'dryRun', j.dry_run, 'createdAt', to_char(j.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
      FROM directory.job j WHERE j.exclusive = 'ldap-sync:' || d.id ORDER BY j.id DESC LIMIT 1) AS "lastJob", d.version`,
  from: 'directory.directory_sync d',
  what: 'synchronisation',
};
const reachSync = async (sql: Sql, id: string, caller: Caller, lock = ''): Promise<DirectorySync> =>
  oneWithin<DirectorySync>(sql, caller, 'directory-sync', source, { id, idColumn: 'd.id', lock });
const findSync = async (sql: Sql, id: string): Promise<DirectorySync> => one<DirectorySync>(sql, source, 'WHERE d.id = $1', [id]);

/** Synchronisations as administrators set them up; a job runs them. */
export class DirectorySyncs {
  constructor(private readonly database: DirectoryDatabase, private readonly backEnds: BackEnds) {}

  async list(query: PageRequest & Optional<{ site: string }>, caller: Caller): Promise<Page<DirectorySync>> {
    return this.database.read(async (sql) => {
      const where = new Conditions().add('d.site_id = ?', await siteFilter(sql, query.site, caller));
      await within(sql, caller, 'directory-sync', where);
      return page<DirectorySync>(sql, query, source, where, { key: 'd.name', id: 'd.id' });
    });
  }

  async get(id: string, caller: Caller): Promise<DirectorySync> {
    return this.database.read(async (sql) => reachSync(sql, id, caller));
  }

  async create({ siteId, backEndId, ...input }: SyncInput & { siteId: string; backEndId: string }, caller: Caller): Promise<DirectorySync> {
    requireFilter(input.filter);
    await this.backEnds.get(backEndId, caller);
    return this.database.change(caller, async (sql) => {
      await requireSite(sql, caller, siteId);
      const id = sql.newId();
      await insertRow(sql, 'directory_sync', { id, site_id: siteId, back_end_id: backEndId, ...columnsOf(input) });
      const after = await findSync(sql, id);
      sql.record(made('directory-sync', 'create', after));
      return after;
    });
  }

  async update(id: string, input: Optional<SyncInput>, { caller, version }: Asked): Promise<DirectorySync> {
    if (input.filter !== undefined) requireFilter(input.filter);
    return this.database.change(caller, async (sql) => {
      const before = await reachSync(sql, id, caller, 'FOR UPDATE OF d');
      requireSiteScope(caller);
      requireVersion(before, version);
      await updateRow(sql, 'directory_sync', id, columnsOf(input));
      const after = await findSync(sql, id);
      sql.record(changed('directory-sync', 'update', { before, after }));
      return after;
    });
  }

  async delete(id: string, { caller, version }: Asked): Promise<void> {
    await this.database.change(caller, async (sql) => {
      const before = await reachSync(sql, id, caller, 'FOR UPDATE OF d');
      requireSiteScope(caller);
      requireVersion(before, version);
      await sql.run('DELETE FROM directory.directory_sync WHERE id = $1', [id]);
      sql.record(deleted('directory-sync', before));
    });
  }

  /** The job that runs it; one at a time. @throws Refused not-found, forbidden */
  async job(id: string, { dryRun, force }: { dryRun: boolean; force: boolean }, caller: Caller): Promise<NewJob> {
    requireSiteScope(caller);
    const { siteId, name } = await this.get(id, caller);
    return { kind: 'ldap-sync', siteId, label: name, dryRun, options: { syncId: id, force }, exclusive: `ldap-sync:${id}` };
  }

  /** What a run needs to know. @throws Refused not-found where the caller reaches neither it nor its back end any more */
  async plan(id: string, caller: Caller): Promise<{ sync: DirectorySync; settings: DirectorySettings }> {
    const sync = await this.get(id, caller);
    return { sync, settings: await this.backEnds.settingsOf(sync.backEndId, caller) };
  }
}

const columnsOf = (input: Optional<SyncInput>) => ({
  name: input.name, base_dn: input.baseDn, filter: input.filter, attributes: input.attributes && JSON.stringify(input.attributes), make_groups: input.makeGroups,
  missing: input.missing,
});

/** @throws Refused bad-request */
function requireFilter(filter: string): void {
  if (!isFilter(filter)) throw new Refused('bad-request', 'The filter is not one of LDAP, such as (objectClass=person).');
}
