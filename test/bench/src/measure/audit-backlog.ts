import { withClient } from '../systems/bench-database.ts';

/** The pipeline may lag behind, but not for longer than this. */
export const DRAIN_LIMIT_MS = 10_000;
const LOOK_EVERY_MS = 100;

/** How many events the chain holds. */
export async function chainLength(adminUrl: string): Promise<number> {
  return withClient(adminUrl, async (client) => {
    const { rows } = await client.query<{ length: string }>('SELECT coalesce(max(sequence), 0) AS length FROM audit.event');
    return Number(rows[0]?.length ?? 0);
  });
}

/**
 * Waits until every event that auth has committed stands in the chain.
 * @param events how long the chain must be by then
 * @returns milliseconds; null when it was not done within the limit
 */
export async function untilDrained(adminUrl: string, events: number, limitMs = DRAIN_LIMIT_MS): Promise<number | null> {
  const start = performance.now();
  return withClient(adminUrl, async (client) => {
    for (;;) {
      const { rows } = await client.query<{ waiting: boolean; length: string }>(
        'SELECT EXISTS (SELECT FROM authn.outbox) AS waiting, (SELECT coalesce(max(sequence), 0) FROM audit.event) AS length');
      const took = performance.now() - start;
      if (rows[0]?.waiting === false && Number(rows[0].length) >= events) return Math.round(took);
      if (took > limitMs) return null;
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  });
}
