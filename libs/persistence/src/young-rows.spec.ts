import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type TestDatabase, freshDatabase } from '@countersign/testing';

let database: TestDatabase;
beforeAll(async () => { database = await freshDatabase(); });
afterAll(async () => database.drop());

const QUERIES = 3000;
const COLUMNS = Array.from({ length: 50 }, (_, index) => `'some text ' || n AS column_${index}`).join(', ');

/** Asks one query after another, which is never more than one query's rows at a time. */
const script = (pipeline: boolean): string => `
  import { createPool } from ${JSON.stringify(path.join(import.meta.dirname, 'pool.ts'))};
  const pool = createPool(${JSON.stringify(database.url)}, { max: 1, applicationName: 'young-rows', statementTimeoutMs: 5000, pipeline: ${pipeline} });
  const client = await pool.connect();
  for (let asked = 0; asked < ${QUERIES}; asked += 1) {
    const { rows } = await client.query({ name: 'rows', text: ${JSON.stringify(`SELECT ${COLUMNS} FROM generate_series(1, $1::int) AS n`)}, values: [5] });
    if (rows.length !== 5) throw new Error('rows are missing');
  }
  client.release();
  await pool.end();`;

/** Of what was allocated between collections of young objects, the part that had survived two of them. */
async function partThatGrewOld(pipeline: boolean): Promise<number> {
  const { stdout } = await promisify(execFile)(process.execPath,
    ['--trace-gc-nvp', '--max-semi-space-size=2', '--input-type=module-typescript', '-e', script(pipeline)], { maxBuffer: 64 * 1024 * 1024 });
  const collections = stdout.split('\n').filter((line) => line.includes(' gc=s ')).slice(10);
  expect(collections.length).toBeGreaterThan(20);
  const sum = (field: string): number => collections.reduce((total, line) => total + Number(new RegExp(` ${field}=(\\d+)`).exec(line)?.[1] ?? NaN), 0);
  return sum('promoted') / sum('allocated');
}

test.each([false, true])('what a query brought is collected soon after it, pipeline %s', async (pipeline) => {
  expect(await partThatGrewOld(pipeline)).toBeLessThan(0.1);
});
