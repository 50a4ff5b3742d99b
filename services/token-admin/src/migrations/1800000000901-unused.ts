import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What nothing uses any more: imports of tokens go straight into their table, and auth reads `uses` with the token. */
export class Unused1800000000901 implements MigrationInterface {
  readonly name = 'Unused1800000000901';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE directory.token_staging');
    await runner.query('DROP VIEW directory.auth_card_v1');
  }

  async down(): Promise<void> {
    throw new Error('Migrations of schema directory are not taken back.');
  }
}
