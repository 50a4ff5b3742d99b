import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { MigrationOutcome, MigrationTask } from './migrate-in-process-main.ts';
import type { MigrationTarget } from './migrate.ts';

/** Built, it lies beside this file as well. */
const MAIN = path.join(import.meta.dirname, `migrate-in-process-main${path.extname(import.meta.filename)}`);

/**
 * Migrates in a process that ends with it: what migrations and TypeORM take of memory, a service would else hold all its
 * life.
 *
 * @param module exports `migrations`
 */
export async function migrateInProcess(target: MigrationTarget, module: URL): Promise<void> {
  const child = fork(MAIN, [], { execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  let outcome: MigrationOutcome = { failure: 'the process that migrates ended too soon' };
  child.once('message', (message: MigrationOutcome) => {
    outcome = message;
    // Only now may it end: its end could be heard before its last words.
    child.disconnect();
  });
  const ended = once(child, 'exit');
  // Over the channel: nobody who lists processes reads a password.
  child.send({ target, module: module.href } satisfies MigrationTask, () => undefined);
  await ended;
  if (outcome.failure !== null) throw new Error(outcome.failure);
}
