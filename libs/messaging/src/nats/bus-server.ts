import type { Msg, Subscription as NatsSubscription } from '@nats-io/transport-node';
import { answerRequest } from '../answer-request.ts';
import { BusError } from '../bus-error.ts';
import type { Handler, RequestContract, Subscription } from '../bus.ts';
import { encodeError } from '../envelope.ts';
import type { NatsLink } from './nats-link.ts';

/** Where every reply goes. */
const INBOXES = '_INBOX.';

/** One subject that is served. */
export class BusServer<Request, Reply> implements Subscription {
  private readonly busy = new Set<Promise<void>>();
  private readonly subscription: NatsSubscription;
  private refused = false;
  private stopped: Promise<void> | undefined;

  private constructor(
    private readonly link: NatsLink, private readonly now: () => number,
    private readonly contract: RequestContract<Request, Reply>, private readonly handler: Handler<Request, Reply>, queue: string | null,
  ) {
    this.subscription = link.connection.subscribe(contract.subject, {
      ...(queue === null ? {} : { queue }),
      callback: (error, message) => {
        if (error) this.refused = true;
        else this.take(message);
      },
    });
  }

  /** Resolves when requests can come. @throws BusError `refused` when this key may not listen there */
  static async start<Request, Reply>(
    link: NatsLink, now: () => number, contract: RequestContract<Request, Reply>, handler: Handler<Request, Reply>, queue: string | null,
  ): Promise<BusServer<Request, Reply>> {
    const server = new BusServer(link, now, contract, handler, queue);
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
    const answering = Promise.resolve().then(() => this.answer(message, reply, receivedAt));
    this.busy.add(answering);
    void answering.finally(() => this.busy.delete(answering));
  }

  private async answer(message: Msg, reply: string, receivedAt: number): Promise<void> {
    const answer = await answerRequest(this.contract, this.handler, { data: message.string(), receivedAt, now: this.now });
    if (answer === undefined) return;
    const payload = Buffer.from(answer, 'utf8');
    const tooLarge = payload.length > (this.link.connection.info?.max_payload ?? Infinity);
    this.link.writes.push(reply, tooLarge ? Buffer.from(encodeError({ code: 'internal-error' })) : payload);
  }
}
