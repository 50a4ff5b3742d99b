import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Why the receiver of the trail got nothing at the last try. */
export class ForwardingFailure1790000000026 implements MigrationInterface {
  readonly name = 'ForwardingFailure1790000000026';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE audit.forwarding ADD COLUMN failed_at timestamptz, ADD COLUMN failure text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE audit.forwarding DROP COLUMN failed_at, DROP COLUMN failure');
  }
}
