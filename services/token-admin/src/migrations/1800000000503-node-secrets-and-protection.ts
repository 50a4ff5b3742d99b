import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Node secrets of agent hosts; what was seen of their Message-Authenticators, and which may not go back. */
export class NodeSecretsAndProtection1800000000503 implements MigrationInterface {
  readonly name = 'NodeSecretsAndProtection1800000000503';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE directory.agent_host
        ADD COLUMN sealed_node_secret bytea,
        ADD COLUMN node_secret_at timestamptz,
        ADD COLUMN message_authenticator_locked boolean NOT NULL DEFAULT false,
        ADD CHECK ((sealed_node_secret IS NULL) = (node_secret_at IS NULL)),
        ADD CHECK (require_message_authenticator OR NOT message_authenticator_locked)`);
    // Beside the host, not in its row: sightings are no change of the host, and come all the time.
    await runner.query(`
      CREATE TABLE directory.protection_sighting (
        agent_host_id uuid PRIMARY KEY REFERENCES directory.agent_host ON DELETE CASCADE,
        last_with_at timestamptz,
        last_without_at timestamptz
      )`);
    await runner.query('GRANT SELECT, INSERT, UPDATE, DELETE ON directory.protection_sighting TO countersign_token_admin');
  }

  async down(): Promise<void> {
    throw new Error('Migrations of schema directory are not taken back.');
  }
}
