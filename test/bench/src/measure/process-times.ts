import { readFileSync, readdirSync } from 'node:fs';

/** The kernel counts CPU time in hundredths of a second (USER_HZ, the same on every Linux). */
const TICKS_PER_SECOND = 100;

interface Stat {
  readonly parent: number;
  /** Seconds of CPU time, its own. */
  readonly own: number;
  /** Seconds of CPU time of children that have ended and were waited for. */
  readonly ended: number;
}

/** Seconds of CPU time that a process has used; 0 when there is none of this id. */
export function cpuSecondsOf(pid: number): number {
  return statOf(pid)?.own ?? 0;
}

/** The same with everything below it: a PostgreSQL main process and its backends, living and ended. */
export function cpuSecondsOfTree(root: number): number {
  const stats = new Map(processIds().map((pid) => [pid, statOf(pid)] as const));
  const below = (pid: number): number => {
    const stat = stats.get(pid);
    if (!stat) return 0;
    let sum = stat.own + stat.ended;
    for (const [child, { parent } = { parent: 0 }] of stats) if (parent === pid) sum += below(child);
    return sum;
  };
  return below(root);
}

/** Most memory that a process has held at once (VmHWM), in megabytes. */
export function peakMegabytesOf(pid: number): number {
  return megabytes(pid, 'VmHWM');
}

/** Memory that it holds now (VmRSS), in megabytes. */
export function residentMegabytesOf(pid: number): number {
  return megabytes(pid, 'VmRSS');
}

/** Memory of everything below a process, shared pages counted once (Pss), in megabytes. */
export function shareMegabytesBelow(root: number): number {
  const parents = new Map(processIds().map((pid) => [pid, statOf(pid)?.parent] as const));
  const below = (pid: number): number[] => [...parents].filter(([, parent]) => parent === pid).flatMap(([child]) => [child, ...below(child)]);
  const kilobytes = below(root).map((pid) => Number(/^Pss:\s+(\d+) kB/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0));
  return Math.round(kilobytes.reduce((sum, each) => sum + each, 0) / 1024);
}

function megabytes(pid: number, field: 'VmHWM' | 'VmRSS'): number {
  const text = read(`/proc/${pid}/status`);
  const kilobytes = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(text)?.[1];
  return Math.round(Number(kilobytes ?? 0) / 1024);
}

/** Seconds that the processors of this machine were busy and that they had, since it started. */
export function machineSeconds(): { busy: number; total: number } {
  const [user = 0, nice = 0, system = 0, idle = 0, iowait = 0, irq = 0, softirq = 0, steal = 0] =
    (read('/proc/stat').split('\n')[0] ?? '').split(/\s+/).slice(1).map(Number);
  const busy = user + nice + system + irq + softirq;
  return { busy: busy / TICKS_PER_SECOND, total: (busy + idle + iowait + steal) / TICKS_PER_SECOND };
}

function statOf(pid: number): Stat | undefined {
  const text = read(`/proc/${pid}/stat`);
  // The second field is the program's name in parentheses, and may hold anything.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  if (fields.length < 16) return undefined;
  const at = (number: number): number => Number(fields[number] ?? 0);
  return { parent: at(1), own: (at(11) + at(12)) / TICKS_PER_SECOND, ended: (at(13) + at(14)) / TICKS_PER_SECOND };
}

const processIds = (): number[] => readdirSync('/proc').map(Number).filter(Number.isInteger);

function read(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}
