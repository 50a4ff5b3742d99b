import { type Responder, respondInParts, respondOnce } from '../answer-request.ts';
import { BusError } from '../bus-error.ts';
import type {
  Bus, Handler, PartsHandler, RequestAllOptions, RequestContract, RequestOptions, RequestPartsOptions, ServeOptions, Subscription,
} from '../bus.ts';
import { decodeReply, encodeRequest } from '../envelope.ts';
import type { OnUnanswered } from '../unanswered.ts';

interface Server {
  readonly queue: string | null;
  readonly respond: (data: string, receivedAt: number, send: (reply: string) => void) => Promise<void>;
}

/** The bus of one process. Messages are serialised and validated as on the wire, so that behaviour is the same. */
export class InProcessBus implements Bus {
  private readonly servers = new Map<string, readonly Server[]>();
  private readonly turns = new Map<string, number>();
  private readonly busy = new Set<Promise<unknown>>();
  private closed = false;

  /** @param now milliseconds that never run backwards */
  constructor(private readonly now: () => number, private readonly onUnanswered: OnUnanswered) {}

  async request<Request, Reply>(contract: RequestContract<Request, Reply>, body: Request, options: RequestOptions): Promise<Reply> {
    return new Promise((resolve, reject) => {
      this.requestParts(contract, body, { ...options, take: (reply) => {
        resolve(reply);
        return true;
      } }).catch(reject);
    });
  }

  async requestParts<Request, Reply>(contract: RequestContract<Request, Reply>, body: Request, options: RequestPartsOptions<Reply>): Promise<void> {
    const data = this.encode(contract, body, options);
    const servers = this.recipients(contract.subject);
    if (servers.length === 0) throw new BusError('no-responder');
    return new Promise((resolve, reject) => {
      let ended = false;
      const timer = setTimeout(() => {
        ended = true;
        reject(new BusError('deadline-exceeded'));
      }, options.deadlineMs);
      const take = (answer: string): void => {
        if (ended) return;
        try {
          if (!options.take(decodeReply(contract, answer))) return;
          resolve();
        } catch (error) {
          reject(error);
        }
        ended = true;
        clearTimeout(timer);
      };
      // Whoever answers first, as on the wire.
      for (const server of servers) this.ask(server, data, take);
    });
  }

  async requestAll<Request, Reply>(contract: RequestContract<Request, Reply>, body: Request, options: RequestAllOptions): Promise<Reply[]> {
    const { deadlineMs, settleMs = deadlineMs } = options;
    const data = this.encode(contract, body, options);
    const servers = this.recipients(contract.subject);
    const replies: Reply[] = [];
    let waiting = servers.length;
    if (waiting === 0) return replies;
    let settled: NodeJS.Timeout | undefined;
    let deadline: NodeJS.Timeout | undefined;
    let ended = false;
    await new Promise<void>((resolve) => {
      deadline = setTimeout(resolve, deadlineMs);
      for (const server of servers) {
        this.ask(server, data, (answer) => {
          if (ended) return;
          replies.push(...replyOrNothing(contract, answer));
          waiting -= 1;
          if (waiting === 0) resolve();
          clearTimeout(settled);
          settled = setTimeout(resolve, settleMs);
        });
      }
    });
    clearTimeout(deadline);
    clearTimeout(settled);
    ended = true;
    return replies;
  }

  async serve<Request, Reply>(contract: RequestContract<Request, Reply>, handler: Handler<Request, Reply>, options?: ServeOptions): Promise<Subscription> {
    return this.respond(contract.subject, respondOnce(contract, handler, this.onUnanswered), options);
  }

  async serveParts<Request, Reply>(
    contract: RequestContract<Request, Reply>, handler: PartsHandler<Request, Reply>, options?: ServeOptions,
  ): Promise<Subscription> {
    return this.respond(contract.subject, respondInParts(contract, handler, this.onUnanswered), options);
  }

  private respond(subject: string, responder: Responder, { queue = null }: ServeOptions = {}): Subscription {
    if (this.closed) throw new BusError('unavailable');
    const busy = new Set<Promise<unknown>>();
    const server: Server = {
      queue,
      respond: async (data, receivedAt, send) => {
        const answering = responder({ data, receivedAt, now: this.now }, send);
        busy.add(answering);
        void answering.finally(() => busy.delete(answering));
        return answering;
      },
    };
    this.servers.set(subject, [...this.servers.get(subject) ?? [], server]);
    return {
      stop: async () => {
        this.servers.set(subject, (this.servers.get(subject) ?? []).filter((each) => each !== server));
        await Promise.allSettled(busy);
      },
    };
  }

  async close(): Promise<void> {
    this.closed = true;
    await Promise.allSettled(this.busy);
  }

  private encode<Request>(contract: RequestContract<Request, unknown>, body: Request, { deadlineMs }: RequestOptions): string {
    if (this.closed) throw new BusError('unavailable');
    const data = encodeRequest(contract, body, deadlineMs);
    if (!(deadlineMs > 0)) throw new BusError('deadline-exceeded');
    return data;
  }

  /** Everyone who listens alone, and of each queue the one whose turn it is. */
  private recipients(subject: string): Server[] {
    const servers = this.servers.get(subject) ?? [];
    const turn = this.turns.get(subject) ?? 0;
    this.turns.set(subject, turn + 1);
    return [...Map.groupBy(servers, ({ queue }) => queue)].flatMap(([queue, members]) => {
      const next = members[turn % members.length];
      return queue === null || !next ? members : [next];
    });
  }

  private ask(server: Server, data: string, answered: (answer: string) => void): void {
    const receivedAt = this.now();
    const asked = Promise.resolve().then(() => server.respond(data, receivedAt, answered));
    this.busy.add(asked);
    void asked.finally(() => this.busy.delete(asked));
  }
}

/** One replica's failure does not spoil what the others answered. */
function replyOrNothing<Reply>(contract: Pick<RequestContract<never, Reply>, 'subject' | 'reply'>, answer: string): Reply[] {
  try {
    return [decodeReply(contract, answer)];
  } catch {
    return [];
  }
}
