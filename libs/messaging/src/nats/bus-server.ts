import type { Msg, Subscription as NatsSubscription } from '@nats-io/transport-node';
import type { Responder } from '../answer-request.ts';
import { BusError } from '../bus-error.ts';
import type { Subscription } from '../bus.ts';
import { encodeError } from '../envelope.ts';
import type { NatsLink } from './nats-link.ts';

/** Where every reply goes. */
const INBOXES = '_INBOX.';

/** One subject that is served. */
export class BusServer implements Subscription {
  private readonly busy = new Set<Promise<void>>();
  private readonly subscription: NatsSubscription;
  private refused = false;
  private stopped: Promise<void> | undefined;

  private constructor(
    private readonly link: NatsLink, private readonly now: () => number, subject: string, private readonly respond: Responder, queue: string | null,
  ) {
    this.subscription = link.connection.subscribe(subject, {
      ...(queue === null ? {} : { queue }),
      callback: (error, message) => {
        if (error) this.refused = true;
        else this.take(message);
      },
    });
  }

  /** Resolves when requests can come. @throws BusError `refused` when this key may not listen there */
  static async start(link: NatsLink, now: () => number, subject: string, respond: Responder, queue: string | null): Promise<BusServer> {
    const server = new BusServer(link, now, subject, respond, queue);
    // Without a connection there is no answer to wait for: the subscription is made when it comes back.
    await link.connection.flush().catch(() => undefined);
    if (server.refused) throw new BusError('refused');
    return server;
  }

  /** Takes no more requests and lets those that are under way finish. */
  async stop(): Promise<void> {
    this.stopped ??= this.end();
    await this.stopped;
  }

  private async end(): Promise<void> {
    if (!this.subscription.isClosed()) await this.subscription.drain().catch(() => undefined);
    await Promise.allSettled(this.busy);
  }

  private take(message: Msg): void {
    const reply = message.reply;
    // Any other subject would have us say in our name what the asker may not say there.
    if (!reply?.startsWith(INBOXES)) return;
    // Messages of one read are timed before the first of them is handled: what they wait for each other counts.
    const receivedAt = this.now();
    const answering = Promise.resolve().then(() =>
      this.respond({ data: message.string(), receivedAt, now: this.now }, (answer) => this.send(reply, answer)));
    this.busy.add(answering);
    void answering.finally(() => this.busy.delete(answering));
  }

  private send(reply: string, answer: string): void {
    const payload = Buffer.from(answer, 'utf8');
    const tooLarge = payload.length > (this.link.connection.info?.max_payload ?? Infinity);
    this.link.writes.push(reply, tooLarge ? Buffer.from(encodeError({ code: 'internal-error' })) : payload);
  }
}
