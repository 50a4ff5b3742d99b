import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When a synchronisation runs by itself; null: only when somebody starts it. */
export class SyncSchedules1800000000603 implements MigrationInterface {
  readonly name = 'SyncSchedules1800000000603';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE directory.directory_sync ADD COLUMN schedule jsonb, ADD COLUMN next_run_at timestamptz,
        ADD CONSTRAINT directory_sync_scheduled CHECK ((schedule IS NULL) = (next_run_at IS NULL));
      CREATE INDEX directory_sync_due ON directory.directory_sync (next_run_at) WHERE next_run_at IS NOT NULL;`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations of schema directory are not taken back.');
  }
}
