import { dropsContract } from '@countersign/contracts';
import type { Gateways } from '../../application/ports.ts';
import { remoteRefusal } from './remote-refusal.ts';
import type { Requests } from './requests.ts';

/** Milliseconds to wait for the slowest gateway's list, and for another one after the last that came. */
const GATHER_MS = 1_000;
const SETTLE_MS = 300;

/** Every gateway replica, asked over the bus. */
export const gatewaysOverBus = (bus: Requests): Gateways => ({
  drops: async () => {
    try {
      return await bus.requestAll(dropsContract, {}, { deadlineMs: GATHER_MS, settleMs: SETTLE_MS });
    } catch (error) {
      throw remoteRefusal(error, 'radius-gateway');
    }
  },
});
