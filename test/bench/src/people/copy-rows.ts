import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

export type Value = string | number | boolean | null | Uint8Array;

/** Lines per chunk: a chunk per row would cost more than the row. */
const ROWS_PER_CHUNK = 500;

/** `COPY table FROM STDIN` in text format. @param target table and columns, as SQL */
export async function copyRows(client: Client, target: string, rows: Iterable<readonly Value[]>): Promise<void> {
  await pipeline(Readable.from(chunks(rows)), client.query(copyFrom(`COPY ${target} FROM STDIN`)));
}

function* chunks(rows: Iterable<readonly Value[]>): Generator<string> {
  let lines: string[] = [];
  for (const row of rows) {
    lines.push(row.map(field).join('\t'));
    if (lines.length < ROWS_PER_CHUNK) continue;
    yield `${lines.join('\n')}\n`;
    lines = [];
  }
  if (lines.length > 0) yield `${lines.join('\n')}\n`;
}

function field(value: Value): string {
  if (value === null) return String.raw`\N`;
  if (typeof value === 'object') return String.raw`\\x${Buffer.from(value).toString('hex')}`;
  if (typeof value === 'string') return value.replaceAll('\\', '\\\\').replaceAll('\t', String.raw`\t`).replaceAll('\n', String.raw`\n`).replaceAll('\r', String.raw`\r`);
  return String(value);
}
