import { endSessionContract, listSessionsContract, poolUseContract } from '@countersign/contracts';
import type { Bus, Subscription } from '@countersign/messaging';
import type { OnlineSessions } from '../postgres/online-sessions.ts';

const queue = { queue: 'auth' } as const;

/** Answers what administration asks about online sessions. */
export async function serveSessions(bus: Bus, sessions: OnlineSessions): Promise<Subscription[]> {
  return Promise.all([
    bus.serve(listSessionsContract, async (asked) => ({ sessions: await sessions.list(asked) }), queue),
    bus.serve(endSessionContract, async ({ id, sites, actor }) => {
      await sessions.end(id, sites, actor);
      return { done: true as const };
    }, queue),
    bus.serve(poolUseContract, async ({ poolIds }) => ({ pools: await sessions.poolUse(poolIds) }), queue),
  ]);
}
