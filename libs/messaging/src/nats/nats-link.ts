import { setTimeout as pause } from 'node:timers/promises';
import { type NatsConnection, PermissionViolationError, type Status } from '@nats-io/transport-node';
import { ReplyInbox } from './reply-inbox.ts';
import { WriteQueue } from './write-queue.ts';

/** What happens to a connection, for logs and readiness. */
export type NatsStatus =
  | { readonly type: 'connected' | 'disconnected'; readonly server: string }
  /** A failed attempt to connect, or what the server objects to (a permission, for one). */
  | { readonly type: 'error'; readonly error: Error }
  | { readonly type: 'closed' };

/** How long `close` waits for what is under way. */
const DRAIN_MS = 5000;

export interface NatsLinkOptions {
  readonly connection: NatsConnection;
  readonly inboxPrefix: string;
  readonly nonce: string;
  readonly now: () => number;
  readonly onStatus: (status: NatsStatus) => void;
}

/** A process's connection to NATS, which comes back by itself. Bus, stream and bucket share it. */
export class NatsLink {
  readonly connection: NatsConnection;
  readonly inboxPrefix: string;
  readonly writes: WriteQueue;
  readonly replies: ReplyInbox;
  readonly now: () => number;
  private readonly reconnected = new Set<() => void>();
  private readonly onStatus: (status: NatsStatus) => void;
  private up = true;

  constructor({ connection, inboxPrefix, nonce, now, onStatus }: NatsLinkOptions) {
    this.connection = connection;
    this.inboxPrefix = inboxPrefix;
    this.now = now;
    this.onStatus = onStatus;
    const isConnected = (): boolean => this.up;
    this.writes = new WriteQueue(connection, isConnected);
    this.replies = new ReplyInbox({ connection, writes: this.writes, now, isConnected, prefix: inboxPrefix, nonce });
    void this.follow();
  }

  /** False between losing a server and reaching one again: nothing is sent then. */
  get connected(): boolean {
    return this.up;
  }

  /** Calls back whenever the connection has come back. @returns how to stop it */
  onReconnect(listener: () => void): () => void {
    this.reconnected.add(listener);
    return () => void this.reconnected.delete(listener);
  }

  /** Tells the owner of the connection about trouble that nobody waits to hear of. */
  report(error: unknown): void {
    this.onStatus({ type: 'error', error: error instanceof Error ? error : new Error(String(error)) });
  }

  /** Lets what was sent and received finish, then ends for good. Close buses and consumers first. */
  async close(): Promise<void> {
    this.writes.flush();
    this.replies.close();
    if (this.up && !this.connection.isClosed()) {
      await Promise.race([this.connection.drain().catch(() => undefined), pause(DRAIN_MS, undefined, { ref: false })]);
    }
    await this.connection.close();
  }

  private async follow(): Promise<void> {
    for await (const status of this.connection.status()) this.take(status);
    this.up = false;
    this.replies.close();
    this.onStatus({ type: 'closed' });
  }

  private take(status: Status): void {
    switch (status.type) {
      case 'disconnect':
        this.up = false;
        this.replies.fail('unavailable');
        this.onStatus({ type: 'disconnected', server: status.server });
        break;
      case 'reconnect':
        this.up = true;
        for (const listener of this.reconnected) listener();
        this.onStatus({ type: 'connected', server: status.server });
        break;
      case 'error':
        this.takeError(status.error);
        break;
      default:
    }
  }

  /** Who asks where this key may not publish would otherwise wait for the deadline. */
  private takeError(error: Error): void {
    if (error instanceof PermissionViolationError && error.operation === 'publish') this.replies.fail('unavailable', error.subject);
    this.onStatus({ type: 'error', error });
  }
}
