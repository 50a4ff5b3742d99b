import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a usual sign-in writes: its user's row, its seed's row, one row of the outbox. Text that only this service reads is
 * kept as it was written; compressing the outbox, whose rows live for a moment, costs more than it saves.
 */
export class FewerWrites1800000000001 implements MigrationInterface {
  readonly name = 'FewerWrites1800000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE authn.user_state
        ALTER COLUMN memory DROP DEFAULT,
        ALTER COLUMN memory TYPE json USING memory::json,
        ALTER COLUMN memory SET DEFAULT '{"answers":[],"usedChallenges":[],"sources":[],"guesses":{"since":0,"count":0}}',
        ADD COLUMN last_sign_in_at timestamptz;
      ALTER TABLE authn.seed_state ADD COLUMN last_assignment_id uuid, ADD COLUMN last_sign_in_at timestamptz;
      ALTER TABLE authn.outbox ALTER COLUMN events TYPE json USING events::json, ALTER COLUMN events SET STORAGE EXTERNAL;
      CREATE FUNCTION authn.require_seeds(moved bigint, wanted integer) RETURNS void LANGUAGE plpgsql AS $$
        BEGIN
          IF moved <> wanted THEN RAISE 'the counter of a seed moved meanwhile' USING ERRCODE = 'CS001'; END IF;
        END $$;
      REVOKE ALL ON FUNCTION authn.require_seeds FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION authn.require_seeds TO countersign_auth;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION authn.require_seeds;
      ALTER TABLE authn.outbox ALTER COLUMN events TYPE jsonb USING events::jsonb, ALTER COLUMN events SET STORAGE EXTENDED;
      ALTER TABLE authn.seed_state DROP COLUMN last_assignment_id, DROP COLUMN last_sign_in_at;
      ALTER TABLE authn.user_state
        DROP COLUMN last_sign_in_at,
        ALTER COLUMN memory DROP DEFAULT,
        ALTER COLUMN memory TYPE jsonb USING memory::jsonb,
        ALTER COLUMN memory SET DEFAULT '{"answers":[],"usedChallenges":[],"sources":[],"guesses":{"since":0,"count":0}}';
    `);
  }
}
