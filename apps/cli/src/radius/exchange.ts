import { createSocket, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { decodePacket, type Packet, type ReplyVerifyFault, type SharedSecret, unwrap, verifyReply } from '@countersign/radius';

export interface Server {
  readonly address: string;
  readonly port: number;
}

export interface Patience {
  /** How long one copy of the packet is waited for. */
  readonly timeoutMs: number;
  /** Copies sent in all; each is the same datagram, so that the server recognises it (RFC 5080 section 2.2.2). */
  readonly attempts: number;
}

export type ExchangeResult =
  | { readonly kind: 'reply'; readonly packet: Packet }
  | { readonly kind: 'no-answer' }
  /** Datagrams came, none of them verified; the reason of the last one. */
  | { readonly kind: 'not-verified'; readonly reason: ReplyVerifyFault };

/**
 * Sends a request over UDP and waits for the reply that verifies; others are passed over, a forger may be first.
 * A closed port counts as no answer.
 * @throws the error of a socket that cannot be opened
 */
export async function exchange(datagram: Buffer, secret: SharedSecret, server: Server, patience: Patience): Promise<ExchangeResult> {
  const request = unwrap(decodePacket(datagram));
  const socket = createSocket(isIPv6(server.address) ? 'udp6' : 'udp4');
  try {
    await connect(socket, server);
    return await converse(socket);
  } finally {
    socket.close();
  }

  function converse(connected: Socket): Promise<ExchangeResult> {
    return new Promise((resolve) => {
      let fault: ReplyVerifyFault | undefined;
      let sent = 0;
      let timer: NodeJS.Timeout;
      const finish = (result: ExchangeResult) => {
        clearTimeout(timer);
        resolve(result);
      };
      const send = () => {
        if (sent === patience.attempts) {
          finish(fault === undefined ? { kind: 'no-answer' } : { kind: 'not-verified', reason: fault });
          return;
        }
        sent += 1;
        connected.send(datagram);
        timer = setTimeout(send, patience.timeoutMs);
      };
      connected.on('message', (answer) => {
        const reply = verifyReply(request, answer, secret, { requireMessageAuthenticator: true });
        if (reply.ok) finish({ kind: 'reply', packet: reply.value });
        else fault = reply.reason;
      });
      // A closed port is reported here by the kernel; the server may be starting, so the next copy is still sent.
      connected.on('error', () => undefined);
      send();
    });
  }
}

function connect(socket: Socket, server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.connect(server.port, server.address, () => {
      socket.off('error', reject);
      resolve();
    });
  });
}
