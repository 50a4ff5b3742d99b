import type { Msg } from '@nats-io/transport-node';
import { type Responder, respondInParts, respondOnce } from '../answer-request.ts';
import { BusError } from '../bus-error.ts';
import type {
  Bus, Handler, PartsHandler, RequestAllOptions, RequestContract, RequestOptions, RequestPartsOptions, ServeOptions, Subscription,
} from '../bus.ts';
import { decodeReply, encodeRequest } from '../envelope.ts';
import type { OnUnanswered } from '../unanswered.ts';
import { BusServer } from './bus-server.ts';
import type { NatsLink } from './nats-link.ts';

/** How long `close` waits for handlers: longer than any request may take. */
const CLOSE_WAIT_MS = 10_000;

/** Request and reply over NATS. */
export class NatsBus implements Bus {
  private readonly servers = new Set<Subscription>();
  private closed = false;

  private constructor(private readonly link: NatsLink, private readonly now: () => number, private readonly onUnanswered: OnUnanswered) {}

  /** @param now milliseconds that never run backwards */
  static over(link: NatsLink, now: () => number, onUnanswered: OnUnanswered): NatsBus {
    return new NatsBus(link, now, onUnanswered);
  }

  async request<Request, Reply>(contract: RequestContract<Request, Reply>, body: Request, options: RequestOptions): Promise<Reply> {
    const message = await this.link.replies.ask(this.question(contract, body, options));
    return decodeReply(contract, message.string());
  }

  async requestAll<Request, Reply>(contract: RequestContract<Request, Reply>, body: Request, options: RequestAllOptions): Promise<Reply[]> {
    const messages = await this.link.replies.askAll(this.question(contract, body, options), options.settleMs);
    return messages.flatMap((message) => replyOrNothing(contract, message));
  }

  async requestParts<Request, Reply>(contract: RequestContract<Request, Reply>, body: Request, options: RequestPartsOptions<Reply>): Promise<void> {
    await this.link.replies.askParts(this.question(contract, body, options), (message) => options.take(decodeReply(contract, message.string())));
  }

  async serve<Request, Reply>(contract: RequestContract<Request, Reply>, handler: Handler<Request, Reply>, options?: ServeOptions): Promise<Subscription> {
    return this.respond(contract.subject, respondOnce(contract, handler, this.onUnanswered), options);
  }

  async serveParts<Request, Reply>(
    contract: RequestContract<Request, Reply>, handler: PartsHandler<Request, Reply>, options?: ServeOptions,
  ): Promise<Subscription> {
    return this.respond(contract.subject, respondInParts(contract, handler, this.onUnanswered), options);
  }

  private async respond(subject: string, responder: Responder, { queue = null }: ServeOptions = {}): Promise<Subscription> {
    if (this.closed) throw new BusError('unavailable');
    const server = await BusServer.start(this.link, this.now, subject, responder, queue);
    this.servers.add(server);
    return {
      stop: async () => {
        this.servers.delete(server);
        await server.stop();
      },
    };
  }

  async close(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, CLOSE_WAIT_MS);
    });
    // Handlers that are under way may still ask others.
    await Promise.race([Promise.all([...this.servers].map((server) => server.stop())), late]);
    clearTimeout(timer);
    this.closed = true;
    this.link.writes.flush();
    this.link.replies.fail('unavailable');
  }

  private question<Request>(contract: RequestContract<Request, unknown>, body: Request, { deadlineMs }: RequestOptions) {
    if (this.closed) throw new BusError('unavailable');
    return { subject: contract.subject, payload: Buffer.from(encodeRequest(contract, body, deadlineMs), 'utf8'), deadlineMs };
  }
}

/** One replica's failure does not spoil what the others answered. */
function replyOrNothing<Reply>(contract: Pick<RequestContract<never, Reply>, 'subject' | 'reply'>, message: Msg): Reply[] {
  try {
    return [decodeReply(contract, message.string())];
  } catch {
    return [];
  }
}
