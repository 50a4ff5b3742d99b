import { errorOnWire } from './bus-error.ts';
import type { Handler, RequestContract } from './bus.ts';
import { decodeRequest, encodeError, encodeReply } from './envelope.ts';

/**
 * One request as its responder sees it: decoded, handed over with the milliseconds that its wait has left of it, answered.
 *
 * @param receivedAt when it came, in milliseconds of `now`
 * @returns the reply as it travels; undefined: no time was left, nobody waits for an answer
 */
export async function answerRequest<Request, Reply>(
  contract: RequestContract<Request, Reply>, handler: Handler<Request, Reply>,
  { data, receivedAt, now }: { readonly data: string; readonly receivedAt: number; readonly now: () => number },
): Promise<string | undefined> {
  try {
    const { body, remainingMs } = decodeRequest(contract, data);
    const left = remainingMs - (now() - receivedAt);
    return left <= 0 ? undefined : encodeReply(contract, await handler(body, { remainingMs: left }));
  } catch (error) {
    return encodeError(errorOnWire(error));
  }
}
