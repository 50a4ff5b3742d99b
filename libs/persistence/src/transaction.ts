import type { Pool, PoolClient } from 'pg';

/**
 * Runs work in one transaction; a connection that could not even roll back is not used again.
 *
 * @param begin `BEGIN`, and what is set for this transaction alone
 * @throws what the work throws; also where it went on after a statement that failed: the database keeps nothing of it then
 */
export async function inTransaction<Result>(pool: Pool, work: (client: PoolClient) => Promise<Result>, begin = 'BEGIN'): Promise<Result> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query(begin);
    const result = await work(client);
    // After a statement that failed the database answers COMMIT with ROLLBACK, and calls that no error.
    if ((await client.query('COMMIT')).command !== 'COMMIT') throw new Error('a statement failed: nothing was committed');
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
