/** The thread that migrates; what fails here is the error of whoever started it. */
import { workerData } from 'node:worker_threads';
import type { MigrationTarget } from './migrate-in-thread.ts';
import { type MigrateOptions, migrate } from './migrate.ts';

export interface MigrationThreadData extends MigrationTarget {
  /** URL of a module that exports `migrations`. */
  readonly module: string;
}

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what started the thread is beside this file
const { module, ...target } = workerData as MigrationThreadData;
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a module of the service that asks
const { migrations } = await import(module) as Pick<MigrateOptions, 'migrations'>;
await migrate({ ...target, migrations });
