import type * as adminApi from '@countersign/contracts/admin-api';
import { type Caller, systemCaller } from '../../domain/caller.ts';
import { nextRun } from '../../domain/next-run.ts';
import type { DirectoryDatabase } from './directory-database.ts';
import { syncJob } from './directory-syncs.ts';
import type { Jobs } from './jobs.ts';

interface DueRow {
  readonly id: string;
  readonly siteId: string;
  readonly backEndSiteId: string;
  readonly makeGroups: boolean;
  readonly name: string;
  readonly schedule: adminApi.SyncSchedule;
  readonly dueAt: string;
  readonly timeZone: string;
  readonly busy: boolean;
}

/** Synchronisations that are begun at a time. */
const AT_ONCE = 10;
/** A row that another replica is at, is left to that one. */
const DUE = `
  SELECT d.id, d.site_id AS "siteId", b.site_id AS "backEndSiteId", d.make_groups AS "makeGroups", d.name, d.schedule, d.next_run_at AS "dueAt", s.time_zone AS "timeZone",
    EXISTS (SELECT FROM directory.job j WHERE j.exclusive = 'ldap-sync:' || d.id AND j.ended_at IS NULL) AS busy
  FROM directory.directory_sync d JOIN directory.site s ON s.id = d.site_id JOIN directory.back_end b ON b.id = d.back_end_id
  WHERE d.next_run_at <= $1 ORDER BY d.next_run_at LIMIT ${AT_ONCE} FOR UPDATE OF d SKIP LOCKED`;

/**
 * A schedule belongs to its site, as an agent host does, and goes on when whoever set it has left: it runs with no more
 * than a run needs, within its site, that of its back end, and those below them.
 */
const scheduled = (makeGroups: boolean, sites: readonly string[]): Caller => ({
  ...systemCaller('schedule'), permissions: new Set(makeGroups ? ['users.write', 'groups.write'] : ['users.write']), scope: { kind: 'sites', ids: [...new Set(sites)] },
});

/** Makes jobs of the synchronisations whose time has come: one for each, whichever replica notices it and however late. */
export class DueSyncs {
  constructor(private readonly database: DirectoryDatabase, private readonly jobs: Pick<Jobs, 'insert'>, private readonly now: () => number) {}

  async begin(): Promise<void> {
    const now = this.now();
    const [any] = await this.database.read(async (sql) => sql.rows('SELECT FROM directory.directory_sync WHERE next_run_at <= $1 LIMIT 1', [new Date(now)]));
    if (any === undefined) return;
    const caller = systemCaller('schedule');
    await this.database.change(caller, async (sql) => {
      for (const { id, siteId, backEndSiteId, makeGroups, name, schedule, dueAt, timeZone, busy } of await sql.rows<DueRow>(DUE, [new Date(now)])) {
        // A run that somebody has started meanwhile is as good.
        if (!busy) await this.jobs.insert(sql, syncJob({ id, siteId, name }, { dryRun: false, force: false }), scheduled(makeGroups, [siteId, backEndSiteId]));
        const next = nextRun(schedule, { since: Date.parse(dueAt), now, timeZone });
        await sql.run('UPDATE directory.directory_sync SET next_run_at = $2 WHERE id = $1', [id, new Date(next)]);
      }
    });
  }
}
