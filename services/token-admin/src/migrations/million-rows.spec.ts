/** Sign-ins read users and tokens all the time: a migration that works on these tables lets them. */
import { expect, test } from '@jest/globals';
import { migrate } from '@countersign/persistence';
import { disposeAfterEach, eventually, privatePostgres } from '@countersign/testing';
import { Client } from 'pg';
import { MillionRows1800000005101 } from './1800000005101-million-rows.ts';
import { directoryMigrations } from './index.ts';

const keep = disposeAfterEach();

test('users and tokens are read while their indexes are built, and while the former ones wait for their end', async () => {
  const server = await privatePostgres();
  keep({ [Symbol.asyncDispose]: async () => server.stop() });
  const connected = async (): Promise<Client> => {
    const client = new Client({ connectionString: server.url('postgres'), statement_timeout: 10_000 });
    client.on('error', () => undefined);
    await client.connect();
    keep({ [Symbol.asyncDispose]: async () => client.end() });
    return client;
  };
  const [reader, writer, report] = [await connected(), await connected(), await connected()];
  for (const role of ['token_admin_owner', 'token_admin', 'auth']) await reader.query(`CREATE ROLE countersign_${role} LOGIN PASSWORD 'p'`);
  await reader.query('CREATE SCHEMA directory AUTHORIZATION countersign_token_admin_owner');
  const upTo = async (end?: number): Promise<void> => migrate({
    url: server.url('postgres', { name: 'countersign_token_admin_owner', password: 'p' }), schema: 'directory', migrations: directoryMigrations.slice(0, end),
  });
  await upTo(directoryMigrations.indexOf(MillionRows1800000005101));
  const read = async (): Promise<void> => {
    for (const view of ['auth_subject_v2', 'auth_token_v2', 'auth_activation_v1']) await reader.query(`SELECT FROM directory.${view}`);
  };
  const waitsFor = async (relation: string): Promise<void> => eventually(async () => {
    expect(await reader.query('SELECT FROM pg_locks WHERE NOT granted AND relation = $1::regclass', [relation])).toMatchObject({ rowCount: 1 });
  });

  await writer.query('BEGIN; LOCK TABLE directory.agent_host_group IN ROW EXCLUSIVE MODE');
  const migrated = upTo();
  migrated.catch(() => undefined);
  // All indexes but the last one are built by then.
  await waitsFor('directory.agent_host_group');
  await read();
  await report.query('BEGIN; SELECT FROM directory.user_account');
  await writer.query('COMMIT');
  await waitsFor('directory.user_account');
  await read();
  expect((await reader.query("SELECT FROM pg_indexes WHERE indexname LIKE '%_former'")).rowCount).toBe(11);
  await report.query('COMMIT');
  await migrated;
  expect((await reader.query("SELECT FROM pg_indexes WHERE indexname LIKE '%_former'")).rowCount).toBe(0);
});
