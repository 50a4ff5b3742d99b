import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type NatsConnection, connect, nkeyAuthenticator } from '@nats-io/transport-node';
import type { DistributedSystem } from '../harness/distributed-system.ts';

/** What a subscription brought. */
export interface Watch {
  /** Subject and text of each message. */
  readonly seen: readonly string[];
  readonly refused: () => boolean;
}

/** Somebody on the bus with the key of the first gateway. */
export class BusWatcher {
  private constructor(private readonly connection: NatsConnection) {}

  static async of({ dataDir, distributed }: DistributedSystem): Promise<BusWatcher> {
    const seed = (await readFile(path.join(dataDir, 'nats-keys', 'radius-gateway-1'), 'utf8')).trim();
    return new BusWatcher(await connect({
      servers: distributed.servers.natsUrl, authenticator: nkeyAuthenticator(Buffer.from(seed)), inboxPrefix: '_INBOX.radius-gateway.1',
    }));
  }

  /** Subscribes, and waits until the server knows. */
  async watch(subject: string, queue?: string): Promise<Watch> {
    const seen: string[] = [];
    let refused = false;
    this.connection.subscribe(subject, {
      ...queue === undefined ? {} : { queue },
      callback: (error, message) => {
        if (error) refused = true;
        else seen.push(`${message.subject} ${message.string()}`);
      },
    });
    await this.connection.flush();
    return { seen, refused: () => refused };
  }

  async close(): Promise<void> {
    await this.connection.close();
  }
}
