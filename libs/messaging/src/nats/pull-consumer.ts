import { setTimeout as pause } from 'node:timers/promises';
import type { Msg } from '@nats-io/transport-node';
import type { Subscription } from '../bus.ts';
import type { StreamMessage } from '../event-stream.ts';
import type { NatsLink } from './nats-link.ts';
import { PullInbox } from './pull-inbox.ts';

/** How long the server may wait for the next message before it is asked again. */
const WAIT_MS = 5000;
/** After a failure: doubled each time. */
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5000;
/** How often a slow handler tells the server that it is still at it; several times within the stream's ACK_WAIT_MS. */
const WORKING_EVERY_MS = 2500;
/** Longest wait for the server to confirm that it has the acknowledgements. */
const ACK_DEADLINE_MS = 2000;

const ACKNOWLEDGED = Buffer.from('+ACK');
const GIVEN_BACK = Buffer.from('-NAK');
const WORKING = Buffer.from('+WPI');

export interface PullConsumerOptions {
  readonly link: NatsLink;
  readonly stream: string;
  readonly durable: string;
  readonly maxBatch: number;
  readonly handler: (batch: readonly StreamMessage[]) => Promise<void>;
}

/**
 * Takes a durable consumer's messages, one batch at a time. A batch whose handler fails is handed over again after a
 * pause, until it succeeds: what comes later waits, and so keeps its order. What a killed process held the server
 * delivers to another one.
 */
export class PullConsumer implements Subscription {
  private readonly stopping = new AbortController();
  private readonly inbox: PullInbox;
  private readonly running: Promise<void>;
  private readonly forgetReconnect: () => void;
  private pauseMs = FIRST_PAUSE_MS;

  private constructor(private readonly options: PullConsumerOptions) {
    const { link, stream, durable } = options;
    this.inbox = new PullInbox(link, `$JS.API.CONSUMER.MSG.NEXT.${stream}.${durable}`);
    // The server that held the pull has forgotten it.
    this.forgetReconnect = link.onReconnect(() => this.inbox.cancel());
    this.running = this.run();
  }

  static start(options: PullConsumerOptions): PullConsumer {
    return new PullConsumer(options);
  }

  /** Lets the batch that is being handled finish; gives back what was not begun. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.inbox.close();
    await this.running;
  }

  private get stopped(): boolean {
    return this.stopping.signal.aborted;
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      const batch = await this.nextBatch();
      if (batch.length > 0) await this.handle(batch);
    }
    this.forgetReconnect();
    this.tell(this.inbox.take(Infinity), GIVEN_BACK);
  }

  /** What is there, up to a full batch; with nothing there it waits for one message. */
  private async nextBatch(): Promise<Msg[]> {
    const { link, maxBatch } = this.options;
    const end = await this.inbox.pull({ batch: maxBatch, waitMs: 0 });
    const present = this.inbox.take(maxBatch);
    if (present.length > 0 || this.stopped) return present;
    if (end === 'done' && await this.inbox.pull({ batch: 1, waitMs: WAIT_MS }) === 'done') {
      this.pauseMs = FIRST_PAUSE_MS;
    } else if (!this.stopped) {
      if (link.connected) link.report(new Error(`the consumer ${this.options.durable} of ${this.options.stream} does not answer`));
      await this.pause();
    }
    return this.inbox.take(maxBatch);
  }

  private async handle(batch: readonly Msg[]): Promise<void> {
    const messages = batch.map((message): StreamMessage => ({
      subject: message.subject, id: message.headers?.get('Nats-Msg-Id') ?? '', data: message.data,
    }));
    const working = setInterval(() => this.tell(batch, WORKING), WORKING_EVERY_MS);
    try {
      while (!await this.handled(messages)) {
        if (this.stopped) return this.tell(batch, GIVEN_BACK);
        await this.pause();
      }
    } finally {
      clearInterval(working);
    }
    this.pauseMs = FIRST_PAUSE_MS;
    await this.acknowledge(batch);
  }

  private async handled(messages: readonly StreamMessage[]): Promise<boolean> {
    try {
      await this.options.handler(messages);
      return true;
    } catch (error) {
      this.options.link.report(error);
      return false;
    }
  }

  /** Waits until the server has them, lest the same messages come with the next pull. Lost ones are delivered again. */
  private async acknowledge(batch: readonly Msg[]): Promise<void> {
    const { link } = this.options;
    const last = batch.at(-1);
    if (!last?.reply) return;
    this.tell(batch.slice(0, -1), ACKNOWLEDGED);
    try {
      await link.replies.ask({ subject: last.reply, payload: ACKNOWLEDGED, deadlineMs: ACK_DEADLINE_MS });
    } catch (error) {
      link.report(error);
    }
  }

  private tell(batch: readonly Msg[], what: Uint8Array): void {
    for (const { reply } of batch) if (reply) this.options.link.writes.push(reply, what);
  }

  private async pause(): Promise<void> {
    const { signal } = this.stopping;
    await pause(this.pauseMs, undefined, { signal, ref: false }).catch(() => undefined);
    this.pauseMs = Math.min(this.pauseMs * 2, LONGEST_PAUSE_MS);
  }
}
