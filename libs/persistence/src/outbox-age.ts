import type { Pool } from 'pg';

/** Milliseconds since the oldest event that has not reached the stream yet was committed; 0 when there is none. */
export async function outboxAgeMs(pool: Pool, schema: string): Promise<number> {
  // Ids are ordered by time: this reads one row however many wait.
  const { rows: [oldest] } = await pool.query<{ age: number }>(
    `SELECT 1000 * extract(epoch FROM clock_timestamp() - created_at)::float8 AS age FROM ${schema}.outbox ORDER BY id LIMIT 1`);
  return Math.max(0, oldest?.age ?? 0);
}
