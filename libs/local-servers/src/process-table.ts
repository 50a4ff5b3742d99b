import { readFileSync, readdirSync, statSync } from 'node:fs';
import { hasErrorCode } from './errors.ts';

/** A running process of a server, as the kernel shows it. */
export interface ProcessEntry { pid: number; parent: number }

/**
 * The processes of `program` that have `folder` as their working folder. Servers of this package are
 * always started in their data folder and stay there, so this finds them (and what they forked)
 * whoever started them – and, unlike a process id read from a file, never names a stranger.
 * Folders are compared by device and inode: a bind mount, a symbolic link or a container changes nothing.
 *
 * @returns parents before the processes that they forked; always empty where there is no /proc
 */
export function serversIn(folder: string, program: string): ProcessEntry[] {
  const home = statSync(folder, { throwIfNoEntry: false });
  if (home === undefined) return [];
  const name = `${program.slice(0, COMM_LENGTH)}\n`;
  const found = processIds()
    .filter((pid) => read(`/proc/${pid}/comm`) === name && worksIn(pid, folder, home))
    .map((pid) => ({ pid, parent: parentOf(pid) }));
  const pids = new Set(found.map(({ pid }) => pid));
  return [...found.filter(({ parent }) => !pids.has(parent)), ...found.filter(({ parent }) => pids.has(parent))];
}

/** The kernel cuts a process's name to so many bytes. */
const COMM_LENGTH = 15;

function processIds(): number[] {
  try {
    return readdirSync('/proc').map(Number).filter((pid) => Number.isInteger(pid) && pid > 0);
  } catch {
    return [];
  }
}

function worksIn(pid: number, folder: string, home: { dev: number; ino: number }): boolean {
  try {
    const working = statSync(`/proc/${pid}/cwd`);
    return working.dev === home.dev && working.ino === home.ino;
  } catch (error) {
    // In a container root may lack the right to look into another user's process; the command line stays readable.
    const hidden = hasErrorCode(error, 'EACCES', 'EPERM');
    return hidden && (read(`/proc/${pid}/cmdline`)?.split('\0').includes(folder) ?? false);
  }
}

function parentOf(pid: number): number {
  // The name in parentheses may itself hold spaces and parentheses: fields are counted from the last one.
  const stat = read(`/proc/${pid}/stat`) ?? '';
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] ?? 0);
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined; // the process ended while we looked
  }
}
