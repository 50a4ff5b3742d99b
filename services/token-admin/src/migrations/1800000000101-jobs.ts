import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Work behind a reply, and the files that it works on. */
export class Jobs1800000000101 implements MigrationInterface {
  readonly name = 'Jobs1800000000101';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [JOBS, CHUNKS, GRANTS]) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Migrations of schema directory are not taken back.');
  }
}

/**
 * `lease` says which run of which replica has the job, and only that one may end it; when `lease_until` is over, any
 * replica may begin it anew. `caller` is whose rights it acts with. `exclusive` names what one job at a time may do.
 */
const JOBS = `
CREATE TABLE directory.job (
  id uuid PRIMARY KEY,
  kind text NOT NULL,
  state text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
  site_id uuid REFERENCES directory.site ON DELETE SET NULL,
  label text NOT NULL,
  dry_run boolean NOT NULL,
  exclusive text,
  sealed_options bytea,
  caller jsonb NOT NULL,
  done bigint NOT NULL DEFAULT 0,
  total bigint,
  records bigint NOT NULL DEFAULT 0,
  attempt integer NOT NULL DEFAULT 0,
  report jsonb,
  failure_code text,
  failure_detail text,
  cancel_requested boolean NOT NULL DEFAULT false,
  lease uuid,
  lease_until timestamptz,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  started_at timestamptz,
  ended_at timestamptz,
  CHECK ((state IN ('done', 'failed', 'cancelled')) = (ended_at IS NOT NULL)),
  CHECK (state <> 'running' OR lease IS NOT NULL)
);
CREATE INDEX job_open ON directory.job (created_at, id) WHERE state IN ('queued', 'running');
CREATE UNIQUE INDEX job_exclusive ON directory.job (exclusive) WHERE state IN ('queued', 'running');
CREATE INDEX job_site ON directory.job (site_id, id);
CREATE INDEX job_ended ON directory.job (ended_at) WHERE ended_at IS NOT NULL;`;

/** Pieces of a job's file, sealed; gone when the job has ended. They do not compress: what is sealed looks like noise. */
const CHUNKS = `
CREATE TABLE directory.job_chunk (
  job_id uuid NOT NULL REFERENCES directory.job ON DELETE CASCADE,
  index integer NOT NULL,
  sealed bytea NOT NULL,
  PRIMARY KEY (job_id, index)
);
ALTER TABLE directory.job_chunk ALTER COLUMN sealed SET STORAGE EXTERNAL;`;

const GRANTS = 'GRANT SELECT, INSERT, UPDATE, DELETE ON directory.job, directory.job_chunk TO countersign_token_admin';
