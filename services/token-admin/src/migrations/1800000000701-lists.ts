import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Lists over a million rows: whatever they are narrowed to and sorted by, their first page is one range of an index. */
export class Lists1800000000701 implements MigrationInterface {
  readonly name = 'Lists1800000000701';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [HOLDERS, HOLDER_TRIGGERS, TOKEN_INDEXES, USER_INDEXES]) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Migrations of schema directory are not taken back.');
  }
}

/**
 * A token is where its holder is, or in its own site while nobody holds it. Kept with the token, because an index cannot
 * reach over a join; the triggers below are the only ones that write it.
 */
const HOLDERS = `
ALTER TABLE directory.token ADD COLUMN holder_site_id uuid;
UPDATE directory.token t SET holder_site_id = u.site_id
  FROM directory.assignment a JOIN directory.user_account u ON u.id = a.user_id WHERE a.token_id = t.id;
ALTER TABLE directory.token
  ADD COLUMN assigned boolean NOT NULL GENERATED ALWAYS AS (holder_site_id IS NOT NULL) STORED,
  ADD COLUMN reach_site_id uuid NOT NULL GENERATED ALWAYS AS (COALESCE(holder_site_id, site_id)) STORED;`;

/** By statement and not by row: a migration from another system assigns a million at once. A user's site never changes. */
const HOLDER_TRIGGERS = `
CREATE FUNCTION directory.token_taken() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE directory.token t SET holder_site_id = u.site_id
    FROM made JOIN directory.user_account u ON u.id = made.user_id WHERE t.id = made.token_id;
  RETURN NULL;
END $$;
CREATE FUNCTION directory.token_returned() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE directory.token t SET holder_site_id = NULL FROM gone WHERE t.id = gone.token_id;
  RETURN NULL;
END $$;
CREATE TRIGGER token_taken AFTER INSERT ON directory.assignment
  REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION directory.token_taken();
CREATE TRIGGER token_returned AFTER DELETE ON directory.assignment
  REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION directory.token_returned();`;

/** Both states stand before the order: a list that leaves one open merges two ranges. */
const TOKEN_INDEXES = `
DROP INDEX directory.token_site;
CREATE INDEX token_site ON directory.token (site_id, assigned, enabled, serial, id);
CREATE INDEX token_reach ON directory.token (reach_site_id, assigned, enabled, serial, id);
CREATE INDEX token_state ON directory.token (assigned, enabled, serial, id);
CREATE INDEX token_ends ON directory.token (ends_at, id) WHERE ends_at IS NOT NULL;
CREATE INDEX token_site_ends ON directory.token (site_id, ends_at, id) WHERE ends_at IS NOT NULL;
CREATE INDEX token_reach_ends ON directory.token (reach_site_id, ends_at, id) WHERE ends_at IS NOT NULL;`;

const USER_INDEXES = `
DROP INDEX directory.user_account_site;
DROP INDEX directory.user_account_group;
CREATE INDEX user_account_order ON directory.user_account (login_folded, id);
CREATE INDEX user_account_site ON directory.user_account (site_id, login_folded, id);
CREATE INDEX user_account_group ON directory.user_account (group_id, login_folded, id) WHERE group_id IS NOT NULL;
CREATE INDEX user_account_name ON directory.user_account (display_name, id);
CREATE INDEX user_account_site_name ON directory.user_account (site_id, display_name, id);
CREATE INDEX user_account_site_id ON directory.user_account (site_id, id);`;
