import { errorOnWire, RefusedError } from './bus-error.ts';
import type { Handler, PartsHandler, RequestContract } from './bus.ts';
import { decodeRequest, encodeError, encodeReply } from './envelope.ts';
import { type OnUnanswered, UnansweredError } from './unanswered.ts';

/** A request as it came off the wire. */
export interface ArrivedRequest {
  readonly data: string;
  /** When it came, in milliseconds of `now`. */
  readonly receivedAt: number;
  readonly now: () => number;
}

/** How a responder answers: it takes the request and sends each reply as it travels. Never rejects. */
export type Responder = (arrived: ArrivedRequest, send: (reply: string) => void) => Promise<void>;

/** One request, one reply: decoded, handed over with the milliseconds that its wait has left of it, answered. */
export function respondOnce<Request, Reply>(contract: RequestContract<Request, Reply>, handler: Handler<Request, Reply>, onUnanswered: OnUnanswered): Responder {
  return respondInParts(contract, async (body, { remainingMs, reply }) => reply(await handler(body, { remainingMs })), onUnanswered);
}

/**
 * One request, as many replies as the handler makes; nothing at all when no time is left, since nobody waits for it.
 * @param onUnanswered told what is neither an answer nor a refusal, a request against its schema too
 */
export function respondInParts<Request, Reply>(
  contract: RequestContract<Request, Reply>, handler: PartsHandler<Request, Reply>, onUnanswered: OnUnanswered,
): Responder {
  return async ({ data, receivedAt, now }, send) => {
    try {
      const { body, remainingMs } = decodeRequest(contract, data);
      const left = remainingMs - (now() - receivedAt);
      if (left <= 0) return;
      await handler(body, { remainingMs: left, reply: (part) => send(encodeReply(contract, part)) });
    } catch (error) {
      const failure = error instanceof RefusedError ? error : new UnansweredError(contract.subject, error);
      if (failure instanceof UnansweredError) onUnanswered(failure);
      send(encodeError(errorOnWire(failure)));
    }
  };
}
