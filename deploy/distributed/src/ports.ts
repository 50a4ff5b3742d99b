import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { LOOPBACK, freeTcpPort } from '@countersign/local-servers';
import type { DistributedConfig, Listen } from './config.ts';
import { type Replica, indexOf } from './services.ts';

/** Where each replica listens. Decided before anything starts, so that a process that is started again is where it was. */
export interface Ports {
  readonly http: readonly Listen[];
  readonly radius: readonly Listen[];
  readonly accounting: readonly Listen[];
  /** Of health and metrics, by replica: token-admin has them on its HTTP port. */
  readonly health: ReadonlyMap<Replica, Listen>;
}

/** Consecutive ports from the configured one on, or one for all gateways; for port 0 free ones are picked. */
export async function choosePorts({ http, radius, accounting, replicas: counts, sharedPort }: DistributedConfig, replicas: readonly Replica[]): Promise<Ports> {
  const gateways = counts['radius-gateway'];
  const https = await consecutive(http, counts['token-admin'], async () => freeTcpPort());
  const own = await Promise.all(replicas.map(async (replica) => [replica, { host: LOOPBACK, port: await freeTcpPort() }] as const));
  return {
    http: https,
    health: new Map(own.map(([replica, listen]) => [replica, replica.service === 'token-admin' ? https[indexOf(replica)] ?? listen : listen])),
    radius: await gatewayPorts(radius, gateways, sharedPort),
    accounting: await gatewayPorts(accounting, gateways, sharedPort),
  };
}

async function gatewayPorts(listen: Listen, count: number, shared: boolean): Promise<Listen[]> {
  const pick = async (): Promise<number> => freeUdpPort(listen.host);
  if (!shared) return consecutive(listen, count, pick);
  const port = listen.port === 0 ? await pick() : listen.port;
  return Array.from({ length: count }, () => ({ host: listen.host, port }));
}

async function consecutive({ host, port }: Listen, count: number, pick: () => Promise<number>): Promise<Listen[]> {
  return Promise.all(Array.from({ length: count }, async (_, index) => ({ host, port: port === 0 ? await pick() : port + index })));
}

async function freeUdpPort(host: string): Promise<number> {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  socket.bind(0, host);
  await once(socket, 'listening');
  const { port } = socket.address();
  await new Promise<void>((resolve) => {
    socket.close(() => resolve());
  });
  return port;
}
