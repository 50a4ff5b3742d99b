import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Scratch cards: a kind of token with a list of codes that ends. `uses` is how many codes the list has, from the initial
 * counter on; NULL is an event token without an end, or no event token. The staging table learns what each token is.
 */
export class TokenForms1800000000201 implements MigrationInterface {
  readonly name = 'TokenForms1800000000201';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE directory.token
        ADD COLUMN uses integer CHECK (uses > 0),
        ADD CONSTRAINT token_uses_of_events CHECK (uses IS NULL OR algorithm = 'hotp'),
        DROP CONSTRAINT token_kind_check,
        ADD CONSTRAINT token_kind_check CHECK (kind IN ('hardware', 'mobile', 'scratch-card')),
        ADD CONSTRAINT token_card_has_uses CHECK (kind <> 'scratch-card' OR uses IS NOT NULL)`);
    await runner.query(`
      ALTER TABLE directory.token_staging
        ADD COLUMN kind text NOT NULL,
        ADD COLUMN uses integer`);
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
  t.sealed_seed, t.seed_fingerprint, t.starts_at, t.ends_at, t.enabled, t.lost, t.one_time, t.use_pin, t.allow_next_tokencode, t.uses`;

const VIEWS = {
  auth_token_v2: `
    SELECT a.user_id, a.id AS assignment_id, ${TOKEN_COLUMNS}
    FROM directory.assignment a JOIN directory.token t ON t.id = a.token_id`,
  auth_unassigned_token_v2: `
    SELECT ${TOKEN_COLUMNS}
    FROM directory.token t WHERE NOT EXISTS (SELECT FROM directory.assignment a WHERE a.token_id = t.id)`,
  auth_card_v1: `
    SELECT t.id AS token_id, t.seed_fingerprint, t.initial_counter, t.uses FROM directory.token t WHERE t.uses IS NOT NULL`,
} as const;
