import type { Msg, MsgHdrs } from '@nats-io/transport-node';
import { z } from 'zod';
import type { NatsLink } from './nats-link.ts';

/** JetStream answered, and said no. */
export class JetStreamRefusal extends Error {
  override readonly name = 'JetStreamRefusal';

  /** @param errorCode the server's own number of the reason; 0: it gave none */
  constructor(readonly errorCode: number, description: string) {
    super(description);
  }
}

/** The sequence of a subject's last message is not the expected one: somebody else wrote in between. */
export const WRONG_LAST_SEQUENCE = 10_071;

const response = z.looseObject({
  error: z.looseObject({ err_code: z.int().optional(), description: z.string().optional() }).optional(),
});

export interface JetStreamRequest {
  readonly subject: string;
  readonly payload: Uint8Array;
  readonly deadlineMs: number;
  readonly headers?: MsgHdrs;
}

/**
 * Publishes to a stream or calls JetStream's interface.
 *
 * @throws BusError when there is no answer, JetStreamRefusal when it is an error
 */
export async function askJetStream(link: NatsLink, request: JetStreamRequest): Promise<unknown> {
  return checkedAnswer(await link.replies.ask(request));
}

function checkedAnswer(message: Msg): unknown {
  let answer: unknown;
  try {
    answer = message.json();
  } catch {
    throw new JetStreamRefusal(0, 'the answer is not JSON');
  }
  const parsed = response.safeParse(answer);
  if (!parsed.success) throw new JetStreamRefusal(0, 'the answer is none of JetStream');
  const { error } = parsed.data;
  if (error) throw new JetStreamRefusal(error.err_code ?? 0, error.description ?? 'refused');
  return answer;
}
