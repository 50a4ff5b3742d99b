import type { MsgHdrs, NatsConnection } from '@nats-io/transport-node';

interface Write {
  readonly subject: string;
  readonly payload: Uint8Array;
  readonly reply: string | undefined;
  readonly headers: MsgHdrs | undefined;
}

/**
 * Publishes of one event-loop turn leave together: the client writes to its socket whenever microtasks pause, which
 * for replies of many handlers means one system call each.
 */
export class WriteQueue {
  private queued: Write[] = [];

  constructor(private readonly connection: NatsConnection, private readonly isConnected: () => boolean) {}

  push(subject: string, payload: Uint8Array, reply?: string, headers?: MsgHdrs): void {
    if (this.queued.length === 0) setImmediate(() => this.flush());
    this.queued.push({ subject, payload, reply, headers });
  }

  /** Hands everything over now. */
  flush(): void {
    const writes = this.queued;
    this.queued = [];
    // What waits for a connection would arrive when nobody waits for it any more.
    if (!this.isConnected()) return;
    for (const { subject, payload, reply, headers } of writes) {
      try {
        this.connection.publish(subject, payload, {
          ...(reply === undefined ? {} : { reply }), ...(headers === undefined ? {} : { headers }),
        });
      } catch {
        // The connection is closing, or the subject is none: whoever waits for an answer ends at the deadline.
      }
    }
  }
}
