import { z } from 'zod';
import { BusError } from './bus-error.ts';
import type { RequestContract } from './bus.ts';

/** Largest message in bytes, as deploy/nats sets it (`max_payload`). */
export const MESSAGE_MAXIMUM_BYTES = 1024 * 1024;

/** What travels: the body and the milliseconds that are left for it. */
const requestEnvelope = z.strictObject({ remainingMs: z.number(), body: z.unknown() });
const replyEnvelope = z.union([
  z.strictObject({ body: z.unknown() }),
  z.strictObject({ error: z.strictObject({
    code: z.enum(['deadline-exceeded', 'no-responder', 'unavailable', 'bad-request', 'bad-reply', 'refused', 'internal-error']),
    resultCode: z.string().max(64).optional(),
    correlation: z.string().max(64).optional(),
  }) }),
]);

/** @throws BusError `bad-request`: against the schema, or too large */
export function encodeRequest<Request>(contract: RequestContract<Request, unknown>, body: Request, remainingMs: number): string {
  const checked = contract.request.safeParse(body);
  if (!checked.success) throw new BusError('bad-request');
  const data = JSON.stringify({ remainingMs, body: checked.data });
  if (Buffer.byteLength(data, 'utf8') > MESSAGE_MAXIMUM_BYTES) throw new BusError('bad-request');
  return data;
}

/** @throws BusError `bad-request` */
export function decodeRequest<Request>(
  contract: RequestContract<Request, unknown>, data: string,
): { readonly body: Request; readonly remainingMs: number } {
  const envelope = requestEnvelope.safeParse(parseJson(data));
  const body = contract.request.safeParse(envelope.data?.body);
  if (!envelope.success || !body.success) throw new BusError('bad-request');
  return { body: body.data, remainingMs: envelope.data.remainingMs };
}

/** @throws when the reply is against its schema, or too large */
export function encodeReply<Reply>(contract: Pick<RequestContract<never, Reply>, 'reply'>, reply: Reply): string {
  const data = JSON.stringify({ body: contract.reply.parse(reply) });
  if (Buffer.byteLength(data, 'utf8') > MESSAGE_MAXIMUM_BYTES) throw new RangeError('the reply is too large');
  return data;
}

export function encodeError(error: { code: string; resultCode?: string; correlation?: string }): string {
  return JSON.stringify({ error });
}

/** @throws BusError the responder's error, or `bad-reply` */
export function decodeReply<Reply>(contract: Pick<RequestContract<never, Reply>, 'subject' | 'reply'>, data: string): Reply {
  const envelope = replyEnvelope.safeParse(parseJson(data));
  if (!envelope.success) throw new BusError('bad-reply');
  if ('error' in envelope.data) {
    const { code, resultCode, correlation } = envelope.data.error;
    throw new BusError(code, resultCode, correlation, contract.subject);
  }
  const reply = contract.reply.safeParse(envelope.data.body);
  if (!reply.success) throw new BusError('bad-reply');
  return reply.data;
}

function parseJson(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return undefined;
  }
}
