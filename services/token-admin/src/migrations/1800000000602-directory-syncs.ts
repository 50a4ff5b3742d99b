import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Directories whose people become users of a site, and which user came from which entry. */
export class DirectorySyncs1800000000602 implements MigrationInterface {
  readonly name = 'DirectorySyncs1800000000602';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [SYNCS, USERS, GRANTS]) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Migrations of schema directory are not taken back.');
  }
}

const SYNCS = `
CREATE TABLE directory.directory_sync (
  id uuid PRIMARY KEY,
  site_id uuid NOT NULL REFERENCES directory.site,
  back_end_id uuid NOT NULL REFERENCES directory.back_end,
  name text COLLATE "C" NOT NULL CHECK (name <> ''),
  base_dn text NOT NULL,
  filter text NOT NULL,
  attributes jsonb NOT NULL,
  make_groups boolean NOT NULL,
  missing text NOT NULL CHECK (missing IN ('disable', 'leave')),
  version integer NOT NULL DEFAULT 1,
  UNIQUE (site_id, name)
);
CREATE INDEX directory_sync_name ON directory.directory_sync (name, id);
CREATE INDEX directory_sync_back_end ON directory.directory_sync (back_end_id);
CREATE INDEX job_exclusive_name ON directory.job (exclusive, id) WHERE exclusive IS NOT NULL;`;

/** \`external_id\` stays when an entry is renamed. \`gone_at\`: the entry was not there any more, and the user was disabled for it. */
const USERS = `
CREATE TABLE directory.synchronised_user (
  sync_id uuid NOT NULL REFERENCES directory.directory_sync ON DELETE CASCADE,
  user_id uuid NOT NULL REFERENCES directory.user_account ON DELETE CASCADE,
  external_id text COLLATE "C" NOT NULL,
  gone_at timestamptz,
  PRIMARY KEY (sync_id, external_id),
  UNIQUE (sync_id, user_id)
);
CREATE INDEX synchronised_user_user ON directory.synchronised_user (user_id);`;

const GRANTS = 'GRANT SELECT, INSERT, UPDATE, DELETE ON directory.directory_sync, directory.synchronised_user TO countersign_token_admin';
