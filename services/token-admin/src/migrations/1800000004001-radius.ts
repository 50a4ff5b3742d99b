import type { MigrationInterface, QueryRunner } from 'typeorm';

/** RADIUS profiles, address pools, and where they stand; aliases of users on one agent host. */
export class Radius1800000004001 implements MigrationInterface {
  readonly name = 'Radius1800000004001';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [POOLS, PROFILES, PLACES, GRANTS, ...Object.entries(VIEWS).flatMap(([name, query]) => [
      `CREATE VIEW directory.${name} AS ${query}`, `GRANT SELECT ON directory.${name} TO countersign_auth`,
    ])]) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Migrations of schema directory are not taken back.');
  }
}

/** `ranges`: an array of `{first, last}` (contracts, addressRangeSchema). */
const POOLS = `
CREATE TABLE directory.address_pool (
  id uuid PRIMARY KEY,
  site_id uuid NOT NULL REFERENCES directory.site,
  name text NOT NULL CHECK (name <> ''),
  description text NOT NULL DEFAULT '',
  ranges jsonb NOT NULL,
  lease_minutes integer NOT NULL DEFAULT 60 CHECK (lease_minutes > 0),
  version integer NOT NULL DEFAULT 1,
  UNIQUE (site_id, name)
);
CREATE INDEX address_pool_name ON directory.address_pool (name, id);`;

/** Both arrays as contracts describe their lines (checkAttributeSchema, replyAttributeSchema). */
const PROFILES = `
CREATE TABLE directory.radius_profile (
  id uuid PRIMARY KEY,
  site_id uuid NOT NULL REFERENCES directory.site,
  name text NOT NULL CHECK (name <> ''),
  description text NOT NULL DEFAULT '',
  check_attributes jsonb NOT NULL DEFAULT '[]',
  reply_attributes jsonb NOT NULL DEFAULT '[]',
  pool_id uuid REFERENCES directory.address_pool,
  version integer NOT NULL DEFAULT 1,
  UNIQUE (site_id, name)
);
CREATE INDEX radius_profile_name ON directory.radius_profile (name, id);
CREATE INDEX radius_profile_pool ON directory.radius_profile (pool_id) WHERE pool_id IS NOT NULL;`;

/** An alias is folded as login names are, and one person's on its agent host. */
const PLACES = `
ALTER TABLE directory.agent_host ADD COLUMN radius_profile_id uuid REFERENCES directory.radius_profile;
ALTER TABLE directory.user_group ADD COLUMN radius_profile_id uuid REFERENCES directory.radius_profile;
ALTER TABLE directory.user_account ADD COLUMN radius_profile_id uuid REFERENCES directory.radius_profile;
ALTER TABLE directory.agent_host_user
  ADD COLUMN alias text CHECK (alias <> ''),
  ADD COLUMN alias_folded text COLLATE "C",
  ADD COLUMN radius_profile_id uuid REFERENCES directory.radius_profile,
  ADD CHECK ((alias IS NULL) = (alias_folded IS NULL));
CREATE INDEX agent_host_radius_profile ON directory.agent_host (radius_profile_id) WHERE radius_profile_id IS NOT NULL;
CREATE INDEX user_group_radius_profile ON directory.user_group (radius_profile_id) WHERE radius_profile_id IS NOT NULL;
CREATE INDEX user_account_radius_profile ON directory.user_account (radius_profile_id) WHERE radius_profile_id IS NOT NULL;
CREATE INDEX agent_host_user_radius_profile ON directory.agent_host_user (radius_profile_id) WHERE radius_profile_id IS NOT NULL;
CREATE INDEX agent_host_user_own_profile ON directory.agent_host_user (agent_host_id) WHERE radius_profile_id IS NOT NULL;
CREATE UNIQUE INDEX agent_host_user_alias ON directory.agent_host_user (agent_host_id, alias_folded) WHERE alias_folded IS NOT NULL;`;

const GRANTS = 'GRANT SELECT, INSERT, UPDATE, DELETE ON directory.address_pool, directory.radius_profile TO countersign_token_admin';

/**
 * A sign-in learns from rows that it loads anyway whether a profile, an alias or a limit concerns it; only then it asks
 * for more. `maximum_sessions` is the user's own limit, or that of the installation.
 */
const VIEWS = {
  auth_subject_v2: `
    SELECT u.id AS user_id, u.site_id, s.ancestors AS site_ancestors, u.group_id, u.login, u.enabled, u.starts_at, u.ends_at,
      u.password_hash, u.password_expires_at, u.password_must_change, u.active_on_all_hosts, u.active_on_site_hosts,
      u.access_times, s.time_zone, u.new_pin, u.next_tokencode, u.sms,
      COALESCE(u.maximum_sessions, (SELECT NULLIF(value, 'null'::jsonb)::int FROM directory.setting WHERE name = 'sessionsPerUser')) AS maximum_sessions,
      u.login_folded, u.radius_profile_id, g.radius_profile_id AS group_radius_profile_id
    FROM directory.user_account u JOIN directory.site s ON s.id = u.site_id LEFT JOIN directory.user_group g ON g.id = u.group_id`,
  auth_agent_host_v3: `
    SELECT h.id AS agent_host_id, h.site_id, h.name, h.secret_version, h.new_pin, h.next_tokencode, h.open_to_all, h.open_to_site,
      h.login_form, h.nas_profile, h.failover_grace_seconds, h.access_times, s.time_zone, h.sms, h.limit_sessions, h.radius_profile_id,
      EXISTS (SELECT FROM directory.agent_host_user p WHERE p.agent_host_id = h.id AND p.radius_profile_id IS NOT NULL) AS has_own_profiles,
      EXISTS (SELECT FROM directory.agent_host_user a WHERE a.agent_host_id = h.id AND a.alias_folded IS NOT NULL) AS has_aliases
    FROM directory.agent_host h JOIN directory.site s ON s.id = h.site_id`,
  auth_alias_v1: 'SELECT agent_host_id, alias_folded, user_id FROM directory.agent_host_user WHERE alias_folded IS NOT NULL',
  auth_own_profile_v1: 'SELECT agent_host_id, user_id, radius_profile_id FROM directory.agent_host_user WHERE radius_profile_id IS NOT NULL',
  auth_radius_profile_v1: `
    SELECT r.id AS radius_profile_id, r.name, r.check_attributes, r.reply_attributes, r.pool_id, p.ranges AS pool_ranges, p.lease_minutes AS pool_lease_minutes
    FROM directory.radius_profile r LEFT JOIN directory.address_pool p ON p.id = r.pool_id`,
} as const;
