import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Lets auth know who has a role: what guards an administrator's password is not a site's to loosen. */
export class AdministratorView1800000008001 implements MigrationInterface {
  readonly name = 'AdministratorView1800000008001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE VIEW directory.auth_administrator_v1 AS SELECT user_id FROM directory.administrator');
    await runner.query('GRANT SELECT ON directory.auth_administrator_v1 TO countersign_auth');
  }

  async down(): Promise<void> {
    throw new Error('Migrations of schema directory are not taken back.');
  }
}
