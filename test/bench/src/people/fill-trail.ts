import { chainLength } from '../measure/audit-backlog.ts';
import { thousands } from '../report/report.ts';
import { withClient } from '../systems/bench-database.ts';
import { EVENT_NAMES_SQL, eventSql } from './audit-events.ts';

const ROWS_AT_ONCE = 500_000;

/**
 * Fills the trail up to so many events. What is written directly is no valid chain: it is there to be searched, not
 * verified. Its times reach back, one event every 10 ms.
 */
export async function fillTrail(adminUrl: string, events: number, log: (line: string) => void): Promise<void> {
  await withClient(adminUrl, async (client) => {
    for (let present = await chainLength(adminUrl); present < events; present = await chainLength(adminUrl)) {
      const rows = Math.min(ROWS_AT_ONCE, events - present);
      await client.query(`
        INSERT INTO audit.event (sequence, id, at, event, digest)
        SELECT n, id, t, ${eventSql('id')}, sha256(n::text::bytea)
        FROM (SELECT n, uuidv7() AS id, now() - make_interval(secs => (${events} - n) / 100.0) AS t
              FROM generate_series(${present + 1}::bigint, ${present + rows}) AS n) AS numbers`);
      log(`${thousands(present + rows)} events`);
    }
    await client.query(EVENT_NAMES_SQL);
    for (const table of ['event', 'name']) await client.query(`VACUUM (ANALYZE) audit.${table}`);
  });
}
