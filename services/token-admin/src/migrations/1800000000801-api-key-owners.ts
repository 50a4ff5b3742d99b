import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whose an API key is: an administrator's, with whom it works and ends, or nobody's but the installation's (NULL). */
export class ApiKeyOwners1800000000801 implements MigrationInterface {
  readonly name = 'ApiKeyOwners1800000000801';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of OWNERS) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Migrations of schema directory are not taken back.');
  }
}

/**
 * Who made a key was kept as a name. Where that is an administrator's by now, the key becomes that one's; the others stay
 * good as keys of the installation, and the list says so. An owner may be gone while the record of a revoked key stays.
 */
const OWNERS = [
  'ALTER TABLE directory.api_key ADD COLUMN owner_id uuid',
  `UPDATE directory.api_key k SET owner_id = a.user_id
    FROM directory.administrator a JOIN directory.user_account u ON u.id = a.user_id WHERE k.created_by = 'administrator:' || u.login`,
  'CREATE INDEX api_key_owner ON directory.api_key (owner_id) WHERE owner_id IS NOT NULL',
];
