import { join } from 'node:path';
import { startPostgres, type PostgresOptions, type PostgresServer, type Role } from '@countersign/local-servers';
import { Client } from 'pg';
import { askHost } from './host-protocol.ts';
import { databasePrefix, uniqueName } from './names.ts';
import { copyReadyCluster } from './ready-cluster.ts';
import { testRun } from './run.ts';
import { systemTestFolder, temporaryFolder } from '../temporary-folder.ts';

/** The PostgreSQL that all specs of a run share. Roles are the cluster's, hence everybody's; databases are not. */
export interface SharedPostgres {
  /** A connection URL; the superuser's unless a role is given. */
  url(database: string, role?: Role): string;
}

/** A database of one's own, empty at first. */
export interface TestDatabase extends AsyncDisposable {
  readonly name: string;
  /** The superuser's connection URL. */
  readonly url: string;
  /** The same for a role that the test has made. */
  urlFor(role: Role): string;
  /** Drops it, connections included. */
  drop(): Promise<void>;
}

/** The shared cluster: COUNTERSIGN_TEST_DATABASE_URL, else PostgreSQL from `npm ci`. */
export async function testPostgres(): Promise<SharedPostgres> {
  const { url: admin } = await askHost('postgres');
  return {
    url: (database, role) => {
      const url = new URL(admin);
      url.pathname = `/${encodeURIComponent(database)}`;
      if (role !== undefined) {
        url.username = encodeURIComponent(role.name);
        url.password = encodeURIComponent(role.password);
      }
      return url.href;
    },
  };
}

/** Makes a database in the shared cluster. What is not dropped ends with the run. */
export async function freshDatabase(): Promise<TestDatabase> {
  const cluster = await testPostgres();
  const name = `${databasePrefix(testRun())}${uniqueName()}`;
  const administer = async (statement: string): Promise<void> => {
    const client = new Client({ connectionString: cluster.url('postgres') });
    await client.connect();
    try {
      await client.query(statement);
    } finally {
      await client.end();
    }
  };
  await administer(`CREATE DATABASE ${name}`);
  const drop = async (): Promise<void> => administer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  return { name, url: cluster.url(name), urlFor: (role) => cluster.url(name, role), drop, [Symbol.asyncDispose]: drop };
}

/** Spares a PostgreSQL's first start in a folder its initialisation, where that is possible. */
export async function prepareCluster(dataDir: string): Promise<void> {
  const { folder } = await askHost('ready-cluster');
  if (folder !== null) await copyReadyCluster(folder, dataDir);
}

/** A cluster of one's own, to stop, kill and restart, or for roles that no other spec may touch. */
export interface PrivatePostgres extends PostgresServer, AsyncDisposable {}

/**
 * Starts one in a temporary folder. It does not wait for the disk: what is committed outlives `kill` all the same,
 * because the system has it.
 */
export async function privatePostgres(options: Omit<PostgresOptions, 'dataDir'> = {}): Promise<PrivatePostgres> {
  const dataDir = join(temporaryFolder(), 'postgres');
  await prepareCluster(dataDir);
  const server = await startPostgres({ systemFolder: systemTestFolder(), ...options, settings: { fsync: 'off', ...options.settings }, dataDir });
  return Object.assign(server, { [Symbol.asyncDispose]: async () => server.stop() });
}
