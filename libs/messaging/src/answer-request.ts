import { errorOnWire } from './bus-error.ts';
import type { Handler, PartsHandler, RequestContract } from './bus.ts';
import { decodeRequest, encodeError, encodeReply } from './envelope.ts';

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
export function respondOnce<Request, Reply>(contract: RequestContract<Request, Reply>, handler: Handler<Request, Reply>): Responder {
  return respondInParts(contract, async (body, { remainingMs, reply }) => reply(await handler(body, { remainingMs })));
}

/** One request, as many replies as the handler makes; nothing at all when no time is left, since nobody waits for it. */
export function respondInParts<Request, Reply>(contract: RequestContract<Request, Reply>, handler: PartsHandler<Request, Reply>): Responder {
  return async ({ data, receivedAt, now }, send) => {
    try {
      const { body, remainingMs } = decodeRequest(contract, data);
      const left = remainingMs - (now() - receivedAt);
      if (left <= 0) return;
      await handler(body, { remainingMs: left, reply: (part) => send(encodeReply(contract, part)) });
    } catch (error) {
      send(encodeError(errorOnWire(error)));
    }
  };
}
