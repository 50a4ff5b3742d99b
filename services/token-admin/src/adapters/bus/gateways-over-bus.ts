import { dropsContract, sightingsContract } from '@countersign/contracts';
import type { Gateways } from '../../application/ports.ts';
import { remoteRefusal } from './remote-refusal.ts';
import type { Contract, Requests } from './requests.ts';

/** Milliseconds to wait for the slowest gateway's list, and for another one after the last that came. */
const GATHER_MS = 1_000;
const SETTLE_MS = 300;

/** Every gateway replica, asked over the bus. */
export function gatewaysOverBus(bus: Requests): Gateways {
  const askAll = async <R>(contract: Contract<Record<string, never>, R>): Promise<R[]> => {
    try {
      return await bus.requestAll(contract, {}, { deadlineMs: GATHER_MS, settleMs: SETTLE_MS });
    } catch (error) {
      throw remoteRefusal(error, 'radius-gateway');
    }
  };
  return {
    drops: async () => askAll(dropsContract),
    sightings: async () => (await askAll(sightingsContract)).flatMap(({ sightings }) => sightings),
  };
}
