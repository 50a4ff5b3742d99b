import { readFileSync, readdirSync } from 'node:fs';

/** Ids of the processes whose command line or working folder names the folder: a server and all that it started. */
export function processesIn(folder: string): number[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number)
    .filter((pid) => pid !== process.pid && commandLine(pid).some((argument) => argument.includes(folder)));
}

/** Empty for a process that has just ended, and for one that nobody has waited for yet. */
function commandLine(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    return [];
  }
}
