import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a sign-in reads of a user in one go, found by login name or by id. */
export class AuthSubject1800000000510 implements MigrationInterface {
  readonly name = 'AuthSubject1800000000510';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE VIEW directory.auth_subject_v1 AS
        SELECT u.id AS user_id, u.site_id, s.ancestors AS site_ancestors, u.group_id, u.login, u.enabled, u.starts_at, u.ends_at,
          u.password_hash, u.password_expires_at, u.password_must_change, u.active_on_all_hosts, u.active_on_site_hosts,
          u.access_times, s.time_zone, u.new_pin, u.next_tokencode, u.sms, u.maximum_sessions, u.login_folded
        FROM directory.user_account u JOIN directory.site s ON s.id = u.site_id`);
    await runner.query('GRANT SELECT ON directory.auth_subject_v1 TO countersign_auth');
  }

  async down(): Promise<void> {
    throw new Error('Migrations of schema directory are not taken back.');
  }
}
