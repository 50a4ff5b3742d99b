import type { Pool } from 'pg';
import { isBadData, isRetryable, rollback } from '@countersign/persistence';
import type { SignInStore, SignInWork } from '../../application/ports.ts';
import { PolicyCache } from './policy-cache.ts';
import { isAddressTaken } from './loaded-network.ts';
import { sentTogether } from './sent-together.ts';
import { PostgresSignInTransaction, isSeedMoved } from './sign-in-transaction.ts';
import type { TokenVault } from './token-vault.ts';

/** How often a batch is tried in all. A deadlock is rare: locks have one order. */
const TRIES = 5;

/**
 * Every statement finds rows by their keys, whatever they are: one plan does for all of them, through the indexes, even
 * while the statistics still speak of an empty directory. Planning agent hosts anew cost twenty times what reading them does.
 */
const BEGIN = 'BEGIN; SET LOCAL plan_cache_mode = force_generic_plan; SET LOCAL enable_seqscan = off';

/**
 * A batch is two trips to the database: what locks and loads leaves together, and what writes and commits does.
 */
export class PostgresSignInStore implements SignInStore {
  private readonly policies = new PolicyCache();

  constructor(
    private readonly pool: Pool, private readonly vault: TokenVault, private readonly wakeRelay: () => void,
  ) {}

  async transaction<T>(work: SignInWork<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const result = await this.once(work);
        this.wakeRelay();
        return result;
      } catch (error) {
        if (attempt === TRIES) throw error;
        if (!isSeedMoved(error) && !isAddressTaken(error) && !isRetryable(error)) throw error;
      }
    }
  }

  isBadData(error: unknown): boolean {
    return isBadData(error);
  }

  private async once<T>(work: SignInWork<T>): Promise<T> {
    const client = await this.pool.connect();
    let broken: Error | undefined;
    try {
      sentTogether(client);
      // It leaves with what follows, and is heard before anything is written: cancelled, it would leave no transaction.
      const begun = client.query(BEGIN);
      begun.catch(() => undefined);
      const transaction = new PostgresSignInTransaction(client, this.vault, this.policies);
      const { result, changes } = await work(transaction);
      await begun;
      sentTogether(client);
      // A write that fails makes COMMIT a rollback; its error is the one that is heard.
      await Promise.all([changes && transaction.write(changes), client.query('COMMIT')]);
      return result;
    } catch (error) {
      broken = await rollback(client);
      throw error;
    } finally {
      client.release(broken);
    }
  }
}
