import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Policies of the installation and of sites, and what is in force at each site; auth reads the latter. */
export class Policies1800000000301 implements MigrationInterface {
  readonly name = 'Policies1800000000301';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [POLICIES, EFFECTIVE, VIEW, GRANTS]) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Migrations of schema directory are not taken back.');
  }
}

/** One row per level that was ever saved; `id` is the site's, and a fixed one for the installation. */
const POLICIES = `
CREATE TABLE directory.policy (
  id uuid PRIMARY KEY,
  site_id uuid UNIQUE REFERENCES directory.site ON DELETE CASCADE,
  policy jsonb NOT NULL,
  version integer NOT NULL DEFAULT 1,
  CHECK (id = COALESCE(site_id, '00000000-0000-7000-8000-000000000003'))
);`;

/** All levels above a site and its own as one; no row where none sets anything. `version` is a digest of the content. */
const EFFECTIVE = `
CREATE TABLE directory.effective_policy (
  site_id uuid PRIMARY KEY REFERENCES directory.site ON DELETE CASCADE,
  version text NOT NULL,
  policy jsonb NOT NULL
);`;

const VIEW = 'CREATE VIEW directory.auth_site_policy_v1 AS SELECT site_id, version, policy FROM directory.effective_policy';

const GRANTS = `
GRANT SELECT, INSERT, UPDATE, DELETE ON directory.policy, directory.effective_policy TO countersign_token_admin;
GRANT SELECT ON directory.auth_site_policy_v1 TO countersign_auth;`;
