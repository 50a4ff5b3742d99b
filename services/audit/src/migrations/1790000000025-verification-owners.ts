import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who began a verification may end it; of those before, nobody is known. */
export class VerificationOwners1790000000025 implements MigrationInterface {
  readonly name = 'VerificationOwners1790000000025';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE audit.verification ADD COLUMN owner text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE audit.verification DROP COLUMN owner');
  }
}
