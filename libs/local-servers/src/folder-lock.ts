import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { LocalServerError } from './errors.ts';
import { findProgram } from './find-program.ts';

/** Held as long as its process lives, released at the latest by its death. */
export interface FolderLock { release(): Promise<void> }

/** The holder's helper needs a moment to notice that its parent died. */
const PATIENCE_MS = 1_000;
const PAUSE_MS = 50;

/**
 * Takes a folder for this process alone, so that two starters never initialise, stop or start a server
 * in it at once.
 *
 * The lock is the kernel's (flock on the file `lock`): it cannot be left behind by a crash or a power
 * cut, has no process id that could be reused, needs no clock, and holds between containers that share
 * a volume. Node has no call for it, so util-linux's `flock` takes it for a `cat` that ends with our pipe.
 * Where the platform is not Linux there is no lock but the server's own.
 *
 * @throws LocalServerError 'folder-in-use', 'program-not-found'
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  if (process.platform !== 'linux') return { release: async () => {} };
  const flock = await findProgram('flock');
  if (flock === undefined) {
    throw new LocalServerError('program-not-found', 'The program "flock" is needed: install the package util-linux.');
  }
  await keepPrivate(folder);
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const lock = await tryLock(flock, folder);
    if (lock !== undefined) {
      await nameHolder(join(folder, 'lock.holder'));
      return lock;
    }
    if (Date.now() >= deadline) throw await inUse(folder);
    await pause(PAUSE_MS);
  }
}

/** Whoever can open the file can hold the lock, and so keep a server from starting. */
async function keepPrivate(folder: string): Promise<void> {
  const file = join(folder, 'lock');
  try {
    await writeFile(file, '', { flag: 'a', mode: 0o600 });
    await chmod(file, 0o600); // one that an earlier version made
  } catch (error) {
    throw new LocalServerError('start-failed', `${folder} cannot be locked: ${error instanceof Error ? error.message : ''}`);
  }
}

/** What `flock --nonblock` exits with when somebody else holds the lock. */
const HELD_BY_ANOTHER = 1;

async function tryLock(flock: string, folder: string): Promise<FolderLock | undefined> {
  const keeper = spawn(flock, ['--nonblock', '--no-fork', 'lock', 'cat'], {
    // A group of its own: Ctrl-C must not release the lock while the server is still being stopped.
    cwd: folder, stdio: ['pipe', 'pipe', 'pipe'], detached: true, env: { PATH: '/usr/bin:/bin' },
  });
  let complaint = '';
  keeper.stderr.on('data', (chunk: Buffer) => { complaint += chunk.toString(); });
  keeper.stdin.on('error', () => {}); // flock ended before it read: the exit code tells why
  const ended = new Promise<number | null>((resolve) => { keeper.once('close', resolve); });
  keeper.stdin.write('\n');
  const outcome = await Promise.race([once(keeper.stdout, 'data').then(() => 'locked' as const), ended]);
  if (outcome === HELD_BY_ANOTHER) return undefined;
  if (outcome !== 'locked') throw new LocalServerError('start-failed', `${folder} cannot be locked: ${complaint.trim()}`);
  return {
    release: async () => {
      keeper.stdin.end();
      await ended;
    },
  };
}

/** For the message to the next one only; the lock is the kernel's. */
async function nameHolder(file: string): Promise<void> {
  await rm(file, { force: true });
  await writeFile(file, `${process.pid}\n`, { mode: 0o600 });
}

async function inUse(folder: string): Promise<LocalServerError> {
  const holder = await readFile(join(folder, 'lock.holder'), 'utf8').then((text) => text.trim(), () => '');
  const who = /^\d+$/.test(holder) ? `process ${holder}` : 'another process';
  return new LocalServerError('folder-in-use', `${folder} is in use by ${who}. Stop that one first, or choose another data folder.`);
}
