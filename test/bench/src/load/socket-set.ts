import { type Socket, createSocket } from 'node:dgram';
import { once } from 'node:events';
import { SOCKETS, slotOf, socketOf } from './slots.ts';
import type { Target } from './job.ts';

/** Sockets connected to one server: the kernel drops what comes from elsewhere. */
export class SocketSet {
  private constructor(private readonly sockets: readonly Socket[]) {}

  /** @param onReply gets the slot that the reply's identifier names, and bytes that are the caller's own */
  static async open(target: Target, onReply: (slot: number, reply: Buffer) => void): Promise<SocketSet> {
    const sockets = await Promise.all(Array.from({ length: SOCKETS }, async (_, number) => {
      const socket = createSocket('udp4');
      socket.on('message', (reply) => {
        if (reply.length > 1) onReply(slotOf(number, reply.readUInt8(1)), reply);
      });
      // A server that is just being restarted: the request is lost, and counted as lost.
      socket.on('error', () => undefined);
      socket.bind(0, '127.0.0.1');
      await once(socket, 'listening');
      socket.connect(target.port, target.address);
      await once(socket, 'connect');
      return socket;
    }));
    return new SocketSet(sockets);
  }

  send(slot: number, datagram: Buffer): void {
    this.sockets[socketOf(slot)]?.send(datagram);
  }

  close(): void {
    for (const socket of this.sockets) socket.close();
  }
}
