import type { MigrationInterface, QueryRunner } from 'typeorm';
import { formerName } from './1800000005101-million-rows.ts';

/**
 * Users are found by the beginnings of the words of their display names, and sorted by these whatever their case. Indexes
 * over expressions need no column, and so no table is written anew: others read it while they are built, and the indexes of
 * before end with the migration that follows. Statistics of the expressions come with ANALYZE alone.
 */
export class Names1800000008301 implements MigrationInterface {
  readonly name = 'Names1800000008301';

  async up(runner: QueryRunner): Promise<void> {
    for (const name of FORMER_NAME_INDEXES) await runner.query(`ALTER INDEX directory.${name} RENAME TO ${formerName(name)}`);
    for (const statement of [FUNCTIONS, INDEXES, 'ANALYZE directory.user_account']) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Migrations of schema directory are not taken back.');
  }
}

export const FORMER_NAME_INDEXES = ['user_account_name', 'user_account_site_name', 'user_account_group_name'];

/**
 * Parting and marks are those of `searchNames` in name-search.ts: 1 before the first word, 2 before each later one. A name
 * without blanks, as Chinese ones are, is one word. Normalising makes words of some characters (㌖), and an entry of an index
 * has room for 2,700 bytes: 200 characters are more than anybody is called.
 */
const FUNCTIONS = `
CREATE FUNCTION directory.folded_name(name text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE 
  RETURN left(replace(lower(normalize(name, NFKC)), 'ß', 'ss'), 200);
CREATE FUNCTION directory.words_of(name text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN array_to_tsvector(array_remove(array_remove(
    string_to_array('1' || regexp_replace(directory.folded_name(name), '[[:space:],;·/()-]+', ' 2', 'g'), ' '), '1'), '2'));
GRANT EXECUTE ON FUNCTION directory.folded_name, directory.words_of TO countersign_token_admin;`;

/**
 * The first word of a name is the beginning of its place in the order of names, where people of one surname stand together;
 * the index over all users has what every order and every reach ask for, so that many are gathered from it alone. An index
 * over an expression is read alone if it has the expression's column, too.
 */
const NAME = '(directory.folded_name(display_name)) COLLATE "C"';
const INDEXES = `
CREATE INDEX user_account_name ON directory.user_account ((${NAME}), id) INCLUDE (display_name, login_folded, site_id, group_id);
CREATE INDEX user_account_site_name ON directory.user_account (site_id, (${NAME}), id) INCLUDE (display_name);
CREATE INDEX user_account_group_name ON directory.user_account (group_id, (${NAME}), id) INCLUDE (display_name) WHERE group_id IS NOT NULL;
CREATE INDEX user_account_words ON directory.user_account USING gin (directory.words_of(display_name));`;
