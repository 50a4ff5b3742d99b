import { chown, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { LocalServerError } from '../errors.ts';
import { ServerProcess } from '../server-process.ts';
import { stopLeftovers, type StopStep } from '../stop-steps.ts';
import { commandAs, type PostgresAccount } from './account.ts';
import type { PostgresBinaries } from './binaries.ts';
import { syncFolder } from './files.ts';
import type { Placement } from './placement.ts';

/** The superuser that initdb makes. */
export const SUPERUSER = 'postgres';

const KILL: readonly StopStep[] = [{ signal: 'SIGKILL', waitMs: 5_000 }];

/** On the command line PostgreSQL's paths must stay below 1024 bytes. */
const LONGEST_PATH_BYTES = 960;

/**
 * A folder's name for PostgreSQL's command line. What is too long for it can be named through the
 * working folder, which every process of the server keeps.
 */
export function dataFolderArgument(folder: string): string {
  return Buffer.byteLength(folder) <= LONGEST_PATH_BYTES ? folder : '/proc/self/cwd';
}

/**
 * Makes the cluster: UTF-8, checksums, passwords by SCRAM for every connection, and PostgreSQL's own
 * C.UTF-8 collation, which orders and folds all languages alike on every host and never changes with a
 * library of the system. It appears under its name only when complete, so an interrupted start leaves none.
 *
 * @param sync false only for a cluster that may be lost (tests)
 * @throws LocalServerError 'start-failed'
 */
export async function initialise({ account, binaries, cluster }: Placement, password: string, sync: boolean): Promise<void> {
  const draft = `${cluster}.draft`;
  const passwordFile = `${cluster}.password`;
  // A starter that was killed while it initialised may have left its initdb at work.
  for (const program of ['initdb', 'postgres']) await stopLeftovers(draft, program, KILL);
  await rm(draft, { recursive: true, force: true });
  await rm(passwordFile, { force: true });
  await mkdir(draft, { mode: 0o700 });
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600, flag: 'wx' });
  if (account.kind === 'user') {
    for (const path of [draft, passwordFile]) await chown(path, account.uid, account.gid);
  }
  try {
    await runInitdb(account, binaries, draft, sync);
  } finally {
    await rm(passwordFile, { force: true });
  }
  await rename(draft, cluster);
  await syncFolder(dirname(cluster));
}

async function runInitdb(account: PostgresAccount, { initdb }: PostgresBinaries, draft: string, sync: boolean): Promise<void> {
  const command = commandAs(account, initdb, [
    '-D', dataFolderArgument(draft), '--username', SUPERUSER, '--pwfile', join('..', 'cluster.password'), '--auth', 'scram-sha-256',
    '--encoding', 'UTF8', '--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8', '--locale', 'C',
    '--data-checksums', '--no-instructions', ...(sync ? [] : ['--no-sync']),
  ]);
  const run = await ServerProcess.start({ ...command, cwd: draft });
  const lastWords = await run.ended;
  if (run.exitCode !== 0) throw new LocalServerError('start-failed', `PostgreSQL's data folder cannot be initialised. Last words of initdb:\n${lastWords}`);
}
