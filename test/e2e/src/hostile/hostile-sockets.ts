import { type Socket, createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { HostilePacket, Port } from './hostile-packets.ts';
import type { Oracle } from './oracle.ts';

/** Requests under one identifier whose answer may still come. */
const REMEMBERED_PER_IDENTIFIER = 8;
const SOCKETS = 32;
const STATUS_SERVER = 12;
const BUFFER_BYTES = 4 * 1024 * 1024;

/** The attacker's sockets. What may not be answered leaves from sockets of its own: whatever arrives there is a failure. */
export class HostileSockets {
  /** Datagrams that arrived where silence is demanded. */
  readonly forbidden: Buffer[] = [];
  /** Replies that belong to no request. */
  readonly strays: Buffer[] = [];
  /** Answers by code. */
  readonly answers = new Map<number, number>();
  sent = 0;
  provenSent = 0;
  /** Status-Server among them: the only ones that an Access-Accept may answer. */
  statusSent = 0;
  private turn = 0;

  private constructor(
    private readonly silent: Record<Port, Socket>, private readonly answered: readonly Socket[],
    private readonly ports: Readonly<Record<Port, number>>, private readonly oracle: Oracle,
  ) {}

  static async open(ports: Readonly<Record<Port, number>>, oracle: Oracle): Promise<HostileSockets> {
    const [authentication, accounting, ...answered] = await Promise.all(Array.from({ length: SOCKETS + 2 }, openSocket));
    if (!authentication || !accounting) throw new Error('no sockets');
    const sockets = new HostileSockets({ authentication, accounting }, answered, ports, oracle);
    sockets.listen();
    return sockets;
  }

  send({ datagram, port, provesSecret }: HostilePacket): void {
    this.sent += 1;
    if (!provesSecret) {
      this.silent[port].send(datagram, this.ports[port], '127.0.0.1');
      return;
    }
    this.provenSent += 1;
    if (datagram[0] === STATUS_SERVER) this.statusSent += 1;
    this.turn = (this.turn + 1) % this.answered.length;
    const socket = this.answered[this.turn];
    this.remember(this.turn, datagram);
    socket?.send(datagram, this.ports[port], '127.0.0.1');
  }

  async close(): Promise<void> {
    await Promise.all([...Object.values(this.silent), ...this.answered].map((socket) => new Promise<void>((resolve) => {
      socket.close(() => resolve());
    })));
  }

  private readonly pending = new Map<number, Buffer[]>();

  private remember(socket: number, datagram: Buffer): void {
    const key = socket * 256 + datagram.readUInt8(1);
    const known = this.pending.get(key) ?? [];
    known.push(datagram.subarray(4, 20));
    if (known.length > REMEMBERED_PER_IDENTIFIER) known.shift();
    this.pending.set(key, known);
  }

  private listen(): void {
    for (const socket of Object.values(this.silent)) socket.on('message', (datagram) => this.forbidden.push(datagram));
    for (const [index, socket] of this.answered.entries()) {
      socket.on('message', (reply) => {
        const requests = this.pending.get(index * 256 + (reply[1] ?? 0)) ?? [];
        if (!requests.some((authenticator) => this.oracle.answers(reply, authenticator))) this.strays.push(reply);
        const code = reply[0] ?? 0;
        this.answers.set(code, (this.answers.get(code) ?? 0) + 1);
      });
    }
  }
}

async function openSocket(): Promise<Socket> {
  const socket = createSocket({ type: 'udp4', recvBufferSize: BUFFER_BYTES });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return socket;
}
