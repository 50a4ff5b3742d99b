import type { z } from 'zod';

/** One kind of request: where it goes, and what may be in it and in its reply. Defined once, in contracts. */
export interface RequestContract<Request, Reply> {
  readonly subject: string;
  readonly request: z.ZodType<Request>;
  readonly reply: z.ZodType<Reply>;
}

export interface RequestOptions {
  /** Milliseconds that are left. They travel with the request and shrink on the way. */
  readonly deadlineMs: number;
}

export interface RequestAllOptions extends RequestOptions {
  /** Nobody knows how many replicas there are: this long after the last reply no more are waited for. Default: the whole deadline. */
  readonly settleMs?: number;
}

export interface RequestPartsOptions<Reply> extends RequestOptions {
  /** Takes each part as it comes; true: it was the last one. */
  readonly take: (part: Reply) => boolean;
}

export interface ServeOptions {
  /** Replicas with one queue name share the requests; null: each replica gets every request. */
  readonly queue?: string | null;
}

export type Handler<Request, Reply> = (body: Request, context: { readonly remainingMs: number }) => Promise<Reply>;

/** Answers piece by piece with `reply`, of which each is a reply to the contract. What it throws is the last part. */
export type PartsHandler<Request, Reply> = (
  body: Request, context: { readonly remainingMs: number; readonly reply: (part: Reply) => void },
) => Promise<void>;

export interface Subscription {
  /** Takes nothing more; resolves when what is under way has finished. */
  stop(): Promise<void>;
}

/** Request and reply between services: deadlines, typed errors, validation on both sides. */
export interface Bus {
  /** @throws BusError */
  request<Request, Reply>(contract: RequestContract<Request, Reply>, body: Request, options: RequestOptions): Promise<Reply>;
  /**
   * Asks every replica and returns the replies that came within the time; a replica that fails is left out.
   *
   * @throws BusError `unavailable` or `bad-request`: nobody could be asked
   */
  requestAll<Request, Reply>(contract: RequestContract<Request, Reply>, body: Request, options: RequestAllOptions): Promise<Reply[]>;
  /**
   * Asks once and takes the answer in parts, until the last one has come. Parts that came are right, whatever follows.
   *
   * @throws BusError as {@link request}; `deadline-exceeded` when the last part is missing by then
   */
  requestParts<Request, Reply>(contract: RequestContract<Request, Reply>, body: Request, options: RequestPartsOptions<Reply>): Promise<void>;
  serve<Request, Reply>(
    contract: RequestContract<Request, Reply>, handler: Handler<Request, Reply>, options?: ServeOptions,
  ): Promise<Subscription>;
  /** Serves what is asked with {@link requestParts}. */
  serveParts<Request, Reply>(
    contract: RequestContract<Request, Reply>, handler: PartsHandler<Request, Reply>, options?: ServeOptions,
  ): Promise<Subscription>;
  /** Lets handlers finish, then ends. */
  close(): Promise<void>;
}
