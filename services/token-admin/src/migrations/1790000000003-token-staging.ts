import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Where an import gathers its tokens inside its transaction. Unlogged: after a crash there is nothing in it to keep.
 * A table of the schema, not a temporary one, because the runtime role may not make tables.
 */
export class TokenStaging1790000000003 implements MigrationInterface {
  readonly name = 'TokenStaging1790000000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE UNLOGGED TABLE directory.token_staging (
        import_id uuid NOT NULL,
        line integer NOT NULL,
        id uuid NOT NULL,
        serial text COLLATE "C" NOT NULL,
        algorithm text NOT NULL,
        hash text NOT NULL,
        digits smallint NOT NULL,
        period integer,
        t0 bigint NOT NULL,
        suite text,
        initial_counter bigint NOT NULL,
        sealed_seed bytea NOT NULL,
        seed_fingerprint bytea NOT NULL,
        starts_at timestamptz,
        ends_at timestamptz,
        manufacturer text,
        model text
      )`);
    await runner.query('CREATE INDEX token_staging_import ON directory.token_staging (import_id)');
    await runner.query('GRANT SELECT, INSERT, DELETE ON directory.token_staging TO countersign_token_admin');
  }

  async down(): Promise<void> {
    throw new Error('Migrations of schema directory are not taken back.');
  }
}
