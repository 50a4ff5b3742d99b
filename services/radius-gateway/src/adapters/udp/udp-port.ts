import { type Socket, type SocketOptions, createSocket } from 'node:dgram';
import { lookup } from 'node:dns';
import { once } from 'node:events';
import { type AddressInfo, isIP } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Port, RadiusServer } from '../../application/radius-server.ts';

export interface UdpPortOptions {
  readonly host: string;
  /** 0: the system picks one. */
  readonly port: number;
  readonly serves: Port;
  /** Several gateways on one port: the kernel spreads the senders over them. */
  readonly shared: boolean;
  readonly onError: (error: Error) => void;
}

/** Receive buffer in bytes: what may wait while the event loop is busy. */
const RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024;

/** How often to look whether the last held reject has left. */
const DRAIN_POLL_MS = 20;

/** Replies go to where a datagram came from: an address, for which nothing has to be looked up. */
const addressOf: NonNullable<SocketOptions['lookup']> = (host, options, callback) => {
  const family = isIP(host);
  if (family === 0) lookup(host, options, callback);
  else callback(null, host, family);
};

/** One UDP socket that feeds the pipeline. */
export class UdpPort {
  private readonly pending = new Set<Promise<void>>();

  private constructor(private readonly socket: Socket, private readonly server: RadiusServer) {}

  static async open(server: RadiusServer, { host, port, serves, shared, onError }: UdpPortOptions): Promise<UdpPort> {
    const type = host.includes(':') ? 'udp6' : 'udp4';
    const socket = createSocket({ type, reusePort: shared, lookup: addressOf });
    const opened = new UdpPort(socket, server);
    socket.on('message', (datagram, { address, port: senderPort }) => {
      const handled = server.receive(datagram, { address, port: senderPort }, serves, (reply) => {
        // The NAS may be gone; UDP promises nothing, so nobody waits for it.
        socket.send(reply, senderPort, address, () => undefined);
      });
      opened.pending.add(handled);
      void handled.then(() => opened.pending.delete(handled));
    });
    // Asked for before: with an address, for which nothing is looked up, it listens before bind() returns.
    const listening = once(socket, 'listening');
    socket.bind(port, host);
    await listening;
    socket.on('error', onError);
    try {
      socket.setRecvBufferSize(RECEIVE_BUFFER_BYTES);
    } catch {
      // The kernel's limit is lower; it serves with what it has.
    }
    return opened;
  }

  address(): AddressInfo {
    return this.socket.address();
  }

  /** Hears nothing more; resolves when everything that was heard is answered. */
  async drain(): Promise<void> {
    this.socket.removeAllListeners('message');
    await Promise.all(this.pending);
    while (this.server.heldRejects > 0) await pause(DRAIN_POLL_MS);
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => this.socket.close(() => resolve()));
  }
}
