import type { Pool, PoolClient } from 'pg';
import { isBadData, isRetryable } from '@countersign/persistence';
import type { SignInStore, SignInTransaction } from '../../application/ports.ts';
import { PostgresSignInTransaction, SeedMoved } from './sign-in-transaction.ts';
import type { TokenVault } from './token-vault.ts';

/** How often a batch is tried in all. A deadlock is rare: locks have one order. */
const TRIES = 5;

export class PostgresSignInStore implements SignInStore {
  constructor(
    private readonly pool: Pool, private readonly vault: TokenVault, readonly wakeRelay: () => void,
  ) {}

  async transaction<T>(work: (transaction: SignInTransaction) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.once(work);
      } catch (error) {
        if (attempt === TRIES) throw error;
        if (!(error instanceof SeedMoved) && !isRetryable(error)) throw error;
      }
    }
  }

  isBadData(error: unknown): boolean {
    return isBadData(error);
  }

  private async once<T>(work: (transaction: SignInTransaction) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    let broken: Error | undefined;
    try {
      // Not waited for: BEGIN fails only with its connection, and then everything after it fails, too.
      client.query('BEGIN').catch(() => undefined);
      const result = await work(new PostgresSignInTransaction(client, this.vault));
      await client.query('COMMIT');
      return result;
    } catch (error) {
      broken = await rollback(client);
      throw error;
    } finally {
      client.release(broken);
    }
  }
}

/** The error that makes the connection unusable, if any: then the pool must throw it away. */
async function rollback(client: PoolClient): Promise<Error | undefined> {
  try {
    await client.query('ROLLBACK');
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error('rollback failed');
  }
}
