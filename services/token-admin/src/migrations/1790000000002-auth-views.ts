import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What auth may read. A view's columns are a contract: a change of meaning is a `_v2` beside it, never an edit.
 * auth sees no address, no agent secret and no API key.
 */
export class AuthViews1790000000002 implements MigrationInterface {
  readonly name = 'AuthViews1790000000002';

  async up(runner: QueryRunner): Promise<void> {
    for (const [name, query] of Object.entries(VIEWS)) {
      await runner.query(`CREATE VIEW directory.${name} AS ${query}`);
      await runner.query(`GRANT SELECT ON directory.${name} TO countersign_auth`);
    }
  }

  async down(): Promise<void> {
    throw new Error('Migrations of schema directory are not taken back.');
  }
}

const TOKEN_COLUMNS = `t.id AS token_id, t.serial, t.algorithm, t.hash, t.digits, t.period, t.t0, t.suite, t.initial_counter,
  t.sealed_seed, t.seed_fingerprint, t.starts_at, t.ends_at, t.enabled, t.lost, t.one_time, t.use_pin, t.allow_next_tokencode`;

const VIEWS = {
  auth_login_v1: `
    SELECT u.login_folded, u.id AS user_id, u.site_id, s.ancestors AS site_ancestors
    FROM directory.user_account u JOIN directory.site s ON s.id = u.site_id`,
  auth_user_v1: `
    SELECT u.id AS user_id, u.site_id, s.ancestors AS site_ancestors, u.group_id, u.login, u.enabled, u.starts_at, u.ends_at,
      u.password_hash, u.password_expires_at, u.password_must_change, u.active_on_all_hosts, u.active_on_site_hosts
    FROM directory.user_account u JOIN directory.site s ON s.id = u.site_id`,
  auth_token_v1: `
    SELECT a.user_id, a.id AS assignment_id, ${TOKEN_COLUMNS}
    FROM directory.assignment a JOIN directory.token t ON t.id = a.token_id`,
  auth_unassigned_token_v1: `
    SELECT ${TOKEN_COLUMNS}
    FROM directory.token t WHERE NOT EXISTS (SELECT FROM directory.assignment a WHERE a.token_id = t.id)`,
  auth_agent_host_v1: `
    SELECT h.id AS agent_host_id, h.site_id, h.name, h.secret_version, h.new_pin, h.next_tokencode, h.open_to_all, h.open_to_site,
      h.login_form, h.nas_profile, h.failover_grace_seconds
    FROM directory.agent_host h`,
  auth_activation_v1: 'SELECT agent_host_id, user_id FROM directory.agent_host_user',
  auth_group_activation_v1: 'SELECT agent_host_id, group_id FROM directory.agent_host_group',
} as const;
