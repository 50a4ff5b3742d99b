import { withBriefLock } from '@countersign/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { FORMER_INDEXES, formerName } from './1800000005101-million-rows.ts';

/** Ends the indexes that others have taken the place of, in a transaction of its own: each sign-in reads their tables. */
export class FormerIndexes1800000005102 implements MigrationInterface {
  readonly name = 'FormerIndexes1800000005102';

  async up(runner: QueryRunner): Promise<void> {
    await withBriefLock(runner, `DROP INDEX ${FORMER_INDEXES.map((name) => `directory.${formerName(name)}`).join(', ')}`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations of schema directory are not taken back.');
  }
}
