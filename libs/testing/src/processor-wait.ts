import { readFileSync } from 'node:fs';

const NANOSECONDS_PER_MS = 1_000_000;

/** Of one thread since it began, in milliseconds: on a processor, and ready for one while others had it. */
export interface ThreadTimes {
  readonly ran: number;
  readonly queued: number;
}

/**
 * What the kernel says of a thread (proc(5), `schedstat`).
 * @param folder of the thread, /proc/PID/task/TID; /proc/PID is that of the main thread
 * @returns undefined where the kernel does not tell, and for a thread that is gone
 */
export function threadTimes(folder: string): ThreadTimes | undefined {
  try {
    const [ran, queued] = readFileSync(`${folder}/schedstat`, 'utf8').split(' ').map((text) => Number(text) / NANOSECONDS_PER_MS);
    return ran === undefined || queued === undefined ? undefined : { ran, queued };
  } catch {
    return undefined;
  }
}

/**
 * How long a process has stood in the kernel's queue since it began, in milliseconds: ready to go on, while others had the
 * processor. Of its main thread alone, which in Node.js runs all JavaScript. Taken off the time that something took, it
 * leaves what the same would have taken on a machine of its own; what the process slept through, waited for and computed
 * stays.
 *
 * @returns 0 where the kernel does not tell, and for a process that is gone: nothing is taken off then
 */
export function processorWaitMs(pid: number): number {
  return threadTimes(`/proc/${pid}`)?.queued ?? 0;
}

/** How long something took on a machine that has nothing else to do: without what this process stood behind others. In milliseconds. */
export async function undelayedMs(work: () => Promise<unknown>): Promise<number> {
  const [began, waited] = [performance.now(), processorWaitMs(process.pid)];
  await work();
  return performance.now() - began - (processorWaitMs(process.pid) - waited);
}
