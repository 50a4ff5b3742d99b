import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { PrivateSchema } from '@countersign/testing';
import type { Client } from 'pg';
import { directoryMigrations } from './index.ts';

/** auth compiles against these names and types: a column may be added in a new version of a view only. */
const PINNED = {
  auth_activation_v1: 'agent_host_id:uuid user_id:uuid',
  auth_agent_host_v1: `agent_host_id:uuid site_id:uuid name:text secret_version:int4 new_pin:bool next_tokencode:bool open_to_all:bool
    open_to_site:bool login_form:text nas_profile:text failover_grace_seconds:int4`,
  auth_agent_host_v2: `agent_host_id:uuid site_id:uuid name:text secret_version:int4 new_pin:bool next_tokencode:bool open_to_all:bool
    open_to_site:bool login_form:text nas_profile:text failover_grace_seconds:int4 access_times:jsonb time_zone:text sms:bool limit_sessions:bool`,
  auth_back_end_v1: 'back_end_id:uuid enabled:bool servers:_text security:text ca:text server_timeout_ms:int4 lookup:jsonb sealed_bind_password:bytea version:int4',
  auth_first_factor_v1: 'site_id:uuid back_end_id:uuid static_password:text passcode:bool code_order:text without_token:text',
  auth_password_length_v1: 'user_id:uuid password_length:int2',
  auth_token_grace_v1: 'group_id:uuid token_grace_until:timestamptz',
  auth_group_activation_v1: 'agent_host_id:uuid group_id:uuid',
  auth_login_v1: 'login_folded:text user_id:uuid site_id:uuid site_ancestors:_uuid',
  auth_site_policy_v1: 'site_id:uuid version:text policy:jsonb',
  auth_subject_v1: `user_id:uuid site_id:uuid site_ancestors:_uuid group_id:uuid login:text enabled:bool starts_at:timestamptz
    ends_at:timestamptz password_hash:text password_expires_at:timestamptz password_must_change:bool active_on_all_hosts:bool
    active_on_site_hosts:bool access_times:jsonb time_zone:text new_pin:bool next_tokencode:bool sms:bool maximum_sessions:int4 login_folded:text`,
  auth_subject_v2: `user_id:uuid site_id:uuid site_ancestors:_uuid group_id:uuid login:text enabled:bool starts_at:timestamptz
    ends_at:timestamptz password_hash:text password_expires_at:timestamptz password_must_change:bool active_on_all_hosts:bool
    active_on_site_hosts:bool access_times:jsonb time_zone:text new_pin:bool next_tokencode:bool sms:bool maximum_sessions:int4 login_folded:text
    radius_profile_id:uuid group_radius_profile_id:uuid`,
  auth_agent_host_v3: `agent_host_id:uuid site_id:uuid name:text secret_version:int4 new_pin:bool next_tokencode:bool open_to_all:bool
    open_to_site:bool login_form:text nas_profile:text failover_grace_seconds:int4 access_times:jsonb time_zone:text sms:bool limit_sessions:bool
    radius_profile_id:uuid has_own_profiles:bool has_aliases:bool`,
  auth_account_v1: 'user_id:uuid site_id:uuid group_id:uuid opened_at:timestamptz',
  auth_holding_v1: 'assignment_id:uuid token_id:uuid user_id:uuid assigned_at:timestamptz seed_fingerprint:bytea',
  auth_administrator_v1: 'user_id:uuid',
  auth_alias_v1: 'agent_host_id:uuid alias_folded:text user_id:uuid',
  auth_own_profile_v1: 'agent_host_id:uuid user_id:uuid radius_profile_id:uuid',
  auth_radius_profile_v1: `radius_profile_id:uuid name:text check_attributes:jsonb reply_attributes:jsonb pool_id:uuid pool_ranges:jsonb
    pool_lease_minutes:int4`,
  auth_token_v1: `user_id:uuid assignment_id:uuid token_id:uuid serial:text algorithm:text hash:text digits:int2 period:int4 t0:int8
    suite:text initial_counter:int8 sealed_seed:bytea seed_fingerprint:bytea starts_at:timestamptz ends_at:timestamptz enabled:bool
    lost:bool one_time:bool use_pin:bool allow_next_tokencode:bool`,
  auth_token_v2: `user_id:uuid assignment_id:uuid token_id:uuid serial:text algorithm:text hash:text digits:int2 period:int4 t0:int8
    suite:text initial_counter:int8 sealed_seed:bytea seed_fingerprint:bytea starts_at:timestamptz ends_at:timestamptz enabled:bool
    lost:bool one_time:bool use_pin:bool allow_next_tokencode:bool uses:int4`,
  auth_unassigned_token_v2: `token_id:uuid serial:text algorithm:text hash:text digits:int2 period:int4 t0:int8
    suite:text initial_counter:int8 sealed_seed:bytea seed_fingerprint:bytea starts_at:timestamptz ends_at:timestamptz enabled:bool
    lost:bool one_time:bool use_pin:bool allow_next_tokencode:bool uses:int4`,
  auth_unassigned_token_v1: `token_id:uuid serial:text algorithm:text hash:text digits:int2 period:int4 t0:int8
    suite:text initial_counter:int8 sealed_seed:bytea seed_fingerprint:bytea starts_at:timestamptz ends_at:timestamptz enabled:bool
    lost:bool one_time:bool use_pin:bool allow_next_tokencode:bool`,
  auth_user_v1: `user_id:uuid site_id:uuid site_ancestors:_uuid group_id:uuid login:text enabled:bool starts_at:timestamptz
    ends_at:timestamptz password_hash:text password_expires_at:timestamptz password_must_change:bool active_on_all_hosts:bool
    active_on_site_hosts:bool`,
  auth_user_v2: `user_id:uuid site_id:uuid site_ancestors:_uuid group_id:uuid login:text enabled:bool starts_at:timestamptz
    ends_at:timestamptz password_hash:text password_expires_at:timestamptz password_must_change:bool active_on_all_hosts:bool
    active_on_site_hosts:bool access_times:jsonb time_zone:text new_pin:bool next_tokencode:bool sms:bool maximum_sessions:int4`,
};

let schema: PrivateSchema;
let admin: Client;

beforeAll(async () => {
  schema = await PrivateSchema.start('directory', 'token_admin_owner', ['token_admin', 'auth']);
  admin = await schema.connected();
  await Promise.all([schema.migrate(directoryMigrations), schema.migrate(directoryMigrations)]); // replicas that start together
});

afterAll(async () => {
  await schema[Symbol.asyncDispose]();
});

async function as(role: string, statement: string): Promise<unknown> {
  return (await (await schema.connected(role)).query<Record<string, unknown>>(statement)).rows;
}

describe('schema directory', () => {
  test('the columns that auth reads', async () => {
    const { rows } = await admin.query<{ view: string; columns: string }>(`
      SELECT table_name AS view, string_agg(column_name || ':' || udt_name, ' ' ORDER BY ordinal_position) AS columns
      FROM information_schema.columns JOIN information_schema.views USING (table_schema, table_name)
      WHERE table_schema = 'directory' GROUP BY table_name`);
    const pinned = Object.entries(PINNED).map(([view, columns]) => [view, columns.split(/\s+/).join(' ')]);
    expect(Object.fromEntries(rows.map(({ view, columns }) => [view, columns]))).toEqual(Object.fromEntries(pinned));
  });

  test.each(Object.keys(PINNED))('auth reads %s', async (view) => {
    expect(await as('countersign_auth', `SELECT * FROM directory.${view}`)).toEqual([]);
  });

  test.each(['user_account', 'token', 'agent_host', 'agent_host_address', 'api_key', 'outbox', 'administrator', 'protection_sighting', 'setting', 'creation', 'policy', 'job', 'job_chunk', 'user_staging'])('auth does not read table %s', async (table) => {
    await expect(as('countersign_auth', `SELECT FROM directory.${table}`)).rejects.toMatchObject({ code: '42501' });
  });

  test('the runtime role changes rows and not tables, and keeps revoked API keys', async () => {
    expect(await as('countersign_token_admin', 'DELETE FROM directory.token')).toEqual([]);
    await expect(as('countersign_token_admin', 'CREATE TABLE directory.mine ()')).rejects.toMatchObject({ code: '42501' });
    await expect(as('countersign_token_admin', 'DELETE FROM directory.api_key')).rejects.toMatchObject({ code: '42501' });
  });

  test('every right that a role has', async () => {
    const { rows } = await admin.query<{ role: string; table: string; rights: string }>(`
      SELECT grantee AS role, table_name AS table, string_agg(privilege_type, ' ' ORDER BY privilege_type) AS rights
      FROM information_schema.role_table_grants WHERE table_schema = 'directory' AND grantee <> 'countersign_token_admin_owner' GROUP BY 1, 2`);
    const everything = 'DELETE INSERT SELECT UPDATE';
    const owned = [
      'site', 'user_group', 'user_account', 'token', 'assignment', 'agent_host', 'agent_host_address', 'agent_host_user', 'agent_host_group', 'outbox', 'protection_sighting',
    ].map((table) => `countersign_token_admin ${table}: ${everything}`);
    expect(rows.map(({ role, table, rights }) => `${role} ${table}: ${rights}`).toSorted()).toEqual(expect.arrayContaining([
      ...owned, 'countersign_token_admin api_key: INSERT SELECT UPDATE', 'countersign_token_admin user_staging: DELETE INSERT SELECT',
    ]));
    expect(rows.filter(({ role }) => role !== 'countersign_token_admin').map(({ role, table, rights }) => `${role} ${table}: ${rights}`).toSorted())
      .toEqual(Object.keys(PINNED).map((view) => `countersign_auth ${view}: SELECT`).toSorted());
  });

  test.each(Object.keys(PINNED))('auth changes nothing through %s', async (view) => {
    await expect(as('countersign_auth', `DELETE FROM directory.${view}`)).rejects.toMatchObject({ code: expect.stringMatching(/^(?:42501|55000)$/) });
  });

  test('a host without any protection against forged answers is not stored, whoever writes it', async () => {
    await admin.query("INSERT INTO directory.site (id, name, ancestors) VALUES ('01890000-0000-7000-8000-000000000000', 'x', ARRAY['01890000-0000-7000-8000-000000000000'::uuid])");
    await expect(as('countersign_token_admin', `
      INSERT INTO directory.agent_host (id, site_id, name, sealed_secret, require_message_authenticator, limit_proxy_state)
      VALUES ('01890000-0000-7000-8000-000000000001', '01890000-0000-7000-8000-000000000000', 'h', '', false, false)`)).rejects.toMatchObject({ code: '23514', constraint: 'agent_host_protected' });
  });
});
