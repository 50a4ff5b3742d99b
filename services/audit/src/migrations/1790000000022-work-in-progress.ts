import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Verifications under way, and where the trail is forwarded to; not part of the trail, so the runtime role may change them. */
export class WorkInProgress1790000000022 implements MigrationInterface {
  readonly name = 'WorkInProgress1790000000022';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE audit.verification (
        id uuid PRIMARY KEY,
        state text NOT NULL CHECK (state IN ('running', 'done', 'cancelled', 'failed')),
        checked bigint NOT NULL DEFAULT 0,
        total bigint NOT NULL,
        started_at timestamptz NOT NULL,
        beat_at timestamptz NOT NULL,
        ended_at timestamptz,
        verdict jsonb
      );
      CREATE TABLE audit.forwarding (
        one boolean PRIMARY KEY DEFAULT true CHECK (one),
        version integer NOT NULL,
        settings jsonb NOT NULL,
        -- Everything up to here is with the receiver.
        forwarded bigint NOT NULL
      );
      INSERT INTO audit.forwarding (version, settings, forwarded) VALUES (1, 'null', 0);
      GRANT SELECT, INSERT, UPDATE, DELETE ON audit.verification TO countersign_audit;
      GRANT SELECT, UPDATE ON audit.forwarding TO countersign_audit;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE audit.forwarding, audit.verification');
  }
}
