import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which ranges hold an address, and which lie in a range: asked before an agent host is given one. Building it lets others read the table. */
export class AddressRanges1800000006001 implements MigrationInterface {
  readonly name = 'AddressRanges1800000006001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE INDEX agent_host_address_ranges ON directory.agent_host_address USING gist (address inet_ops)');
  }

  async down(): Promise<void> {
    throw new Error('Migrations of schema directory are not taken back.');
  }
}
