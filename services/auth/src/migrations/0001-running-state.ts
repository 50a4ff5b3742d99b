import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Running state of users, tokens and seeds. Definitions live in `directory`; rows here are made on first use.
 * `fillfactor` leaves room for updates in place: every sign-in rewrites its user's row.
 */
export class RunningState1764000000001 implements MigrationInterface {
  readonly name = 'RunningState1764000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE authn.user_state (
        user_id uuid PRIMARY KEY,
        memory jsonb NOT NULL DEFAULT '{"answers":[],"usedChallenges":[],"sources":[],"guesses":{"since":0,"count":0}}'
      ) WITH (fillfactor = 50);
      CREATE TABLE authn.token_state (
        assignment_id uuid PRIMARY KEY,
        mode text NOT NULL DEFAULT 'normal' CHECK (mode IN ('normal', 'new-pin', 'next-tokencode')),
        sealed_pin bytea,
        failures integer NOT NULL DEFAULT 0,
        locked_until timestamptz,
        lock_level integer NOT NULL DEFAULT 0,
        last_sign_in_at timestamptz
      ) WITH (fillfactor = 70);
      CREATE TABLE authn.seed_state (
        seed_fingerprint bytea PRIMARY KEY,
        last_counter bigint NOT NULL,
        drift integer NOT NULL
      ) WITH (fillfactor = 70);
      CREATE TABLE authn.outbox (
        id uuid PRIMARY KEY,
        created_at timestamptz NOT NULL DEFAULT now(),
        events jsonb NOT NULL
      );
      GRANT SELECT, INSERT, UPDATE ON authn.user_state, authn.token_state, authn.seed_state TO countersign_auth;
      GRANT SELECT, INSERT, UPDATE, DELETE ON authn.outbox TO countersign_auth;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE authn.outbox, authn.seed_state, authn.token_state, authn.user_state');
  }
}
