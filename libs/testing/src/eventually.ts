import { setTimeout as pause } from 'node:timers/promises';

export interface EventuallyOptions {
  /** How long to go on trying, in milliseconds. Default 30 s: a busy machine takes its time. */
  timeout?: number;
  /** Between two tries, in milliseconds. Default 20. */
  interval?: number;
}

/**
 * Repeats an assertion until it holds: for what another process does in its own time.
 *
 * @returns what `attempt` returned at last
 * @throws what `attempt` threw last, when time is over
 */
export async function eventually<Result>(attempt: () => Result | Promise<Result>, options: EventuallyOptions = {}): Promise<Result> {
  const { timeout = 30_000, interval = 20 } = options;
  const deadline = Date.now() + timeout;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() >= deadline) throw error;
    }
    await pause(interval);
  }
}
