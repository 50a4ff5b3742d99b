/** Sign-ins read users and tokens all the time: a migration that works on these tables lets them. */
import { expect, test } from '@jest/globals';
import { PrivateSchema, disposeAfterEach, eventually } from '@countersign/testing';
import { MillionRows1800000005101 } from './1800000005101-million-rows.ts';
import { directoryMigrations } from './index.ts';

const keep = disposeAfterEach();

test('users and tokens are read while their indexes are built, and while the former ones wait for their end', async () => {
  const schema = keep(await PrivateSchema.start('directory', 'token_admin_owner', ['token_admin', 'auth']));
  const [reader, writer, report] = [await schema.connected(), await schema.connected(), await schema.connected()];
  await schema.migrate(directoryMigrations.slice(0, directoryMigrations.indexOf(MillionRows1800000005101)));
  const read = async (): Promise<void> => {
    for (const view of ['auth_subject_v2', 'auth_token_v2', 'auth_activation_v1']) await reader.query(`SELECT FROM directory.${view}`);
  };
  const waitsFor = async (relation: string): Promise<void> => eventually(async () => {
    expect(await reader.query('SELECT FROM pg_locks WHERE NOT granted AND relation = $1::regclass', [relation])).toMatchObject({ rowCount: 1 });
  });

  await writer.query('BEGIN; LOCK TABLE directory.agent_host_group IN ROW EXCLUSIVE MODE');
  const migrated = schema.migrate(directoryMigrations);
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
