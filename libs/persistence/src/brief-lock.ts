import { setTimeout as pause } from 'node:timers/promises';
import type { QueryRunner } from 'typeorm';

/** Whoever reads a table waits behind a statement that waits for the table: for each table of the statement no longer than this, in milliseconds. */
const LOCK_TIMEOUT_MS = 250;
/** Between two attempts, for those that have waited. */
const PAUSE_MS = 500;
/** Three quarters of a minute: longer than a statement of administration takes, unless its time limit was raised. */
const ATTEMPTS = 60;

/**
 * Runs a statement of a migration that takes a table for itself, and does so in moments once it has it. Others may be
 * reading the table: it waits for them for moments, too, and lets those pass that have come meanwhile before it tries again.
 *
 * @throws Error when somebody held the table during all attempts
 */
export async function withBriefLock(runner: QueryRunner, statement: string, { attempts = ATTEMPTS } = {}): Promise<void> {
  await runner.query(`SET LOCAL lock_timeout = ${LOCK_TIMEOUT_MS}`);
  for (let left = attempts; ; left -= 1) {
    await runner.query('SAVEPOINT brief_lock');
    try {
      await runner.query(statement);
      break;
    } catch (error) {
      if (!isLockTimeout(error)) throw error;
      if (left <= 1) throw new Error('Somebody has been using a table all the time that a migration needs for a moment: end long transactions and start again.', { cause: error });
      // Gives back what was taken of several tables, too.
      await runner.query('ROLLBACK TO SAVEPOINT brief_lock');
      await pause(PAUSE_MS);
    }
  }
  await runner.query('RELEASE SAVEPOINT brief_lock');
  await runner.query('SET LOCAL lock_timeout = DEFAULT');
}

/** lock_not_available; TypeORM's error has the code of the driver's. */
function isLockTimeout(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '55P03';
}
