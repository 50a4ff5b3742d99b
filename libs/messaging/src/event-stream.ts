import type { Subscription } from './bus.ts';

export interface StreamMessage {
  readonly subject: string;
  readonly id: string;
  readonly data: Uint8Array;
}

/** Events that must arrive: JetStream, or the same process. */
export interface EventStream {
  /** Resolves when the stream has the message durably. A repeated id is harmless. */
  publish(subject: string, id: string, data: Uint8Array): Promise<void>;
  /** At least once, one batch at a time, in order; a batch whose handler fails is delivered again. */
  consume(
    options: { readonly durable: string; readonly maxBatch: number },
    handler: (batch: readonly StreamMessage[]) => Promise<void>,
  ): Promise<Subscription>;
}
