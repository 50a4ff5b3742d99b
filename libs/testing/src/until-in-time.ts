const TRIES = 10;

/**
 * For what a busy machine can make too slow to prove anything: it is tried again. What is wrong fails at once.
 *
 * @param attempt resolves to undefined when it came too late; its assertions are about what came in time
 * @throws what `attempt` throws, and when it came too late ten times
 */
export async function untilInTime<Result>(attempt: () => Promise<Result | undefined>): Promise<Result> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const result = await attempt();
    if (result !== undefined) return result;
  }
  throw new Error(`too late ${TRIES} times`);
}
