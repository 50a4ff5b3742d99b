import type * as adminApi from '@countersign/contracts/admin-api';
import { nextRun } from '../../domain/next-run.ts';
import type { Sql } from './sql.ts';

const DAILY = `
  SELECT id, schedule FROM directory.directory_sync
  WHERE site_id = $1 AND schedule ->> 'every' = 'day' AND next_run_at > $2 ORDER BY id FOR UPDATE`;

/**
 * The site has another time zone: the hour of a daily synchronisation is another moment now. What is due already stays
 * due, and hours that are counted go on.
 */
export async function rescheduleSyncs(sql: Sql, { id: siteId, timeZone }: Pick<adminApi.Site, 'id' | 'timeZone'>, now: number): Promise<void> {
  for (const { id, schedule } of await sql.rows<{ id: string; schedule: adminApi.SyncSchedule }>(DAILY, [siteId, new Date(now)])) {
    await sql.run('UPDATE directory.directory_sync SET next_run_at = $2 WHERE id = $1', [id, new Date(nextRun(schedule, { since: now, now, timeZone }))]);
  }
}
