import type { Pool } from 'pg';

/** Milliseconds since the oldest event that has not reached the stream yet was committed; 0 when there is none. */
export async function outboxAgeMs(pool: Pool, schema: string): Promise<number> {
  // Ids are ordered by time: this reads one row however many wait.
  const { rows: [oldest] } = await pool.query<{ age: number }>(
    `SELECT 1000 * extract(epoch FROM clock_timestamp() - created_at)::float8 AS age FROM ${schema}.outbox ORDER BY id LIMIT 1`);
  return Math.max(0, oldest?.age ?? 0);
}

/** What waits for the stream: its age as {@link outboxAgeMs}, and how many rows there are, counted up to `most`. */
export async function outboxBacklog(pool: Pool, schema: string, most: number): Promise<{ readonly messages: number; readonly oldestMs: number }> {
  const { rows: [found] } = await pool.query<{ messages: number }>(
    `SELECT count(*)::int AS messages FROM (SELECT FROM ${schema}.outbox LIMIT $1) AS waiting`, [most]);
  const messages = found?.messages ?? 0;
  return { messages, oldestMs: messages === 0 ? 0 : Math.round(await outboxAgeMs(pool, schema)) };
}
