import { LAST_USE_DAYS, type LastUses, type lastUsesContract } from '@countersign/contracts';
import type { Pool } from 'pg';
import type { z } from 'zod';
import { lastSignIn } from './sign-in-queries.ts';

type Question = z.output<typeof lastUsesContract.request>;

/** Longest that one count may take, in milliseconds: it reads every row. */
const COUNT_TIMEOUT_MS = 25_000;
const DAY_MS = 86_400_000;

const scoped = '($1::uuid[] IS NULL OR u.site_id = ANY($1)) AND ($2::uuid[] IS NULL OR u.group_id = ANY($2))';
const users = `SELECT s.last_sign_in_at AS used FROM directory.auth_user_v1 u LEFT JOIN authn.user_state s USING (user_id) WHERE ${scoped}`;
const tokens = `
  SELECT ${lastSignIn} AS used
  FROM directory.auth_token_v2 t JOIN directory.auth_user_v1 u USING (user_id)
  LEFT JOIN authn.token_state s USING (assignment_id) LEFT JOIN authn.seed_state c ON c.seed_fingerprint = t.seed_fingerprint
  WHERE ${scoped}`;

/** Counts what was used when; one at a time, so that sign-ins keep their connections. */
export class LastUsesCount {
  private before: Promise<unknown> = Promise.resolve();

  constructor(private readonly pool: Pool, private readonly now: () => number) {}

  async count(question: Question): Promise<LastUses> {
    const counted = this.before.then(async () => this.read(question));
    this.before = counted.catch(() => undefined);
    return counted;
  }

  private async read({ of, sites, groups }: Question): Promise<LastUses> {
    // The oldest first, as width_bucket wants it: bucket 0 is longer ago than all, the last one the most recent.
    const edges = LAST_USE_DAYS.toReversed().map((days) => new Date(this.now() - days * DAY_MS).toISOString());
    const client = await this.pool.connect();
    try {
      await client.query('BEGIN READ ONLY');
      await client.query(`SET LOCAL statement_timeout = ${COUNT_TIMEOUT_MS}`);
      const { rows } = await client.query<{ bucket: number | null; count: number }>(
        `SELECT width_bucket(used, $3::timestamptz[]) AS bucket, count(*)::int AS count FROM (${of === 'users' ? users : tokens}) AS each GROUP BY 1`, [sites, groups, edges]);
      const counts = new Map(rows.map(({ bucket, count }) => [bucket, count]));
      return {
        within: LAST_USE_DAYS.map((days, index) => ({ days, count: counts.get(LAST_USE_DAYS.length - index) ?? 0 })),
        longerAgo: counts.get(0) ?? 0, never: counts.get(null) ?? 0,
      };
    } finally {
      // A connection that broke ends by itself.
      await client.query('ROLLBACK').catch(() => undefined);
      client.release();
    }
  }
}
