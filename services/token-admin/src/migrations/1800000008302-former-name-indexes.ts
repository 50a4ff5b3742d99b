import { withBriefLock } from '@countersign/persistence';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { formerName } from './1800000005101-million-rows.ts';
import { FORMER_NAME_INDEXES } from './1800000008301-names.ts';

/** Ends the indexes that the one before has replaced, in a transaction of its own: each sign-in reads their table. */
export class FormerNameIndexes1800000008302 implements MigrationInterface {
  readonly name = 'FormerNameIndexes1800000008302';

  async up(runner: QueryRunner): Promise<void> {
    await withBriefLock(runner, `DROP INDEX ${FORMER_NAME_INDEXES.map((name) => `directory.${formerName(name)}`).join(', ')}`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations of schema directory are not taken back.');
  }
}
