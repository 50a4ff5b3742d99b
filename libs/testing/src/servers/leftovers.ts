import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { RUN_VARIABLE, type TestRun } from './run.ts';

/** A process that a test run forgot. */
export interface Leftover { pid: number; command: string }

const PATIENCE_MS = 5_000;

/**
 * The processes that belong to a run: those that work in one of its folders, and those that inherited
 * its mark from Jest – a crashed or interrupted worker, and what it had started.
 */
export function processesOf(run: TestRun): Leftover[] {
  return processIds()
    .filter((pid) => pid !== process.pid && (worksBelow(pid, [run.folder, run.systemFolder]) || isMarked(pid, run)))
    .map((pid) => ({ pid, command: read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim() }));
}

/** Kills them all, those that they start meanwhile included. @returns those that were found */
export async function killProcessesOf(run: TestRun): Promise<Leftover[]> {
  const found = new Map<number, Leftover>();
  const deadline = Date.now() + PATIENCE_MS;
  for (let left = processesOf(run); left.length > 0 && Date.now() < deadline; left = processesOf(run)) {
    for (const leftover of left) {
      found.set(leftover.pid, leftover);
      try {
        process.kill(leftover.pid, 'SIGKILL');
      } catch {
        // It ended by itself.
      }
    }
    await pause(10);
  }
  return [...found.values()];
}

function processIds(): number[] {
  try {
    return readdirSync('/proc').map(Number).filter((pid) => Number.isInteger(pid) && pid > 0);
  } catch {
    return []; // no /proc: this system is not Linux
  }
}

function worksBelow(pid: number, folders: readonly string[]): boolean {
  try {
    const working = readlinkSync(`/proc/${pid}/cwd`);
    return folders.some((folder) => working === folder || working.startsWith(`${folder}/`));
  } catch {
    return false; // ended, or not ours to look at
  }
}

function isMarked(pid: number, run: TestRun): boolean {
  return read(`/proc/${pid}/environ`).split('\0').some((entry) => entry.startsWith(`${RUN_VARIABLE}=`) && entry.includes(run.folder));
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
