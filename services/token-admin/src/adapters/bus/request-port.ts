import type { z } from 'zod';

export interface Contract<Q, R> {
  readonly subject: string;
  readonly request: z.ZodType<Q>;
  readonly reply: z.ZodType<R>;
}

/** The part of the bus that token-admin uses. */
export interface Requests {
  request<Q, R>(contract: Contract<Q, R>, body: Q, options: { deadlineMs: number }): Promise<R>;
  requestAll<Q, R>(contract: Contract<Q, R>, body: Q, options: { deadlineMs: number }): Promise<R[]>;
}
