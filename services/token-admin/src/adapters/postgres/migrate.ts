import { DataSource } from 'typeorm';
import { directoryMigrations } from '../../migrations/index.ts';

/** Serialises replicas that start together; any number that no other service uses does. */
const MIGRATION_LOCK = 7_301_001;

/**
 * Brings schema `directory` up to date under an advisory lock. The schema and the roles must exist (bootstrap).
 * @param ownerUrl connection URL of role `countersign_token_admin_owner`
 */
export async function migrateDirectory(ownerUrl: string): Promise<void> {
  const source = new DataSource({
    type: 'postgres',
    url: ownerUrl,
    schema: 'directory',
    migrations: directoryMigrations,
    migrationsTableName: 'migration',
    migrationsTransactionMode: 'each',
    poolSize: 2,
    installExtensions: false,
  });
  await source.initialize();
  const lock = source.createQueryRunner();
  try {
    await lock.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await source.runMigrations();
  } finally {
    await lock.release(); // the lock ends with the connection that destroy() closes
    await source.destroy();
  }
}
