import path from 'node:path';
import { startPostgres } from '@countersign/local-servers';
import { bootstrapDatabase, loadOrCreateRolePasswords, urlForRole } from '@countersign/persistence';

/** The database of a standalone server: own or given, with its roles made. */
export interface Database {
  urlFor(role: string): string;
  stop(): Promise<void>;
}

const DATABASE = 'postgres';

export async function openDatabase(
  { dataDir, databaseUrl, log }: { dataDir: string; databaseUrl: string | undefined; log: (line: string) => void },
): Promise<Database> {
  const passwords = await loadOrCreateRolePasswords(path.join(dataDir, 'database-passwords'));
  const server = databaseUrl === undefined ? await startPostgres({ dataDir: path.join(dataDir, 'postgres'), log }) : undefined;
  const adminUrl = databaseUrl ?? server?.url(DATABASE) ?? '';
  try {
    await bootstrapDatabase({ adminUrl, passwords });
  } catch (error) {
    await server?.stop();
    throw error;
  }
  return { urlFor: (role) => urlForRole(adminUrl, role, passwords), stop: async () => server?.stop() };
}
