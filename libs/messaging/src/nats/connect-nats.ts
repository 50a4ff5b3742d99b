import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { connect, type NatsConnection, nkeyAuthenticator, type NodeConnectionOptions } from '@nats-io/transport-node';
import { fromSeed } from '@nats-io/nkeys';
import { NatsLink, type NatsStatus } from './nats-link.ts';

/** Between two attempts to connect; to reconnect up to JITTER_MS more, so that replicas do not come all at once. */
const RECONNECT_WAIT_MS = 250;
const JITTER_MS = 100;
/** Longest wait for a server to accept a connection. */
const CONNECT_TIMEOUT_MS = 2000;
/** A server that answers none of three pings is dead: noticed within three seconds. */
const PING_EVERY_MS = 1000;
const PINGS_OUT = 2;
/** Names are parts of subjects. */
const NAME = /^[A-Za-z0-9_-]{1,64}$/;

export interface ConnectNatsOptions {
  /** `nats://host:port`, one or several. */
  readonly servers: string | readonly string[];
  readonly service: string;
  readonly replica: string;
  /** The service's nkey seed (`SU…`). */
  readonly keySeed?: Uint8Array;
  /** Instead of a key, where the server has users with passwords. */
  readonly login?: { readonly user: string; readonly pass: string };
  readonly onStatus?: (status: NatsStatus) => void;
  /** Milliseconds that never run backwards; default: performance.now. */
  readonly now?: () => number;
  /** Gives up waiting for the first connection. */
  readonly signal?: AbortSignal;
}

/**
 * Connects, however long it takes until a server is there, and stays so: a lost connection comes back by itself, with
 * everything that was subscribed. Meanwhile nothing is buffered: requests fail with `unavailable` at once.
 *
 * Needs the permission to subscribe to `_INBOX.<service>.>`.
 *
 * @throws when the names or the key are malformed, the inbox is not permitted, or `signal` aborts
 */
export async function connectNats(options: ConnectNatsOptions): Promise<NatsLink> {
  const { service, replica, now = () => performance.now(), onStatus = () => undefined, signal } = options;
  if (!NAME.test(service) || !NAME.test(replica)) throw new Error('service and replica are letters, digits, - and _');
  const inboxPrefix = `_INBOX.${service}.${replica}`;
  const connection = await connectAtLast(connectionOptions(options, inboxPrefix), onStatus, signal);
  const link = new NatsLink({ connection, inboxPrefix, now, nonce: `${randomBytes(8).toString('hex')}-`, onStatus });
  // The server objects to a subscription before it answers the ping behind it.
  await connection.flush().catch(() => undefined);
  const { refused, subject } = link.replies;
  if (refused) {
    await link.close();
    throw new Error(`the server does not let ${service} listen to ${subject}`, { cause: refused });
  }
  return link;
}

function connectionOptions({ servers, service, replica, keySeed, login }: ConnectNatsOptions, inboxPrefix: string): NodeConnectionOptions {
  return {
    servers: typeof servers === 'string' ? servers.split(',').map((server) => server.trim()) : [...servers],
    name: `${service}.${replica}`, inboxPrefix, ...login,
    ...(keySeed === undefined ? {} : { authenticator: nkeyAuthenticator(checkedSeed(keySeed)) }),
    timeout: CONNECT_TIMEOUT_MS,
    maxReconnectAttempts: -1, reconnectTimeWait: RECONNECT_WAIT_MS, reconnectJitter: JITTER_MS,
    // A key that is refused today may be accepted after the server's next reload.
    ignoreAuthErrorAbort: true,
    pingInterval: PING_EVERY_MS, maxPingOut: PINGS_OUT, noAsyncTraces: true,
  };
}

/** @throws when it is none: better now than at every attempt to connect */
function checkedSeed(keySeed: Uint8Array): Uint8Array {
  const seed = Buffer.from(Buffer.from(keySeed).toString('ascii').trim(), 'ascii');
  fromSeed(seed);
  return seed;
}

async function connectAtLast(
  options: NodeConnectionOptions, onStatus: (status: NatsStatus) => void, signal: AbortSignal | undefined,
): Promise<NatsConnection> {
  for (;;) {
    signal?.throwIfAborted();
    try {
      const connection = await connect(options);
      onStatus({ type: 'connected', server: connection.getServer() });
      return connection;
    } catch (error) {
      onStatus({ type: 'error', error: error instanceof Error ? error : new Error(String(error)) });
    }
    await pause(RECONNECT_WAIT_MS, undefined, signal ? { signal } : {});
  }
}
