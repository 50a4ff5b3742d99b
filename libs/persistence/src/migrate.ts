import 'reflect-metadata';
import type { MigrationInterface } from 'typeorm';
import { type ConnectionTimes, defaultConnectionTimes, keepAliveOptions, unhurriedTimes } from './connection-times.ts';

export interface MigrateOptions {
  /** Of the schema's owner. */
  readonly url: string;
  readonly schema: string;
  readonly migrations: readonly (new () => MigrationInterface)[];
  readonly times?: ConnectionTimes | undefined;
}

/** Where to migrate. */
export type MigrationTarget = Omit<MigrateOptions, 'migrations'>;

/**
 * Brings a service's schema up to date. Replicas that start together wait for each other at an advisory lock; the
 * second finds nothing left to do.
 */
export async function migrate({ url, schema, migrations, times = defaultConnectionTimes }: MigrateOptions): Promise<void> {
  // A process that does not migrate need not hold it.
  const { DataSource } = await import('typeorm');
  const source = new DataSource({
    type: 'postgres', url, schema, migrations: [...migrations], migrationsTableName: 'migrations', poolSize: 2,
    migrationsTransactionMode: 'each', connectTimeoutMS: unhurriedTimes(times).connectMs, extra: keepAliveOptions(times),
  });
  await source.initialize();
  try {
    const lock = source.createQueryRunner();
    await lock.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', [`countersign:migrate:${schema}`]);
    try {
      await source.runMigrations();
    } finally {
      await lock.query('SELECT pg_advisory_unlock(hashtextextended($1, 0))', [`countersign:migrate:${schema}`]);
      await lock.release();
    }
  } finally {
    await source.destroy();
  }
}
