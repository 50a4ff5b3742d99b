import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Back ends that check the first password, what a sign-in of a site's people consists of, and grace without a token. */
export class FirstFactors1800000000601 implements MigrationInterface {
  readonly name = 'FirstFactors1800000000601';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [BACK_ENDS, RULES, COLUMNS, ...Object.entries(VIEWS).flatMap(([name, query]) => [
      `CREATE VIEW directory.${name} AS ${query}`, `GRANT SELECT ON directory.${name} TO countersign_auth`,
    ]), GRANTS]) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Migrations of schema directory are not taken back.');
  }
}

/** `lookup` is an account lookup (contracts, accountLookupSchema). */
const BACK_ENDS = `
CREATE TABLE directory.back_end (
  id uuid PRIMARY KEY,
  site_id uuid NOT NULL REFERENCES directory.site,
  name text COLLATE "C" NOT NULL CHECK (name <> ''),
  kind text NOT NULL DEFAULT 'ldap' CHECK (kind IN ('ldap')),
  enabled boolean NOT NULL DEFAULT true,
  servers text[] NOT NULL CHECK (cardinality(servers) > 0),
  security text NOT NULL CHECK (security IN ('ldaps', 'starttls', 'none')),
  ca text,
  server_timeout_ms integer NOT NULL,
  lookup jsonb NOT NULL,
  sealed_bind_password bytea,
  version integer NOT NULL DEFAULT 1,
  UNIQUE (site_id, name)
);
CREATE INDEX back_end_name ON directory.back_end (name, id);`;

/** A site has at most one rule of its own. */
const RULES = `
CREATE TABLE directory.first_factor (
  site_id uuid PRIMARY KEY REFERENCES directory.site ON DELETE CASCADE,
  back_end_id uuid REFERENCES directory.back_end,
  static_password text NOT NULL CHECK (static_password IN ('none', 'optional', 'required')),
  passcode boolean NOT NULL,
  code_order text NOT NULL CHECK (code_order IN ('concatenated', 'challenge')),
  without_token text NOT NULL CHECK (without_token IN ('refuse', 'passwords')),
  version integer NOT NULL DEFAULT 1
);
CREATE INDEX first_factor_back_end ON directory.first_factor (back_end_id) WHERE back_end_id IS NOT NULL;`;

/** Characters of the static password: where it stands behind another password, they say where it begins. */
const COLUMNS = `
ALTER TABLE directory.user_group ADD COLUMN token_grace_until timestamptz;
ALTER TABLE directory.user_account ADD COLUMN password_length smallint;`;

const VIEWS = {
  auth_back_end_v1: `
    SELECT id AS back_end_id, enabled, servers, security, ca, server_timeout_ms, lookup, sealed_bind_password, version
    FROM directory.back_end`,
  auth_first_factor_v1: `
    SELECT site_id, back_end_id, static_password, passcode, code_order, without_token FROM directory.first_factor`,
  auth_token_grace_v1: `
    SELECT id AS group_id, token_grace_until FROM directory.user_group WHERE token_grace_until > now()`,
  auth_password_length_v1: `
    SELECT id AS user_id, password_length FROM directory.user_account WHERE password_length IS NOT NULL`,
} as const;

const GRANTS = 'GRANT SELECT, INSERT, UPDATE, DELETE ON directory.back_end, directory.first_factor TO countersign_token_admin;';
