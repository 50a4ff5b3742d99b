import { randomBytes } from 'node:crypto';
import type { Msg, Subscription } from '@nats-io/transport-node';
import type { NatsLink } from './nats-link.ts';

/** How a pull ended: with messages or none, or the consumer could not answer. */
export type PullEnd = 'done' | 'failed';

export interface Pull {
  readonly batch: number;
  /** How long the server waits for messages; 0: it gives what is there. */
  readonly waitMs: number;
}

/** Status codes (NATS ADR-37): nothing there, time over. Others mean that the consumer is away. */
const NO_MESSAGES = 404;
const TIME_OVER = 408;
const HEARTBEAT = 100;
/** Over the time that the server waits: after that the pull itself was lost. */
const GRACE_MS = 1000;

/** Asks a pull consumer for messages and keeps them until they are taken. */
export class PullInbox {
  private readonly subject: string;
  private readonly subscription: Subscription;
  private messages: Msg[] = [];
  private count = 0;
  private current: { readonly reply: string; left: number; readonly end: (how: PullEnd) => void } | undefined;

  /** @param nextSubject where the consumer is asked for its next messages */
  constructor(private readonly link: NatsLink, private readonly nextSubject: string) {
    // Messages of an earlier pull may come late: a subject of its own for each pull tells their endings apart.
    this.subject = `${link.inboxPrefix}.pull.${randomBytes(8).toString('hex')}`;
    this.subscription = link.connection.subscribe(`${this.subject}.*`, {
      callback: (error, message) => {
        if (error === null) this.receive(message);
        else this.cancel();
      },
    });
  }

  /** Messages in the order in which they came. */
  take(maximum: number): Msg[] {
    return this.messages.splice(0, maximum);
  }

  /** Resolves when the batch is full, the server says that there is no more, or it is cancelled. */
  async pull({ batch, waitMs }: Pull): Promise<PullEnd> {
    if (!this.link.connected) return 'failed';
    this.count += 1;
    const reply = `${this.subject}.${this.count}`;
    let timer: NodeJS.Timeout | undefined;
    const ended = new Promise<PullEnd>((resolve) => {
      this.current = { reply, left: batch, end: resolve };
      timer = setTimeout(() => resolve('failed'), waitMs + GRACE_MS);
    });
    const request = waitMs === 0 ? { batch, no_wait: true } : { batch, expires: waitMs * 1_000_000 };
    this.link.writes.push(this.nextSubject, Buffer.from(JSON.stringify(request)), reply);
    const how = await ended;
    clearTimeout(timer);
    this.current = undefined;
    return how;
  }

  /** Ends the pull that is under way. */
  cancel(): void {
    this.current?.end('failed');
  }

  /** No more pulls; messages that are still under way go to another consumer. */
  close(): void {
    this.cancel();
    this.subscription.unsubscribe();
  }

  private receive(message: Msg): void {
    const code = message.data.length === 0 ? message.headers?.code ?? 0 : 0;
    if (code === 0) this.keep(message);
    else if (code !== HEARTBEAT && message.subject === this.current?.reply) {
      this.current.end(code === NO_MESSAGES || code === TIME_OVER ? 'done' : 'failed');
    }
  }

  /** Also a message of a pull that was given up is ours to handle. */
  private keep(message: Msg): void {
    this.messages.push(message);
    if (!this.current) return;
    this.current.left -= 1;
    if (this.current.left <= 0) this.current.end('done');
  }
}
