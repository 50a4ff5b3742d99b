import { Refused } from '../../domain/refused.ts';

/** Milliseconds that an answer may take before the database is asked whether it is there at all, and between two such questions. */
export const LOOK_AFTER_MS = 3_000;
/** Milliseconds within which a database that is there answers that, a busy one on a busy machine, too; a new connection may have so long as well. */
export const PROBE_TIMEOUT_MS = 5_000;

/**
 * The outcome of the work, or a refusal as soon as the database is found silent: frozen, or cut off without a word. A
 * slow answer of one that is there is waited for; the database itself ends statements that take too long.
 *
 * @param probe asks the database anything, over a connection of its own
 * @throws Refused unavailable; what the work throws
 */
export async function unlessSilent<T>(work: Promise<T>, probe: () => Promise<unknown>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    let [isOver, timer]: [boolean, NodeJS.Timeout | undefined] = [false, undefined];
    const look = (): void => {
      within(probe(), PROBE_TIMEOUT_MS).then(
        () => { if (!isOver) timer = setTimeout(look, LOOK_AFTER_MS); },
        () => reject(new Refused('unavailable', 'The database does not answer.')),
      );
    };
    timer = setTimeout(look, LOOK_AFTER_MS);
    work.then(resolve, reject).finally(() => {
      isOver = true;
      clearTimeout(timer);
    });
  });
}

async function within(asked: Promise<unknown>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => { timer = setTimeout(() => reject(new Error('no answer')), ms); });
  try {
    await Promise.race([asked, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
