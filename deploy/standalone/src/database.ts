import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { PostgresServer } from '@countersign/local-servers';
import { type ConnectionTimes, bootstrapDatabase, loadOrCreateRolePasswords, urlForRole } from '@countersign/persistence';
import { DataFolderError } from './data-folder.ts';

/** The database of a standalone server: own or given, with its roles made. */
export interface Database {
  /** The folder of its files; null for a given one, which is not ours to know. */
  readonly cluster: string | null;
  urlFor(role: string): string;
  stop(): Promise<void>;
}

export interface DatabaseOptions {
  readonly dataDir: string;
  readonly databaseUrl: string | undefined;
  /** Our own, running, where no other was given. */
  readonly postgres: PostgresServer | undefined;
  /** Name of this installation: its keys open what is in the database. */
  readonly installation: string;
  readonly times: ConnectionTimes;
  readonly onError: (error: unknown) => void;
}

const DATABASE = 'postgres';
/** A PostgreSQL that ended without being asked is started again after this. */
const RESTART_AFTER_MS = 500;

/** @throws what pg throws when the database refuses */
export async function openDatabase({ dataDir, databaseUrl, postgres, installation, times, onError }: DatabaseOptions): Promise<Database> {
  const passwords = await rolePasswords(path.join(dataDir, 'database-passwords'));
  const prepare = async (adminUrl: string): Promise<(role: string) => string> => {
    await bootstrapDatabase({ adminUrl, passwords, installation, times });
    return (role) => urlForRole(adminUrl, role, passwords);
  };
  if (databaseUrl !== undefined) return { cluster: null, urlFor: await prepare(databaseUrl), stop: async () => undefined };
  if (postgres === undefined) throw new Error('neither an own nor another database');
  const urlFor = await prepare(postgres.url(DATABASE));
  return { cluster: postgres.cluster, urlFor, stop: keepRunning(postgres, onError) };
}

async function rolePasswords(file: string): Promise<Readonly<Record<string, string>>> {
  try {
    return await loadOrCreateRolePasswords(file);
  } catch {
    throw new DataFolderError(`${file} cannot be read. Move it away: the database's roles get new passwords then.`);
  }
}

/** Starts it again, on the same port, whenever it ends by itself. @returns what stops it for good */
function keepRunning(server: PostgresServer, onError: (error: unknown) => void): () => Promise<void> {
  const stopping = new AbortController();
  const watch = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const lastWords = await server.ended;
      if (stopping.signal.aborted) return;
      onError(new Error(`PostgreSQL ended unexpectedly and is started again. Its last words: ${lastWords}`));
      await server.restart().catch(async (error: unknown) => {
        onError(error);
        await pause(RESTART_AFTER_MS);
      });
    }
  };
  const watching = watch();
  return async () => {
    stopping.abort();
    await server.stop();
    await watching;
    await server.stop(); // a restart that was under way
  };
}
