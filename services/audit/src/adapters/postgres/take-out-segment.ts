import { type ConnectionTimes, keepAliveOptions, unhurriedTimes } from '@countersign/persistence';
import pg from 'pg';

/**
 * Takes a segment out of the trail, as the retention role: with a connection of its own that is closed at once.
 *
 * @param drop false: the table stays beside the trail, to be archived
 */
export async function takeOutSegment(retentionUrl: string, name: string, drop: boolean, times: ConnectionTimes): Promise<void> {
  const client = new pg.Client({
    connectionString: retentionUrl, application_name: 'countersign-audit-retention', connectionTimeoutMillis: unhurriedTimes(times).connectMs, ...keepAliveOptions(times),
  });
  // The statement that is under way fails with the connection. Without a listener the process would end with it, too.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('SELECT audit.detach_segment($1)', [name]);
    if (drop) await client.query('SELECT audit.drop_segment($1)', [name]);
  } finally {
    await client.end();
  }
}
