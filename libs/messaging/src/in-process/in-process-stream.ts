import type { Subscription } from '../bus.ts';
import type { EventStream, StreamMessage } from '../event-stream.ts';

type Handler = (batch: readonly StreamMessage[]) => Promise<void>;

interface Waiting extends StreamMessage {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * The stream of one process: durable means that its one consumer has committed the message, so nothing needs to be
 * kept here. Without a consumer, or when it fails, the publisher hears so and keeps its copy.
 */
export class InProcessStream implements EventStream {
  private consumer: { readonly handler: Handler; readonly maxBatch: number } | undefined;
  private waiting: Waiting[] = [];
  private running: Promise<void> | undefined;

  async publish(subject: string, id: string, data: Uint8Array): Promise<void> {
    if (!this.consumer) throw new Error('nobody consumes the stream');
    await new Promise<void>((resolve, reject) => {
      this.waiting.push({ subject, id, data, resolve, reject });
      this.running ??= this.deliver();
    });
  }

  async consume({ maxBatch }: { durable: string; maxBatch: number }, handler: Handler): Promise<Subscription> {
    if (this.consumer) throw new Error('the stream has its consumer already');
    const consumer = { handler, maxBatch };
    this.consumer = consumer;
    return {
      stop: async () => {
        if (this.consumer === consumer) this.consumer = undefined;
        await this.running;
      },
    };
  }

  private async deliver(): Promise<void> {
    // Publishers of one turn share a batch.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0, this.consumer?.maxBatch ?? this.waiting.length);
      try {
        if (!this.consumer) throw new Error('nobody consumes the stream');
        await this.consumer.handler(batch.map(({ subject, id, data }) => ({ subject, id, data })));
        for (const { resolve } of batch) resolve();
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.running = undefined;
  }
}
