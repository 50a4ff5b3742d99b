import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where an import of users gathers them inside its transaction; NULL is what its file does not say. Unlogged: after a crash there is nothing in it to keep. */
export class UserStaging1800000000102 implements MigrationInterface {
  readonly name = 'UserStaging1800000000102';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE UNLOGGED TABLE directory.user_staging (
        import_id uuid NOT NULL,
        line integer NOT NULL,
        id uuid NOT NULL,
        login text NOT NULL,
        login_folded text COLLATE "C" NOT NULL,
        display_name text,
        group_name text,
        mobile text,
        email text,
        identifier text,
        enabled boolean,
        starts_at timestamptz,
        ends_at timestamptz,
        maximum_sessions integer,
        active_on_site_hosts boolean,
        active_on_all_hosts boolean
      )`);
    await runner.query('CREATE INDEX user_staging_import ON directory.user_staging (import_id, login_folded)');
    await runner.query('GRANT SELECT, INSERT, DELETE ON directory.user_staging TO countersign_token_admin');
  }

  async down(): Promise<void> {
    throw new Error('Migrations of schema directory are not taken back.');
  }
}
