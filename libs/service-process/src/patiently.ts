import { setTimeout as pause } from 'node:timers/promises';

/** Tries until it works: a dependency that is not there yet is no reason to give up. */
export type Patiently = <Result>(what: string, attempt: () => Promise<Result>) => Promise<Result>;

const FIRST_PAUSE_MS = 200;
/** Short: whoever waits is not ready, and everybody waits for it. */
const LONGEST_PAUSE_MS = 2000;

/**
 * @param onFailure told each failure, with what was tried
 * @param signal ends the waiting; `attempt` itself is not interrupted
 */
export function patiently(onFailure: (what: string, error: unknown) => void, signal: AbortSignal): Patiently {
  return async (what, attempt) => {
    for (let wait = FIRST_PAUSE_MS; ; wait = Math.min(2 * wait, LONGEST_PAUSE_MS)) {
      signal.throwIfAborted();
      try {
        return await attempt();
      } catch (error) {
        onFailure(what, error);
      }
      await pause(wait, undefined, { signal });
    }
  };
}

/** Where everything is there before the service is: fails at once. */
export const impatiently: Patiently = async (_, attempt) => attempt();
