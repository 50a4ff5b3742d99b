import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When an API key was used last; and no agent host without any protection against forged answers (CVE-2024-3596). */
export class DirectoryRules1790000000004 implements MigrationInterface {
  readonly name = 'DirectoryRules1790000000004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE directory.api_key ADD COLUMN last_used_at timestamptz');
    await runner.query(`
      UPDATE directory.agent_host SET limit_proxy_state = true, version = version + 1
      WHERE NOT require_message_authenticator AND NOT limit_proxy_state`);
    await runner.query(`
      ALTER TABLE directory.agent_host ADD CONSTRAINT agent_host_protected CHECK (require_message_authenticator OR limit_proxy_state)`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations of schema directory are not taken back.');
  }
}
