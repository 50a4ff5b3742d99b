import type { Caller } from '../../domain/caller.ts';
import type { DirectoryDatabase } from './directory-database.ts';
import { Conditions } from './page.ts';
import { within } from './reach.ts';
import { siteFilter } from './sites.ts';
import { tokens } from './token-rows.ts';

export interface ExpiryQuestion {
  readonly site?: string | undefined;
  readonly assigned?: boolean | undefined;
  /** ISO 8601 instants. */
  readonly endsFrom: string;
  readonly endsTo: string;
}

/** When tokens end. */
export class TokenExpiry {
  constructor(private readonly database: DirectoryDatabase) {}

  /**
   * How many end in each month (UTC), in order: what ends at the first moment of a month was good through the month before; months without any are left out. Each month is a range of an index, which
   * alone is read: grouping the same rows by their month takes four times as long.
   */
  async byMonth({ site, assigned, endsFrom, endsTo }: ExpiryQuestion, caller: Caller): Promise<{ month: string; tokens: number }[]> {
    return this.database.read(async (sql) => {
      const where = new Conditions()
        .add('t.site_id = ?', await siteFilter(sql, site, caller))
        .add('t.assigned = ANY (?::boolean[])', assigned === undefined ? [true, false] : [assigned])
        .add('t.enabled = ANY (?::boolean[])', [true, false])
        .require('t.ends_at > months.begin AND t.ends_at <= months.end');
      await within(sql, caller, 'token', where);
      // Only the condition of a scope of groups is about who holds the token.
      const from = caller.scope.kind === 'groups' ? tokens.from : 'directory.token t';
      const [first, last] = [where.value(endsFrom), where.value(endsTo)];
      return sql.rows<{ month: string; tokens: number }>(`
        SELECT * FROM (
          SELECT to_char(month, 'YYYY-MM') AS month, (SELECT count(*)::int FROM ${from} WHERE ${where.toString()}) AS tokens
          FROM generate_series(date_trunc('month', ${first}::timestamptz AT TIME ZONE 'UTC'), ${last}::timestamptz AT TIME ZONE 'UTC', interval '1 month') AS month,
            LATERAL (SELECT GREATEST(month AT TIME ZONE 'UTC', ${first}::timestamptz) AS begin, LEAST((month + interval '1 month') AT TIME ZONE 'UTC', ${last}::timestamptz) AS "end") AS months
        ) AS counted WHERE tokens > 0 ORDER BY month`, where.values);
    });
  }
}
