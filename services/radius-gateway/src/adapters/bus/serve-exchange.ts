import { exchangeContract } from '@countersign/contracts';
import type { Bus, Subscription } from '@countersign/messaging';
import { decodePacket, requestKeyMaterial } from '@countersign/radius';
import { FIRST_TEST_PORT, type KnownHost, type RequestKeyOf } from '../../application/ports.ts';
import type { RadiusServer } from '../../application/radius-server.ts';
import type { HostTable } from '../../domain/index.ts';
import type { DropRecorder } from './drop-recorder.ts';

export interface ExchangeParts {
  readonly server: RadiusServer;
  readonly hosts: HostTable<KnownHost>;
  readonly drops: Pick<DropRecorder, 'list'>;
  readonly requestKeyOf: RequestKeyOf;
}

const PORTS = 1_000_000;
/** Kept for the way of the answer back over the bus. */
const RETURN_MS = 100;

/** Datagrams of administrators' tests enter the pipeline where those of the socket do. */
export async function serveExchange(bus: Bus, { server, hosts, drops, requestKeyOf }: ExchangeParts): Promise<Subscription> {
  let sent = 0;
  return bus.serve(exchangeContract, async ({ sourceAddress, datagram }, { remainingMs }) => {
    const bytes = Buffer.from(datagram, 'base64url');
    const host = hosts.find(sourceAddress);
    const packet = decodePacket(bytes);
    const requestKey = host !== undefined && packet.ok ? requestKeyOf(host.id, requestKeyMaterial(packet.value)) : null;
    sent = (sent + 1) % PORTS;
    const startedAt = new Date().toISOString();
    const reply = await answerOf(server, bytes, { address: sourceAddress, port: FIRST_TEST_PORT + sent }, remainingMs - RETURN_MS, () => droppedSince(startedAt));
    if (reply !== undefined) return { datagram: reply.toString('base64url'), reason: null, requestKey };
    return { datagram: null, reason: droppedSince(startedAt)?.reason ?? null, requestKey };

    function droppedSince(instant: string) {
      return drops.list().find((drop) => drop.source === sourceAddress && drop.lastSeenAt >= instant);
    }
  });
}

/** The reply; undefined once the datagram was dropped, or the time is over. A reject is held back for a second. */
async function answerOf(
  server: RadiusServer, datagram: Buffer, sender: { address: string; port: number }, waitMs: number, dropped: () => unknown,
): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(undefined), Math.max(0, waitMs));
    const end = (reply: Buffer | undefined): void => {
      clearTimeout(timer);
      resolve(reply);
    };
    void server.receive(datagram, sender, 'authentication', end).then(() => {
      if (dropped() !== undefined) end(undefined);
    });
  });
}
