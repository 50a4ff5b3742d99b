import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Scopes forget sites and groups that are gone, and may be left with none; epochs of sessions that never come twice. */
export class LostScopes1800000006002 implements MigrationInterface {
  readonly name = 'LostScopes1800000006002';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...['administrator', 'api_key'].flatMap(forgetting), ...EPOCHS]) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Migrations of schema directory are not taken back.');
  }
}

/** The former check had no name of its own, and took a scope without identifiers for everything. */
const forgetting = (table: string): string[] => [
  `DO $$ DECLARE former text; BEGIN
    FOR former IN SELECT conname FROM pg_constraint WHERE conrelid = 'directory.${table}'::regclass AND contype = 'c'
      AND pg_get_constraintdef(oid) LIKE '%scope_kind%scope_ids%' LOOP
      EXECUTE format('ALTER TABLE directory.${table} DROP CONSTRAINT %I', former);
    END LOOP; END $$`,
  `ALTER TABLE directory.${table} ADD CONSTRAINT ${table}_scope CHECK (scope_kind <> 'all' OR scope_ids = '{}')`,
  ...[['sites', 'site'], ['groups', 'user_group']].map(([kind, of]) => `
    UPDATE directory.${table} SET scope_ids = ARRAY (SELECT named.id FROM unnest(scope_ids) named (id) JOIN directory.${of} USING (id))
    WHERE scope_kind = '${kind}' AND EXISTS (SELECT FROM unnest(scope_ids) named (id) WHERE named.id NOT IN (SELECT id FROM directory.${of}))`),
];

/** Far ahead of those there are: a token-admin of the release before counts on from them. */
const AHEAD = 1_000_000;

const EPOCHS = [
  'CREATE SEQUENCE directory.session_epoch AS integer',
  `SELECT setval('directory.session_epoch', (SELECT COALESCE(max(session_epoch), 0) + ${AHEAD} FROM directory.administrator))`,
  "ALTER TABLE directory.administrator ALTER COLUMN session_epoch SET DEFAULT nextval('directory.session_epoch')",
  'GRANT USAGE ON SEQUENCE directory.session_epoch TO countersign_token_admin',
];
