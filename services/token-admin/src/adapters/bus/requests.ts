import type { z } from 'zod';
import { remoteRefusal } from './remote-refusal.ts';

export interface Contract<Q, R> {
  readonly subject: string;
  readonly request: z.ZodType<Q>;
  readonly reply: z.ZodType<R>;
}

/** The part of the bus that token-admin uses. */
export interface Requests {
  request<Q, R>(contract: Contract<Q, R>, body: Q, options: { deadlineMs: number }): Promise<R>;
  requestAll<Q, R>(contract: Contract<Q, R>, body: Q, options: { deadlineMs: number; settleMs?: number }): Promise<R[]>;
}

/** Milliseconds that an administrator's question to another service may take. */
const DEADLINE_MS = 5_000;

/** Asks one service. @throws Refused unavailable, deadline-exceeded, or the code of whoever refused */
export function asking(bus: Requests, service: string) {
  return async <Q, R>(contract: Contract<Q, R>, body: Q, deadlineMs = DEADLINE_MS): Promise<R> => {
    try {
      return await bus.request(contract, body, { deadlineMs });
    } catch (error) {
      throw remoteRefusal(error, service);
    }
  };
}
