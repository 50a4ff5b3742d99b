import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Administrators with role and scope, what an API key may do, settings of the installation, and remembered creations. */
export class Administrators1790000000010 implements MigrationInterface {
  readonly name = 'Administrators1790000000010';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [ADMINISTRATORS, API_KEYS, SETTINGS, CREATIONS, GRANTS]) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Migrations of schema directory are not taken back.');
  }
}

const SCOPE = `
  scope_kind text NOT NULL DEFAULT 'all' CHECK (scope_kind IN ('all', 'sites', 'groups')),
  scope_ids uuid[] NOT NULL DEFAULT '{}'`;

/**
 * `login_folded` is the user's, and unique over all sites: at the console nobody says which site is meant. A session
 * carries the epoch of its making and ends when the epoch moves on.
 */
const ADMINISTRATORS = `
CREATE TABLE directory.administrator (
  user_id uuid PRIMARY KEY REFERENCES directory.user_account,
  login_folded text COLLATE "C" NOT NULL UNIQUE,
  role text NOT NULL CHECK (role IN ('super-administrator', 'site-administrator', 'token-administrator', 'help-desk', 'auditor')),
  ${SCOPE},
  session_epoch integer NOT NULL DEFAULT 1,
  password_changed_at timestamptz,
  last_sign_in_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  version integer NOT NULL DEFAULT 1,
  CHECK ((scope_kind = 'all') = (scope_ids = '{}')),
  CHECK (role <> 'super-administrator' OR scope_kind = 'all')
);`;

/** Keys that were made before may do everything, as they could: NULL means every permission that there is. */
const API_KEYS = `
ALTER TABLE directory.api_key ADD COLUMN permissions text[];
ALTER TABLE directory.api_key ADD COLUMN ${SCOPE.trim().replace(',\n ', ', ADD COLUMN')};
ALTER TABLE directory.api_key ADD COLUMN created_by text;
ALTER TABLE directory.api_key ADD CHECK ((scope_kind = 'all') = (scope_ids = '{}'));`;

const SETTINGS = `
CREATE TABLE directory.setting (
  name text PRIMARY KEY,
  value jsonb NOT NULL,
  version integer NOT NULL DEFAULT 1
);`;

/** Requests with an Idempotency-Key: MACs of whose key it is and of what was asked, and the sealed reply. */
const CREATIONS = `
CREATE TABLE directory.creation (
  key_mac bytea PRIMARY KEY CHECK (octet_length(key_mac) = 32),
  body_mac bytea NOT NULL CHECK (octet_length(body_mac) = 32),
  created_at timestamptz NOT NULL,
  sealed_reply bytea
);
CREATE INDEX creation_age ON directory.creation (created_at);`;

const GRANTS = 'GRANT SELECT, INSERT, UPDATE, DELETE ON directory.administrator, directory.setting, directory.creation TO countersign_token_admin';
