import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * How many users and tokens were used when last, as they were counted: a report reads a few rows instead of a million. No
 * index can give it, since one by the time of the last sign-in would have to be written at each sign-in.
 */
export class LastUseCounts1800000005001 implements MigrationInterface {
  readonly name = 'LastUseCounts1800000005001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE authn.last_use_counting (
        what text PRIMARY KEY CHECK (what IN ('users', 'tokens')),
        counted_at timestamptz NOT NULL,
        took_ms integer NOT NULL
      );
      -- Of the users of a site and a group; \`span\` is NULL for what was never used, 0 for longest ago.
      CREATE TABLE authn.last_use_count (
        what text NOT NULL CHECK (what IN ('users', 'tokens')),
        site_id uuid NOT NULL,
        group_id uuid,
        span smallint,
        number integer NOT NULL,
        UNIQUE NULLS NOT DISTINCT (what, site_id, group_id, span)
      );
      CREATE INDEX last_use_count_group ON authn.last_use_count (what, group_id) WHERE group_id IS NOT NULL;
      GRANT SELECT, INSERT, UPDATE ON authn.last_use_counting TO countersign_auth;
      GRANT SELECT, INSERT, DELETE ON authn.last_use_count TO countersign_auth;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE authn.last_use_count, authn.last_use_counting');
  }
}
