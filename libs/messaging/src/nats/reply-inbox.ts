import type { Msg, MsgHdrs, NatsConnection } from '@nats-io/transport-node';
import { BusError } from '../bus-error.ts';
import { DeadlineWheel } from './deadline-wheel.ts';
import type { WriteQueue } from './write-queue.ts';

export type NoReply = 'deadline-exceeded' | 'no-responder' | 'unavailable';

export interface Question {
  readonly subject: string;
  readonly payload: Uint8Array;
  readonly deadlineMs: number;
  readonly headers?: MsgHdrs;
}

interface Pending {
  readonly id: string;
  readonly subject: string;
  slot: number;
  readonly reply: (message: Msg) => void;
  readonly end: (reason: NoReply) => void;
}

export interface ReplyInboxOptions {
  readonly connection: NatsConnection;
  readonly writes: WriteQueue;
  /** Milliseconds that never run backwards. */
  readonly now: () => number;
  readonly isConnected: () => boolean;
  /** `_INBOX.<service>.<replica>` */
  readonly prefix: string;
  /** Random: ids of one connection mean nothing to another one of the same name, before or after it. */
  readonly nonce: string;
}

/**
 * All replies of a connection: one wildcard subscription, a map of who waits, one sweep over the deadlines. An answer
 * that nobody waits for (any more) is ignored.
 */
export class ReplyInbox {
  private readonly pending = new Map<string, Pending>();
  private readonly wheel: DeadlineWheel<Pending>;
  private readonly start: number;
  private refusal: Error | undefined;
  private count = 0;
  private closed = false;

  constructor(private readonly options: ReplyInboxOptions) {
    this.wheel = new DeadlineWheel(options.now, (pending) => this.finish(pending, 'deadline-exceeded'));
    this.start = options.prefix.length + 1;
    options.connection.subscribe(this.subject, {
      callback: (error, message) => {
        if (error === null) this.receive(message);
        else this.refusal = error;
      },
    });
  }

  /** Why the server does not let this key listen here. */
  get refused(): Error | undefined {
    return this.refusal;
  }

  /** What the connection listens to. */
  get subject(): string {
    return `${this.options.prefix}.*`;
  }

  /** @throws BusError `deadline-exceeded`, `no-responder`, `unavailable` or, when it is too large, `bad-request` */
  async ask(question: Question): Promise<Msg> {
    return new Promise((resolve, reject) => {
      const pending = this.send(question, (message) => {
        this.forget(pending);
        resolve(message);
      }, (reason) => reject(new BusError(reason)));
    });
  }

  /**
   * Gathers answers until the deadline, or until none has come for `settleMs` after the last one. None at all is no error.
   *
   * @throws BusError `unavailable` or `bad-request`
   */
  async askAll(question: Question, settleMs: number | undefined): Promise<Msg[]> {
    return new Promise((resolve, reject) => {
      const answers: Msg[] = [];
      const endsAt = this.options.now() + question.deadlineMs;
      const pending = this.send(question, (message) => {
        answers.push(message);
        if (settleMs === undefined) return;
        this.wheel.remove(pending, pending.slot);
        pending.slot = this.wheel.add(pending, Math.min(settleMs, endsAt - this.options.now()));
      }, (reason) => {
        if (reason === 'unavailable') reject(new BusError(reason));
        else resolve(answers);
      });
    });
  }

  /**
   * Hands over each answer until `take` says that it was the last one.
   *
   * @throws BusError as {@link ask}, and whatever `take` throws
   */
  async askParts(question: Question, take: (message: Msg) => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const pending = this.send(question, (message) => {
        try {
          if (!take(message)) return;
          resolve();
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
        this.forget(pending);
      }, (reason) => reject(new BusError(reason)));
    });
  }

  /** Ends what waits: all, or what was sent to one subject. */
  fail(reason: NoReply, subject?: string): void {
    for (const pending of this.pending.values()) {
      if (subject === undefined || pending.subject === subject) this.finish(pending, reason);
    }
  }

  /** Nobody asks any more; who waits hears so. */
  close(): void {
    this.closed = true;
    this.fail('unavailable');
  }

  private send({ subject, payload, deadlineMs, headers }: Question, reply: Pending['reply'], end: Pending['end']): Pending {
    const { writes, connection, nonce, prefix } = this.options;
    if (this.closed || !this.options.isConnected()) throw new BusError('unavailable');
    if (!(deadlineMs > 0)) throw new BusError('deadline-exceeded');
    if (payload.length > (connection.info?.max_payload ?? Infinity)) throw new BusError('bad-request');
    this.count += 1;
    const pending: Pending = { id: `${nonce}${this.count.toString(36)}`, subject, slot: 0, reply, end };
    this.pending.set(pending.id, pending);
    pending.slot = this.wheel.add(pending, deadlineMs);
    writes.push(subject, payload, `${prefix}.${pending.id}`, headers);
    return pending;
  }

  private receive(message: Msg): void {
    const pending = this.pending.get(message.subject.slice(this.start));
    if (!pending) return;
    if (message.data.length === 0 && message.headers?.code === 503) this.finish(pending, 'no-responder');
    else pending.reply(message);
  }

  private forget(pending: Pending): void {
    this.pending.delete(pending.id);
    this.wheel.remove(pending, pending.slot);
  }

  private finish(pending: Pending, reason: NoReply): void {
    this.forget(pending);
    pending.end(reason);
  }
}
