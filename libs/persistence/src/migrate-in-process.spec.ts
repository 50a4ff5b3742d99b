import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type TestDatabase, freshDatabase } from '@countersign/testing';
import pg from 'pg';
import { migrateInProcess } from './index.ts';

let database: TestDatabase;
let client: pg.Client;
beforeEach(async () => {
  database = await freshDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});
afterEach(async () => {
  await client.end();
  await database.drop();
});

/** A module with a single migration that runs a statement. */
const migrating = (statement: string): URL => new URL(`data:text/javascript,${encodeURIComponent(`
  class Only1800000000001 {
    name = 'Only1800000000001';
    async up(runner) { await runner.query(${JSON.stringify(statement)}); }
    async down() {}
  }
  export const migrations = [Only1800000000001];`)}`);
const migrate = async (statement: string): Promise<void> => migrateInProcess({ url: database.url, schema: 'public' }, migrating(statement));

test('the migrations of the module are applied, each once', async () => {
  await migrate('CREATE TABLE made (id int)');
  await migrate('CREATE TABLE made (id int)');
  expect((await client.query('SELECT FROM made')).rowCount).toBe(0);
});

test('several that start together wait for each other', async () => {
  await Promise.all(Array.from({ length: 3 }, () => migrate('CREATE TABLE made (id int)')));
  expect((await client.query('SELECT FROM made')).rowCount).toBe(0);
});

test('a statement that fails is the error of whoever asked, and nothing of it stands', async () => {
  await expect(migrate('CREATE TABLE made (id int); SELECT 1 / 0')).rejects.toThrow('division by zero');
  await expect(client.query('SELECT FROM made')).rejects.toThrow('does not exist');
});

test('so is a database that is not there', async () => {
  await expect(migrateInProcess({ url: 'postgres://nobody@127.0.0.1:1/none', schema: 'public' }, migrating('SELECT 1'))).rejects.toThrow('ECONNREFUSED');
});
