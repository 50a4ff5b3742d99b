import type { Pool, PoolClient } from 'pg';

/** Runs work in one transaction; a connection that could not even roll back is not used again. */
export async function inTransaction<Result>(pool: Pool, work: (client: PoolClient) => Promise<Result>): Promise<Result> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    broken = await client.query('ROLLBACK').then(() => undefined, (failure: Error) => failure);
    throw error;
  } finally {
    client.release(broken);
  }
}
