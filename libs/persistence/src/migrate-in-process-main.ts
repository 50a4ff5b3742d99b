/** The process that migrates: what to do comes over the channel, and so does what became of it. */
import { type MigrateOptions, type MigrationTarget, migrate } from './migrate.ts';

export interface MigrationTask {
  readonly target: MigrationTarget;
  /** URL of a module that exports `migrations`. */
  readonly module: string;
}

export interface MigrationOutcome {
  /** Null: everything is up to date. */
  readonly failure: string | null;
}

async function perform({ target, module }: MigrationTask): Promise<MigrationOutcome> {
  try {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a module of the service that asks
    const { migrations } = await import(module) as Pick<MigrateOptions, 'migrations'>;
    await migrate({ ...target, migrations });
    return { failure: null };
  } catch (error) {
    return { failure: error instanceof Error ? error.message : String(error) };
  }
}

process.once('message', (task: MigrationTask) => {
  void perform(task).then((outcome) => process.send?.(outcome));
});
// The outcome was heard, or nobody waits any more: a migration is a transaction, and what is half done is undone.
process.once('disconnect', () => process.exit());
