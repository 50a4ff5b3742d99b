import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { freeTcpPort } from '@countersign/local-servers';
import type { DistributedConfig, Listen } from './config.ts';

/** Where each replica listens. Decided before anything starts, so that a process that is started again is where it was. */
export interface Ports {
  readonly http: readonly Listen[];
  readonly radius: readonly Listen[];
  readonly accounting: readonly Listen[];
}

/** Consecutive ports from the configured one on, or one for all gateways; for port 0 free ones are picked. */
export async function choosePorts({ http, radius, accounting, replicas, sharedPort }: DistributedConfig): Promise<Ports> {
  const gateways = replicas['radius-gateway'];
  return {
    http: await consecutive(http, replicas['token-admin'], async () => freeTcpPort()),
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
