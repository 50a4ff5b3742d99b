import { type ReplicaHealth, type WatchedService, healthContracts } from '@countersign/contracts';
import type { Requests } from './requests.ts';

/**
 * Milliseconds to wait for the slowest replica, and for another one after the last that answered: a replica gives each of
 * its checks 800 ms and answers then, whatever they came to.
 */
const GATHER_MS = 2_000;
const SETTLE_MS = 1_000;

/** What every replica of a service says of itself; undefined where the bus carries no question. */
export const healthOverBus = (bus: Requests) => async (service: WatchedService): Promise<readonly ReplicaHealth[] | undefined> => {
  try {
    return await bus.requestAll(healthContracts[service], {}, { deadlineMs: GATHER_MS, settleMs: SETTLE_MS });
  } catch {
    return undefined;
  }
};
