import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { withClient } from '../systems/bench-database.ts';

/** Writes rows as COPY writes them. @param source a table, whose generated columns are left out, or a query in parentheses */
export async function copyOut(adminUrl: string, source: string, file: string): Promise<void> {
  await withClient(adminUrl, (client) => pipeline(client.query(copyTo(`COPY ${source} TO STDOUT`)), createWriteStream(file, { mode: 0o600 })));
}

/**
 * Copies such a file into a new table with the columns, constraints and indexes of another one, and drops it again.
 * @param columns those that the file holds; all but generated ones unless given
 * @returns seconds, the commit included
 */
export async function timedCopyIn(adminUrl: string, like: string, file: string, columns?: string): Promise<number> {
  return withClient(adminUrl, async (client) => {
    await client.query(`CREATE TABLE bench_copy (LIKE ${like} INCLUDING ALL)`);
    try {
      const start = performance.now();
      await pipeline(createReadStream(file), client.query(copyFrom(`COPY bench_copy ${columns === undefined ? '' : `(${columns})`} FROM STDIN`)));
      return (performance.now() - start) / 1000;
    } finally {
      await client.query('DROP TABLE bench_copy');
    }
  });
}
