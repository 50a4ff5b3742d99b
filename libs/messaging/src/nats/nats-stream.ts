import { headers } from '@nats-io/transport-node';
import type { Subscription } from '../bus.ts';
import type { EventStream, StreamMessage } from '../event-stream.ts';
import { askJetStream } from './jetstream-request.ts';
import { auditStream } from './names.ts';
import type { NatsLink } from './nats-link.ts';
import { PullConsumer } from './pull-consumer.ts';

/** Longest wait for the stream's acknowledgement. */
const PUBLISH_DEADLINE_MS = 5000;

/**
 * The AUDIT stream, which {@link ensureNatsResources} makes. Ids are deduplicated within the stream's window (two
 * minutes); a consumer must know later repeats itself.
 */
export async function openNatsStream(link: NatsLink): Promise<EventStream> {
  return new NatsStream(link);
}

class NatsStream implements EventStream {
  constructor(private readonly link: NatsLink) {}

  async publish(subject: string, id: string, data: Uint8Array): Promise<void> {
    const header = headers();
    header.set('Nats-Msg-Id', id);
    // Whatever else may capture the subject: only this stream's acknowledgement counts.
    header.set('Nats-Expected-Stream', auditStream);
    await askJetStream(this.link, { subject, payload: data, deadlineMs: PUBLISH_DEADLINE_MS, headers: header });
  }

  async consume(
    { durable, maxBatch }: { readonly durable: string; readonly maxBatch: number },
    handler: (batch: readonly StreamMessage[]) => Promise<void>,
  ): Promise<Subscription> {
    return PullConsumer.start({ link: this.link, stream: auditStream, durable, maxBatch, handler });
  }
}
