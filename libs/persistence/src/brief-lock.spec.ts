import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type TestDatabase, freshDatabase } from '@countersign/testing';
import pg from 'pg';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { migrate, withBriefLock } from './index.ts';

let database: TestDatabase;
let reader: pg.Client;
beforeEach(async () => {
  database = await freshDatabase();
  reader = new pg.Client({ connectionString: database.url });
  await reader.connect();
  await reader.query('CREATE TABLE read_all_the_time (id int); CREATE INDEX former ON read_all_the_time (id)');
});
afterEach(async () => {
  await reader.end();
  await database.drop();
});

class Former1800000000001 implements MigrationInterface {
  readonly name = 'Former1800000000001';

  async up(runner: QueryRunner): Promise<void> {
    await withBriefLock(runner, 'DROP INDEX former', { attempts: 2 });
  }

  async down(): Promise<void> {
    throw new Error('not taken back');
  }
}
const drop = async (): Promise<void> => migrate({ url: database.url, schema: 'public', migrations: [Former1800000000001] });

test('a table that is in use all the time is named as the reason, and the migration is made at the next start', async () => {
  await reader.query('BEGIN; SELECT FROM read_all_the_time');
  await expect(drop()).rejects.toThrow('Somebody has been using a table all the time');
  await reader.query('COMMIT');
  await drop();
  expect((await reader.query("SELECT FROM pg_indexes WHERE indexname = 'former'")).rowCount).toBe(0);
});
