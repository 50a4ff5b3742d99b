import { isDeepStrictEqual } from 'node:util';
import type { ResultCode } from '@countersign/contracts';
import type * as adminApi from '@countersign/contracts/admin-api';
import { type DirectorySettings, isFilter } from '@countersign/ldap';
import type { NewJob } from '../../application/jobs/job-handler.ts';
import { changed, deleted, made } from '../../application/recorded-change.ts';
import { type Caller, requirePermission, requireSiteScope } from '../../domain/caller.ts';
import { nextRun } from '../../domain/next-run.ts';
import { Refused } from '../../domain/refused.ts';
import type { Asked } from './asked.ts';
import type { BackEnds } from './back-ends.ts';
import type { DirectoryDatabase } from './directory-database.ts';
import { Conditions, page, type Page, type PageRequest } from './page.ts';
import { oneWithin, requireSite, within } from './reach.ts';
import { siteFilter } from './sites.ts';
import { insertRow, jsonOf, one, requireVersion, updateRow, type Optional, type Source, type Sql } from './sql.ts';

type DirectorySync = adminApi.DirectorySync;
type SyncInput = Pick<DirectorySync, 'name' | 'baseDn' | 'filter' | 'attributes' | 'makeGroups' | 'missing' | 'schedule'>;

const source: Source = {
  columns: `d.id, d.site_id AS "siteId", d.back_end_id AS "backEndId", d.name, d.base_dn AS "baseDn", d.filter, d.attributes, d.make_groups AS "makeGroups", d.missing, d.schedule, d.next_run_at AS "nextRunAt",
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
  constructor(private readonly database: DirectoryDatabase, private readonly backEnds: BackEnds, private readonly now: () => number) {}

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
    if (input.schedule !== null) requireRunnable(input.makeGroups, caller);
    await this.backEnds.get(backEndId, caller);
    return this.database.change(caller, async (sql) => {
      await requireSite(sql, caller, siteId);
      const id = sql.newId();
      await insertRow(sql, 'directory_sync', { id, site_id: siteId, back_end_id: backEndId, ...columnsOf(input), next_run_at: await this.#firstRun(sql, input.schedule, siteId) });
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
      const schedule = input.schedule === undefined ? before.schedule : input.schedule;
      // What runs by itself is changed by those alone who may run it.
      if (schedule !== null) requireRunnable(input.makeGroups ?? before.makeGroups, caller);
      if (asksOtherwise(before, input)) await requireBackEnd(sql, caller, before.backEndId);
      const nextRunAt = JSON.stringify(schedule) === JSON.stringify(before.schedule) ? undefined : await this.#firstRun(sql, schedule, before.siteId);
      await updateRow(sql, 'directory_sync', id, { ...columnsOf(input), next_run_at: nextRunAt });
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
    const sync = await this.get(id, caller);
    requireRunnable(sync.makeGroups, caller);
    return syncJob(sync, { dryRun, force });
  }

  /** A run that failed for good stands in the trail, where nothing else of it would. @throws Refused */
  async recordFailure({ id, name, siteId }: DirectorySync, caller: Caller, { code, detail }: { code: ResultCode; detail: string | null }): Promise<void> {
    await this.database.change(caller, async (sql) => {
      sql.record({
        action: 'directory-sync', result: code, object: { type: 'directory-sync', id, label: name }, site: siteId, user: null, agentHost: null, before: {}, after: { detail },
      });
    });
  }

  async #firstRun(sql: Sql, schedule: adminApi.SyncSchedule | null, siteId: string): Promise<Date | null> {
    if (schedule === null) return null;
    const [site] = await sql.rows<{ timeZone: string }>('SELECT time_zone AS "timeZone" FROM directory.site WHERE id = $1', [siteId]);
    const now = this.now();
    return new Date(nextRun(schedule, { since: now, now, timeZone: site?.timeZone ?? 'UTC' }));
  }

  /** What a run needs to know. @throws Refused not-found where the caller reaches neither it nor its back end any more; forbidden */
  async plan(id: string, caller: Caller): Promise<{ sync: DirectorySync; settings: DirectorySettings }> {
    const sync = await this.get(id, caller);
    requireRunnable(sync.makeGroups, caller);
    return { sync, settings: await this.backEnds.settingsOf(sync.backEndId, caller) };
  }
}

/** Whoever runs it changes users by it, and maybe makes groups. @throws Refused forbidden */
function requireRunnable(makeGroups: boolean, caller: Caller): void {
  requirePermission(caller, 'users.write');
  if (makeGroups) requirePermission(caller, 'groups.write');
}

/** Whether its back end would be asked for something else, or at other times. */
const asksOtherwise = (before: DirectorySync, { baseDn, filter, attributes, schedule }: Optional<SyncInput>): boolean =>
  Object.entries({ baseDn, filter, attributes, ...schedule === null ? {} : { schedule } })
    .some(([name, wanted]) => wanted !== undefined && !isDeepStrictEqual(wanted, Reflect.get(before, name)));

/**
 * A schedule reaches the back end whoever set it. So what is read there, with the service account of that site, and when, is
 * for those alone who could use the back end for a new one.
 * @throws Refused forbidden
 */
async function requireBackEnd(sql: Sql, caller: Caller, id: string): Promise<void> {
  const where = await within(sql, caller, 'back-end', new Conditions().add('b.id = ?', id));
  const [row] = await sql.rows(`SELECT FROM directory.back_end b WHERE ${where.toString()}`, where.values);
  if (row === undefined) throw new Refused('forbidden', 'Its back end lies beyond the scope: what is read there, and when, is for those who reach it.');
}

/** One at a time of each. */
export const syncJob = ({ id, siteId, name }: Pick<DirectorySync, 'id' | 'siteId' | 'name'>, { dryRun, force }: { dryRun: boolean; force: boolean }): NewJob => ({
  kind: 'ldap-sync', siteId, label: name, dryRun, options: { syncId: id, force }, exclusive: `ldap-sync:${id}`,
});

const columnsOf = (input: Optional<SyncInput>) => ({
  name: input.name, base_dn: input.baseDn, filter: input.filter, attributes: input.attributes && JSON.stringify(input.attributes), make_groups: input.makeGroups,
  missing: input.missing, schedule: jsonOf(input.schedule),
});

/** @throws Refused bad-request */
function requireFilter(filter: string): void {
  if (!isFilter(filter)) throw new Refused('bad-request', 'The filter is not one of LDAP, such as (objectClass=person).');
}
