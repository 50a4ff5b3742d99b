/**
 * Bounds of time that a busy machine keeps as well as an idle one: by the order of events in one event loop, not by a clock.
 * A timer that is due earlier fires earlier there, however late both are.
 */

/**
 * For what is to be answered at once: without a timer, a packet or a file.
 * @throws when the event loop has turned first
 */
export async function inOneTurn<Result>(work: () => Promise<Result>): Promise<Result> {
  const turned = new Promise<never>((_, reject) => { setImmediate(() => reject(new Error('It waited for something.'))); });
  return Promise.race([work(), turned]);
}

/**
 * For what ends by timers of its own: none of them may be due later than one that is set before they are.
 * @throws when `ms` milliseconds were over first
 */
export async function beforeTimer<Result>(ms: number, work: () => Promise<Result>): Promise<Result> {
  // Timers count from where the event loop last looked at the clock, which after long work is some time ago.
  await new Promise<void>((resolve) => { setImmediate(resolve); });
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<never>((_, reject) => { timer = setTimeout(() => reject(new Error(`A timer of ${ms} ms was over first.`)), ms); });
  try {
    return await Promise.race([work(), over]);
  } finally {
    clearTimeout(timer);
  }
}
