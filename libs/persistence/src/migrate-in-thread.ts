import { once } from 'node:events';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { MigrationThreadData } from './migrate-in-thread-main.ts';
import type { MigrateOptions } from './migrate.ts';

/** Built, it lies beside this file as well. */
const MAIN = path.join(import.meta.dirname, `migrate-in-thread-main${path.extname(import.meta.filename)}`);

/** Where to migrate. */
export type MigrationTarget = Omit<MigrateOptions, 'migrations'>;

/**
 * Migrates in a thread that ends with it: TypeORM takes 8 MB of the heap for as long as it is loaded, and a service that
 * needs it for nothing else would hold them all its life.
 *
 * @param module exports `migrations`
 */
export async function migrateInThread(target: MigrationTarget, module: URL): Promise<void> {
  const data: MigrationThreadData = { ...target, module: module.href };
  await once(new Worker(MAIN, { workerData: data }), 'exit');
}
