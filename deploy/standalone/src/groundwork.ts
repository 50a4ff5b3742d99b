import path from 'node:path';
import { type PostgresServer, startPostgres } from '@countersign/local-servers';
import type { StandaloneConfig } from './config.ts';
import { type DataFolder, claimDataFolder } from './data-folder.ts';

/** What every start begins with: it needs little code, and takes the time in which all the other code is loaded. */
export interface Groundwork {
  readonly folder: DataFolder;
  /** Our own PostgreSQL, running; undefined when another database was given. */
  readonly postgres: PostgresServer | undefined;
}

/** @throws LocalServerError, DataFolderError, and what the system says about the folder */
export async function layGroundwork({ dataDir, databaseUrl }: Pick<StandaloneConfig, 'dataDir' | 'databaseUrl'>): Promise<Groundwork> {
  const folder = await claimDataFolder(dataDir);
  try {
    return { folder, postgres: databaseUrl === undefined ? await startPostgres({ dataDir: path.join(folder.path, 'postgres') }) : undefined };
  } catch (error) {
    await folder.release();
    throw error;
  }
}

/** Takes back what was begun, for a start that is not wanted any more. @throws as {@link layGroundwork} does */
export async function abandon(groundwork: Promise<Groundwork>): Promise<void> {
  const { folder, postgres } = await groundwork;
  await postgres?.stop();
  await folder.release();
}
