import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { privatePostgres } from '@countersign/testing';
import { createPool } from '@countersign/persistence';
import { bytesArray, jsonLines, plainArray, timeArray } from './array-text.ts';

let server: Awaited<ReturnType<typeof privatePostgres>>;
let pool: ReturnType<typeof createPool>;

beforeAll(async () => {
  server = await privatePostgres();
  pool = createPool(server.url('postgres'), { max: 1, applicationName: 'spec', statementTimeoutMs: 10_000 });
});
afterAll(async () => {
  await pool.end();
  await server.stop();
});

async function read(type: string, value: string): Promise<unknown> {
  const { rows: [row] } = await pool.query<{ read: unknown }>(`SELECT ${type} AS read`, [value]);
  return row?.read;
}

test('the database reads what was written', async () => {
  const id = '0198f0f0-0000-7000-8000-000000000001';
  expect(await read('$1::uuid[]::text[]', plainArray([id, id]))).toEqual([id, id]);
  expect(await read('$1::float8[]', plainArray([0, -1, null, 58_000_000]))).toEqual([0, -1, null, 58_000_000]);
  expect(await read('$1::timestamptz[]', timeArray([1_764_000_000_123, null]))).toEqual([new Date(1_764_000_000_123), null]);
  expect(await read('$1::bytea[]', bytesArray(['00ff5c22', '']))).toEqual([Buffer.from('00ff5c22', 'hex'), Buffer.alloc(0)]);
});

test.each(['int[]', 'uuid[]', 'timestamptz[]'])('none are none: %s', async (type) => {
  expect(await read(`$1::${type}::text[]`, plainArray([]))).toEqual([]);
});

test('documents come back as they were, whatever is in them', async () => {
  const documents = [{ text: 'two\nlines, {"quoted"} and \\ and \u2028, 你好' }, null, [], 'NULL'];
  const { rows } = await pool.query<{ document: unknown }>(`SELECT document::json FROM unnest(string_to_array($1, E'\n')) AS document`, [jsonLines(documents)]);
  expect(rows.map(({ document }) => document)).toEqual(documents);
  expect(await read(`string_to_array($1, E'\n')`, jsonLines([]))).toEqual([]);
});
