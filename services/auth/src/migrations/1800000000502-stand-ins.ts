import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What stands in for a tokencode: temporary passwords and bypass codes, sealed. A column of the row that a sign-in locks
 * anyway: NULL, for nearly everybody, costs nothing.
 */
export class StandIns1800000000502 implements MigrationInterface {
  readonly name = 'StandIns1800000000502';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE authn.user_state ADD COLUMN stand_ins jsonb');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE authn.user_state DROP COLUMN stand_ins');
  }
}
