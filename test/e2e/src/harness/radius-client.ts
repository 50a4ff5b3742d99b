import { randomBytes } from 'node:crypto';
import { type Socket, createSocket } from 'node:dgram';
import { once } from 'node:events';
import {
  AttributeType, type Packet, PacketCode, SharedSecret, chapPassword, decodePacket, encodeRequest, findValue, hideUserPassword, unwrap, verifyReply,
} from '@countersign/radius';

export interface SignInOptions {
  readonly chap?: boolean;
  readonly state?: Buffer | undefined;
  readonly callingStation?: string;
}

/** What a NAS knows after an exchange; `bytes` tell two answers apart. */
export interface RadiusReply {
  readonly code: number;
  readonly message: string | undefined;
  readonly state: Buffer | undefined;
  readonly bytes: string;
}

/** Later than that no gateway answers a packet; a busy machine takes its time. */
const AGAIN_MS = 3000;
const MOST_COPIES = 20;

/** When a NAS sends a packet, in milliseconds from the first time on, and to which gateway. */
export type Schedule = readonly { readonly atMs: number; readonly port: number }[];

/** A NAS with one shared secret: builds packets and sends them as often, and to as many gateways, as it is told. */
export class RadiusClient {
  private readonly secret: SharedSecret;
  private identifier = 0;

  constructor(secret: string) {
    this.secret = unwrap(SharedSecret.from(Buffer.from(secret)));
  }

  accessRequest(login: string, password: string, { chap = false, state, callingStation }: SignInOptions = {}): Buffer {
    this.identifier = (this.identifier + 1) % 256;
    const authenticator = randomBytes(16);
    const typed = Buffer.from(password);
    return unwrap(encodeRequest({
      code: PacketCode.accessRequest, identifier: this.identifier, authenticator, secret: this.secret, messageAuthenticator: 'first',
      attributes: [
        { type: AttributeType.userName, value: Buffer.from(login) },
        chap
          ? { type: AttributeType.chapPassword, value: chapPassword(1, typed, authenticator) }
          : { type: AttributeType.userPassword, value: unwrap(hideUserPassword(typed, this.secret, authenticator)) },
        ...state ? [{ type: AttributeType.state, value: state }] : [],
        ...callingStation === undefined ? [] : [{ type: AttributeType.callingStationId, value: Buffer.from(callingStation) }],
      ],
    }));
  }

  /**
   * Sends a packet as scheduled from one socket and gathers every verified answer until `lingerMs` after the first one,
   * or until `timeoutMs` are over. The schedule ends with the first answer unless `insist`.
   */
  async exchange(
    request: Buffer, schedule: Schedule, { timeoutMs = 4000, lingerMs = 0, insist = false }: { timeoutMs?: number; lingerMs?: number; insist?: boolean } = {},
  ): Promise<RadiusReply[]> {
    const header = unwrap(decodePacket(request));
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    const replies: RadiusReply[] = [];
    const timers: NodeJS.Timeout[] = [];
    await new Promise<void>((resolve) => {
      timers.push(setTimeout(resolve, timeoutMs));
      socket.on('message', (datagram) => {
        const reply = this.read(header, datagram);
        if (!reply) return;
        if (replies.length === 0) timers.push(setTimeout(resolve, lingerMs));
        replies.push(reply);
      });
      for (const { atMs, port } of schedule) timers.push(setTimeout(() => (insist || replies.length === 0) && socket.send(request, port, '127.0.0.1'), atMs));
    });
    for (const timer of timers) clearTimeout(timer);
    await closed(socket);
    return replies;
  }

  /** One gateway: the packet is sent again until it is answered, as a NAS does. Where silence would be wrong, see {@link askOnce}. */
  async ask(request: Buffer, port: number): Promise<RadiusReply | undefined> {
    const schedule = Array.from({ length: MOST_COPIES }, (_, index) => ({ atMs: index * AGAIN_MS, port }));
    return (await this.exchange(request, schedule, { timeoutMs: MOST_COPIES * AGAIN_MS }))[0];
  }

  /** One packet, one gateway. A gateway gives auth 2.5 s: one that has no answer then says nothing. */
  async askOnce(request: Buffer, port: number, timeoutMs = 4000): Promise<RadiusReply | undefined> {
    return (await this.exchange(request, [{ atMs: 0, port }], { timeoutMs }))[0];
  }

  /** Undefined for what is no answer to this packet: a late one to an earlier packet from the same port, say. */
  private read(header: Packet, datagram: Buffer): RadiusReply | undefined {
    const verified = verifyReply(header, datagram, this.secret, { requireMessageAuthenticator: true });
    if (!verified.ok) return undefined;
    const reply = verified.value;
    return {
      code: reply.code, message: findValue(reply, AttributeType.replyMessage)?.toString(), bytes: datagram.toString('hex'),
      state: findValue(reply, AttributeType.state),
    };
  }
}

async function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.close(() => resolve());
  });
}
