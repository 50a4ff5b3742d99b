import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What lists and reports over a million users and tokens read. Building an index lets others read its table, and so sign-ins
 * go on; ending one does not, until the transaction is over: the indexes of before only step aside here, and
 * the migration that follows ends them.
 */
export class MillionRows1800000005101 implements MigrationInterface {
  readonly name = 'MillionRows1800000005101';

  async up(runner: QueryRunner): Promise<void> {
    for (const name of FORMER_INDEXES) await runner.query(`ALTER INDEX directory.${name} RENAME TO ${formerName(name)}`);
    for (const statement of [USER_INDEXES, TOKEN_INDEXES, OTHER_INDEXES, VIEWS]) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Migrations of schema directory are not taken back.');
  }
}

/** Renaming an index keeps nobody from reading its table (PostgreSQL documentation, ALTER INDEX). */
export const FORMER_INDEXES = [
  'user_account_order', 'user_account_site', 'user_account_group',
  'token_site', 'token_reach', 'token_state', 'token_ends', 'token_site_ends', 'token_reach_ends',
  'agent_host_user_host', 'agent_host_group_host',
];
export const formerName = (index: string): string => `${index}_former`;

/**
 * Each order behind each place that a list is narrowed to. Those by login name carry the display name: who is searched by
 * the one and sorted by the other is gathered from the index alone.
 */
const USER_INDEXES = `
CREATE INDEX user_account_order ON directory.user_account (login_folded, id) INCLUDE (display_name);
CREATE INDEX user_account_site ON directory.user_account (site_id, login_folded, id) INCLUDE (display_name);
CREATE INDEX user_account_group ON directory.user_account (group_id, login_folded, id) INCLUDE (display_name) WHERE group_id IS NOT NULL;
CREATE INDEX user_account_group_name ON directory.user_account (group_id, display_name, id) WHERE group_id IS NOT NULL;
CREATE INDEX user_account_group_id ON directory.user_account (group_id, id) WHERE group_id IS NOT NULL;`;

/** The same of tokens, with both states before each order: what is rare, and came all at once, lies together. */
const TOKEN_INDEXES = `
CREATE INDEX token_state ON directory.token (assigned, enabled, serial, id) INCLUDE (ends_at);
CREATE INDEX token_site ON directory.token (site_id, assigned, enabled, serial, id) INCLUDE (ends_at);
CREATE INDEX token_reach ON directory.token (reach_site_id, assigned, enabled, serial, id) INCLUDE (ends_at);
CREATE INDEX token_state_id ON directory.token (assigned, enabled, id);
CREATE INDEX token_site_id ON directory.token (site_id, assigned, enabled, id);
CREATE INDEX token_reach_id ON directory.token (reach_site_id, assigned, enabled, id);
CREATE INDEX token_ends ON directory.token (assigned, enabled, ends_at, id) INCLUDE (serial) WHERE ends_at IS NOT NULL;
CREATE INDEX token_site_ends ON directory.token (site_id, assigned, enabled, ends_at, id) INCLUDE (serial) WHERE ends_at IS NOT NULL;
CREATE INDEX token_reach_ends ON directory.token (reach_site_id, assigned, enabled, ends_at, id) INCLUDE (serial) WHERE ends_at IS NOT NULL;`;

/** Lists by name over all sites, and the activations of one agent host in the order in which they are listed. */
const OTHER_INDEXES = `
CREATE INDEX site_name ON directory.site (name, id);
CREATE INDEX user_group_name ON directory.user_group (name, id);
CREATE INDEX agent_host_name ON directory.agent_host (name, id);
CREATE INDEX agent_host_user_host ON directory.agent_host_user (agent_host_id, user_id);
CREATE INDEX agent_host_group_host ON directory.agent_host_group (agent_host_id, group_id);`;

/**
 * What auth joins with its running state: no more columns than it needs, so that an index alone gives most of them. The
 * outer join lets PostgreSQL leave the token out where nobody asks for its fingerprint.
 */
const VIEWS = `
CREATE VIEW directory.auth_account_v1 AS SELECT u.id AS user_id, u.site_id, u.group_id, u.opened_at FROM directory.user_account u;
CREATE VIEW directory.auth_holding_v1 AS
  SELECT a.id AS assignment_id, a.token_id, a.user_id, a.assigned_at, t.seed_fingerprint
  FROM directory.assignment a LEFT JOIN directory.token t ON t.id = a.token_id;
GRANT SELECT ON directory.auth_account_v1, directory.auth_holding_v1 TO countersign_auth;`;
