import { BusError, errorOnWire } from '../bus-error.ts';
import type { Bus, Handler, RequestContract, RequestOptions, ServeOptions, Subscription } from '../bus.ts';
import { decodeReply, decodeRequest, encodeError, encodeReply, encodeRequest } from '../envelope.ts';

interface Server {
  readonly queue: string | null;
  readonly answer: (data: string, receivedAt: number) => Promise<string | undefined>;
}

/** The bus of one process. Messages are serialised and validated as on the wire, so that behaviour is the same. */
export class InProcessBus implements Bus {
  private readonly servers = new Map<string, Server[]>();
  private readonly turns = new Map<string, number>();
  private readonly busy = new Set<Promise<unknown>>();
  private closed = false;

  constructor(private readonly now: () => number) {}

  async request<Request, Reply>(contract: RequestContract<Request, Reply>, body: Request, options: RequestOptions): Promise<Reply> {
    const servers = this.open(contract.subject);
    if (servers.length === 0) throw new BusError('no-responder');
    const turn = this.turns.get(contract.subject) ?? 0;
    this.turns.set(contract.subject, turn + 1);
    const server = servers[turn % servers.length];
    if (!server) throw new BusError('no-responder');
    return this.ask(server, contract, body, options);
  }

  async requestAll<Request, Reply>(contract: RequestContract<Request, Reply>, body: Request, options: RequestOptions): Promise<Reply[]> {
    const asked = await Promise.allSettled(this.open(contract.subject).map((server) => this.ask(server, contract, body, options)));
    return asked.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  }

  async serve<Request, Reply>(
    contract: RequestContract<Request, Reply>, handler: Handler<Request, Reply>, options: ServeOptions = {},
  ): Promise<Subscription> {
    const server: Server = {
      queue: options.queue ?? null,
      answer: async (data, receivedAt) => {
        try {
          const { body, remainingMs } = decodeRequest(contract, data);
          const left = remainingMs - (this.now() - receivedAt);
          return left <= 0 ? undefined : encodeReply(contract, await handler(body, { remainingMs: left }));
        } catch (error) {
          return encodeError(errorOnWire(error));
        }
      },
    };
    const servers = this.servers.get(contract.subject) ?? [];
    this.servers.set(contract.subject, [...servers, server]);
    return {
      stop: async () => {
        const rest = (this.servers.get(contract.subject) ?? []).filter((each) => each !== server);
        this.servers.set(contract.subject, rest);
      },
    };
  }

  async close(): Promise<void> {
    this.closed = true;
    await Promise.allSettled(this.busy);
  }

  private open(subject: string): readonly Server[] {
    if (this.closed) throw new BusError('unavailable');
    return this.servers.get(subject) ?? [];
  }

  private async ask<Request, Reply>(
    server: Server, contract: RequestContract<Request, Reply>, body: Request, { deadlineMs }: RequestOptions,
  ): Promise<Reply> {
    const data = encodeRequest(contract, body, deadlineMs);
    const receivedAt = this.now();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new BusError('deadline-exceeded')), Math.max(deadlineMs, 0));
    });
    const answer = Promise.resolve().then(() => server.answer(data, receivedAt));
    this.busy.add(answer);
    void answer.finally(() => this.busy.delete(answer));
    try {
      const reply = await Promise.race([answer, late]);
      return reply === undefined ? await late : decodeReply(contract, reply);
    } finally {
      clearTimeout(timer);
    }
  }
}
