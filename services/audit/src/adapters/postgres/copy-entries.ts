import type { ClientBase } from 'pg';
import { from } from 'pg-copy-streams';
import type { NewEntry } from '../../domain/index.ts';

const COPY = 'COPY audit.event (sequence, recorded_at, id, at, event, digest) FROM STDIN';
/** Rows that are handed over at once. */
const ROWS = 500;

/** Writes entries with COPY, which costs the database half of what INSERT does. */
export async function copyEntries(client: ClientBase, recordedAt: number, entries: readonly NewEntry[]): Promise<void> {
  const recorded = new Date(recordedAt).toISOString();
  const stream = client.query(from(COPY));
  const ended = new Promise<void>((resolve, reject) => {
    stream.on('error', reject).once('finish', resolve);
  });
  for (let begin = 0; begin < entries.length; begin += ROWS) {
    stream.write(entries.slice(begin, begin + ROWS).map((entry) => rowOf(entry, recorded)).join(''));
  }
  stream.end();
  await ended;
}

/**
 * A row in the text format of COPY (PostgreSQL documentation, COPY, "Text Format"). JSON text has no control characters;
 * its backslashes are escaped once more. Identifiers and times have passed the event's schema.
 */
function rowOf({ sequence, event, text, digest }: NewEntry, recorded: string): string {
  return `${sequence}\t${recorded}\t${event.id}\t${event.at}\t${text.replaceAll('\\', '\\\\')}\t\\\\x${digest.toString('hex')}\n`;
}
