import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When and how a user may sign in, and where: access times, switches of users and agent hosts, the session limit. */
export class Access1800000000501 implements MigrationInterface {
  readonly name = 'Access1800000000501';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [COLUMNS, ...Object.entries(VIEWS).flatMap(([name, query]) => [
      `CREATE VIEW directory.${name} AS ${query}`, `GRANT SELECT ON directory.${name} TO countersign_auth`,
    ])]) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Migrations of schema directory are not taken back.');
  }
}

/** `access_times` is an array of windows (contracts, accessTimesSchema); NULL, for nearly everybody: always. */
const COLUMNS = `
ALTER TABLE directory.site ADD COLUMN time_zone text NOT NULL DEFAULT 'UTC';
ALTER TABLE directory.user_account
  ADD COLUMN access_times jsonb,
  ADD COLUMN new_pin boolean NOT NULL DEFAULT true,
  ADD COLUMN next_tokencode boolean NOT NULL DEFAULT true,
  ADD COLUMN sms boolean NOT NULL DEFAULT false,
  ADD COLUMN maximum_sessions integer CHECK (maximum_sessions > 0),
  ADD COLUMN identifier text;
CREATE INDEX user_account_identifier ON directory.user_account (identifier) WHERE identifier IS NOT NULL;
ALTER TABLE directory.agent_host
  ADD COLUMN access_times jsonb,
  ADD COLUMN sms boolean NOT NULL DEFAULT false,
  ADD COLUMN limit_sessions boolean NOT NULL DEFAULT false;`;

const VIEWS = {
  auth_user_v2: `
    SELECT u.id AS user_id, u.site_id, s.ancestors AS site_ancestors, u.group_id, u.login, u.enabled, u.starts_at, u.ends_at,
      u.password_hash, u.password_expires_at, u.password_must_change, u.active_on_all_hosts, u.active_on_site_hosts,
      u.access_times, s.time_zone, u.new_pin, u.next_tokencode, u.sms, u.maximum_sessions
    FROM directory.user_account u JOIN directory.site s ON s.id = u.site_id`,
  auth_agent_host_v2: `
    SELECT h.id AS agent_host_id, h.site_id, h.name, h.secret_version, h.new_pin, h.next_tokencode, h.open_to_all, h.open_to_site,
      h.login_form, h.nas_profile, h.failover_grace_seconds, h.access_times, s.time_zone, h.sms, h.limit_sessions
    FROM directory.agent_host h JOIN directory.site s ON s.id = h.site_id`,
} as const;
