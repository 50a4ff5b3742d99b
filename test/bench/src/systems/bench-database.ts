import path from 'node:path';
import { type PostgresServer, startPostgres } from '@countersign/local-servers';
import pg from 'pg';

/** The PostgreSQL that all systems of a benchmark share, each in a database of its own. Every commit reaches the disk. */
export interface BenchDatabase {
  /** The main process, parent of all others. */
  readonly pid: number;
  readonly server: PostgresServer;
  /** Makes the database and returns its administrator's URL. */
  create(name: string): Promise<string>;
  stop(): Promise<void>;
}

const DURABLE = { fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on', max_connections: '200' };

export async function startBenchDatabase(folder: string): Promise<BenchDatabase> {
  const server = await startPostgres({ dataDir: path.join(folder, 'postgres'), settings: DURABLE });
  return {
    server,
    get pid() { return server.pid; },
    create: async (name) => {
      await withClient(server.url('postgres'), (client) => client.query(`CREATE DATABASE ${name}`));
      return server.url(name);
    },
    stop: () => server.stop(),
  };
}

/** One connection for one piece of work. */
export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
