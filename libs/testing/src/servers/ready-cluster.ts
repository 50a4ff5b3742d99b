import { execFile } from 'node:child_process';
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startPostgres } from '@countersign/local-servers';
import type { TestRun } from './run.ts';

const execute = promisify(execFile);

/** What startPostgres finds in a folder that it has initialised before. */
const PARTS = ['cluster', 'superuser-password'];

/**
 * Makes an initialised cluster that is not running: initdb takes a second of the processor, a copy of what it
 * made a fraction of that.
 *
 * @returns its folder, or null when this host puts the cluster elsewhere (root without namespaces): then each
 *   server initialises its own
 */
export async function makeReadyCluster({ folder, systemFolder }: TestRun): Promise<string | null> {
  const dataDir = join(folder, 'shared', 'ready-cluster');
  const server = await startPostgres({ dataDir, systemFolder, settings: { fsync: 'off' } });
  await server.stop();
  return server.cluster === join(dataDir, 'cluster') ? dataDir : null;
}

/** Puts a copy of a ready cluster into a folder, where startPostgres goes on with it. One that is there stays. */
export async function copyReadyCluster(ready: string, dataDir: string): Promise<void> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  if (await stat(join(dataDir, 'cluster')).then(() => true, () => false)) return;
  await execute('cp', ['-a', ...PARTS.map((name) => join(ready, name)), dataDir]);
}
