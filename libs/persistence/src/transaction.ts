import type { Pool, PoolClient } from 'pg';

/**
 * Runs work in one transaction; a connection that could not even roll back is not used again.
 *
 * @param begin `BEGIN`, and what is set for this transaction alone
 */
export async function inTransaction<Result>(pool: Pool, work: (client: PoolClient) => Promise<Result>, begin = 'BEGIN'): Promise<Result> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query(begin);
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    broken = await rollback(client);
    throw error;
  } finally {
    client.release(broken);
  }
}

/** Ends the transaction. @returns the error that makes the connection unusable, if any: then the pool must throw it away */
export async function rollback(client: PoolClient): Promise<Error | undefined> {
  try {
    await client.query('ROLLBACK');
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error('rollback failed');
  }
}
