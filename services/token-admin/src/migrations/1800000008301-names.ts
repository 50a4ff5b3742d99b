import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Users are found by the beginnings of the words of their display names. An index over an expression needs no column, and
 * so no table is written anew: others read it while the index is built. Statistics of the expression come with ANALYZE alone.
 */
export class Names1800000008301 implements MigrationInterface {
  readonly name = 'Names1800000008301';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [WORDS, 'CREATE INDEX user_account_words ON directory.user_account USING gin (directory.words_of(display_name))', 'ANALYZE directory.user_account']) {
      await runner.query(statement);
    }
  }

  async down(): Promise<void> {
    throw new Error('Migrations of schema directory are not taken back.');
  }
}

/** The parting is that of `namedLike` in name-search.ts. A name without blanks, as Chinese ones are, is one word. */
const WORDS = `
CREATE FUNCTION directory.words_of(name text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN array_to_tsvector(array_remove(regexp_split_to_array(lower(normalize(name, NFKC)), '[[:space:],;·/()-]+'), ''));
GRANT EXECUTE ON FUNCTION directory.words_of TO countersign_token_admin;`;
