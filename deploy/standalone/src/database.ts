import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { writePrivateOnce } from '@countersign/crypto';
import { startPostgres } from '@countersign/local-servers';
import { allRoles, bootstrapDatabase } from '@countersign/persistence';
import { z } from 'zod';

/** The database of a standalone server: own or given, with its roles made. */
export interface Database {
  urlFor(role: string): string;
  stop(): Promise<void>;
}

const DATABASE = 'postgres';
const PASSWORD_BYTES = 24;

export async function openDatabase(
  { dataDir, databaseUrl, log }: { dataDir: string; databaseUrl: string | undefined; log: (line: string) => void },
): Promise<Database> {
  const passwords = await rolePasswords(path.join(dataDir, 'database-passwords'));
  const server = databaseUrl === undefined ? await startPostgres({ dataDir: path.join(dataDir, 'postgres'), log }) : undefined;
  const adminUrl = databaseUrl ?? server?.url(DATABASE) ?? '';
  try {
    await bootstrapDatabase({ adminUrl, passwords });
  } catch (error) {
    await server?.stop();
    throw error;
  }
  return {
    urlFor: (role) => {
      const url = new URL(adminUrl);
      url.username = role;
      url.password = passwords[role] ?? '';
      return url.href;
    },
    stop: async () => server?.stop(),
  };
}

/** One password per role, made at the first start. */
async function rolePasswords(file: string): Promise<Record<string, string>> {
  const made = Object.fromEntries(allRoles.map((role) => [role, randomBytes(PASSWORD_BYTES).toString('base64url')]));
  try {
    await writePrivateOnce(file, `${JSON.stringify(made)}\n`);
  } catch (error) {
    if (!(typeof error === 'object' && error !== null && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  return z.record(z.string(), z.string()).parse(JSON.parse(await readFile(file, 'utf8')));
}
