import { randomBytes } from 'node:crypto';
import { chmod, chown, cp, lchown, lstat, mkdir, open, readFile, readdir, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { hasErrorCode, LocalServerError } from '../errors.ts';
import { canExecute, canWrite, type PostgresAccount } from './account.ts';
import { binariesIn, type PostgresBinaries } from './binaries.ts';

/** Names a cluster that could not stay in our folder. */
const LOCATION_FILE = 'cluster-location';

type UserAccount = PostgresAccount & { kind: 'user' };

/** The owner of a file, or undefined when it does not exist. */
export async function ownerOf(path: string): Promise<{ uid: number; gid: number } | undefined> {
  try {
    const { uid, gid } = await stat(path);
    return { uid, gid };
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** Where the cluster of our folder is, or will be. @throws LocalServerError 'cluster-missing' */
export async function clusterOf(dataDir: string): Promise<string> {
  const file = join(dataDir, LOCATION_FILE);
  const location = await readFile(file, 'utf8').then((text) => text.trimEnd(), () => undefined);
  if (location === undefined) return join(dataDir, 'cluster');
  if (await ownerOf(location) !== undefined) return location;
  throw new LocalServerError('cluster-missing', `${file} says that the database is in ${location}, which does not exist. Bring it back, or start with an empty data folder.`);
}

/** Remembers a cluster that is not in our folder; only one that exists, so that an interrupted start loses none. */
export async function rememberCluster(dataDir: string, cluster: string): Promise<void> {
  if (cluster !== join(dataDir, 'cluster')) await writePrivate(join(dataDir, LOCATION_FILE), `${cluster}\n`);
}

/** Writes a file that only its owner may read: the owner of the folder, also when root writes it. */
export async function writePrivate(file: string, text: string): Promise<void> {
  const fresh = `${file}.new`;
  await rm(fresh, { force: true });
  await writeFile(fresh, text, { mode: 0o600, flag: 'wx', flush: true });
  const { uid, gid } = await stat(dirname(file));
  if (process.geteuid?.() === 0) await chown(fresh, uid, gid);
  await rename(fresh, file);
  await syncFolder(dirname(file));
}

/** Makes names in a folder (a rename, say) survive a power cut. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * The programs where the account can execute them: where they are, or else in a copy in the system folder
 * (60 MB, once per version).
 */
export async function binariesWithin(binaries: PostgresBinaries, account: UserAccount, systemFolder: string): Promise<PostgresBinaries> {
  if (await canExecute(account, binaries)) return binaries;
  await makeSystemFolder(systemFolder);
  const home = join(systemFolder, `programs-${binaries.version}`);
  if (await ownerOf(home) === undefined) {
    const draft = `${home}.${randomBytes(4).toString('hex')}`;
    await cp(binaries.home, draft, { recursive: true, verbatimSymlinks: true });
    await forEachBelow(draft, letOthersRead);
    // Another starter may have been faster; its copy is as good.
    await rename(draft, home).catch(async () => rm(draft, { recursive: true, force: true }));
  }
  const copied = binariesIn(home, binaries.version);
  if (await canExecute(account, copied)) return copied;
  throw new LocalServerError('cannot-leave-root', `User "${account.name}" cannot execute PostgreSQL's programs in ${home}. Let that user enter every folder above it.`);
}

/**
 * A new place in the system folder for the cluster of our folder.
 *
 * @returns undefined when the account cannot reach it
 */
export async function newClusterPlace(dataDir: string, account: UserAccount, systemFolder: string): Promise<string | undefined> {
  await makeSystemFolder(systemFolder);
  const place = join(systemFolder, `${basename(dataDir).slice(0, 40)}-${randomBytes(4).toString('hex')}`);
  await mkdir(place, { mode: 0o700 });
  await chown(place, account.uid, account.gid);
  if (await canWrite(account, place)) return join(place, 'cluster');
  await rmdir(place);
  return undefined;
}

/**
 * Copies a stopped cluster that root made in a namespace to where another user can use it. The old one
 * stays, renamed: nothing is deleted that might be the only durable copy.
 */
export async function moveCluster(from: string, to: string, dataDir: string, account: UserAccount): Promise<void> {
  await cp(from, to, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
  await forEachBelow(to, async (path) => lchown(path, account.uid, account.gid));
  await rememberCluster(dataDir, to);
  await rename(from, `${from}.before-move`);
}

async function makeSystemFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o711);
}

async function letOthersRead(path: string): Promise<void> {
  const info = await lstat(path);
  if (!info.isSymbolicLink()) await chmod(path, (info.mode & 0o100) === 0 ? 0o644 : 0o755);
}

/** Depth first, so that a folder is given away after what is in it. */
async function forEachBelow(folder: string, change: (path: string) => Promise<void>): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    await (entry.isDirectory() ? forEachBelow(path, change) : change(path));
  }
  await change(folder);
}
