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

  /** How many end in each month (UTC), in order; months without any are left out. */
  async byMonth({ site, assigned, endsFrom, endsTo }: ExpiryQuestion, caller: Caller): Promise<{ month: string; tokens: number }[]> {
    return this.database.read(async (sql) => {
      const where = new Conditions()
        .add('t.site_id = ?', await siteFilter(sql, site, caller))
        .add('t.assigned = ?', assigned)
        .add('t.ends_at >= ?::timestamptz', endsFrom)
        .add('t.ends_at < ?::timestamptz', endsTo);
      await within(sql, caller, 'token', where);
      // Only the condition of a scope of groups is about who holds the token.
      const from = caller.scope.kind === 'groups' ? tokens.from : 'directory.token t';
      return sql.rows<{ month: string; tokens: number }>(
        `SELECT to_char(t.ends_at AT TIME ZONE 'UTC', 'YYYY-MM') AS month, count(*)::int AS tokens FROM ${from} WHERE ${where.toString()} GROUP BY 1 ORDER BY 1`, where.values);
    });
  }
}
