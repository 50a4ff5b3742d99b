import { setTimeout as pause } from 'node:timers/promises';
import { hasErrorCode, LocalServerError } from './errors.ts';
import { serversIn } from './process-table.ts';

/** One step of an escalation: a signal, and how long it is given. */
export interface StopStep { signal: NodeJS.Signals; waitMs: number }

const POLL_MS = 10;

/**
 * Sends the steps' signals one after another until `gone` says so.
 *
 * @param send delivers a signal; a process that has ended meanwhile is no error
 * @throws LocalServerError 'not-stopped' when the last step was in vain
 */
export async function escalate(
  steps: readonly StopStep[], send: (signal: NodeJS.Signals) => void, gone: () => boolean, what: string,
): Promise<void> {
  for (const { signal, waitMs } of steps) {
    send(signal);
    const deadline = Date.now() + waitMs;
    while (!gone() && Date.now() < deadline) await pause(POLL_MS);
    if (gone()) return;
  }
  throw new LocalServerError('not-stopped', `${what} does not end, not even on ${steps.at(-1)?.signal ?? 'any signal'}.`);
}

/**
 * Stops what an earlier starter left running in a folder: after `kill -9` of a node its servers live
 * on. Only the holder of the folder's lock may call this – then whatever runs there is nobody's.
 *
 * @returns the process ids that were found, main process first
 */
export async function stopLeftovers(folder: string, program: string, steps: readonly StopStep[]): Promise<number[]> {
  const found = serversIn(folder, program);
  if (found.length === 0) return [];
  const send = (signal: NodeJS.Signals): void => {
    const left = serversIn(folder, program);
    // A polite signal goes to the main process, which ends its own children; the last one goes to all.
    for (const { pid } of signal === 'SIGKILL' ? left : left.slice(0, 1)) signalProcess(pid, signal);
  };
  await escalate(steps, send, () => serversIn(folder, program).length === 0, `${program} in ${folder}`);
  return found.map(({ pid }) => pid);
}

/** Signals a process; one that has ended already is left in peace. */
export function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!hasErrorCode(error, 'ESRCH')) throw error;
  }
}
