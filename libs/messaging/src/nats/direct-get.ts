import type { Msg, MsgHdrs } from '@nats-io/transport-node';
import { JetStreamRefusal } from './jetstream-request.ts';
import type { NatsLink } from './nats-link.ts';

/** A message as a stream keeps it. */
export interface StoredMessage {
  readonly subject: string;
  readonly sequence: number;
  readonly headers: MsgHdrs;
  readonly data: Uint8Array;
}

const DEADLINE_MS = 2000;
const NOT_FOUND = 404;

/**
 * The first message of a subject (wildcards allowed) at a sequence or after it.
 *
 * @throws BusError when there is no answer, JetStreamRefusal when it is an error
 */
export async function nextStored(link: NatsLink, stream: string, subject: string, sequence: number): Promise<StoredMessage | undefined> {
  return directGet(link, stream, { next_by_subj: subject, seq: sequence });
}

/** The last message of a subject. Errors: {@link nextStored} */
export async function lastStored(link: NatsLink, stream: string, subject: string): Promise<StoredMessage | undefined> {
  return directGet(link, stream, { last_by_subj: subject });
}

/** Reads without a consumer (NATS ADR-31): a key that may do this can make the server send nothing to anybody else. */
async function directGet(link: NatsLink, stream: string, request: object): Promise<StoredMessage | undefined> {
  const message = await link.replies.ask({
    subject: `$JS.API.DIRECT.GET.${stream}`, payload: Buffer.from(JSON.stringify(request)), deadlineMs: DEADLINE_MS,
  });
  return stored(message);
}

function stored({ headers, data }: Msg): StoredMessage | undefined {
  if (headers?.code === NOT_FOUND) return undefined;
  const subject = headers?.get('Nats-Subject') ?? '';
  const sequence = Number(headers?.get('Nats-Sequence'));
  if (!headers || headers.code !== 0 || subject === '' || !Number.isSafeInteger(sequence) || sequence < 1) {
    throw new JetStreamRefusal(0, headers?.description || 'the answer is no stored message');
  }
  return { subject, sequence, headers, data };
}
