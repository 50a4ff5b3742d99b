import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { LOOPBACK, freeTcpPort } from '@countersign/local-servers';
import { ConfigError } from './config-error.ts';
import type { DistributedConfig, Listen } from './config.ts';
import { type Replica, indexOf } from './services.ts';

/** Between the ports of one gateway and the next: room for sign-ins and accounting. */
const GATEWAY_STEP = 2;

/** Where each replica listens. Decided before anything starts, so that a process that is started again is where it was. */
export interface Ports {
  readonly http: readonly Listen[];
  readonly radius: readonly Listen[];
  readonly accounting: readonly Listen[];
  /** Of health and metrics, by replica: token-admin has them on its HTTP port. */
  readonly health: ReadonlyMap<Replica, Listen>;
}

/**
 * Of several gateways each has the port two above that of the one before – the usual 1812 and 1813 lie side by side – or all have
 * the same; other services' ports follow one another. For port 0 free ones are picked.
 *
 * @throws ConfigError when two ports of gateways would be the same
 */
export async function choosePorts({ http, radius, accounting, replicas: counts, sharedPort }: DistributedConfig, replicas: readonly Replica[]): Promise<Ports> {
  const gateways = counts['radius-gateway'];
  const https = await consecutive(http, counts['token-admin'], async () => freeTcpPort());
  const [authentication, accounts] = [await gatewayPorts(radius, gateways, sharedPort), await gatewayPorts(accounting, gateways, sharedPort)];
  const twice = authentication.find((one) => accounts.some((other) => one.host === other.host && one.port === other.port));
  if (twice) throw new ConfigError(`port ${twice.port} would be for sign-ins of one gateway and for accounting of one: choose ports further apart, or --shared-port`);
  const own = await Promise.all(replicas.map(async (replica) => [replica, { host: LOOPBACK, port: await freeTcpPort() }] as const));
  return {
    http: https,
    health: new Map(own.map(([replica, listen]) => [replica, replica.service === 'token-admin' ? https[indexOf(replica)] ?? listen : listen])),
    radius: authentication,
    accounting: accounts,
  };
}

async function gatewayPorts(listen: Listen, count: number, shared: boolean): Promise<Listen[]> {
  const pick = async (): Promise<number> => freeUdpPort(listen.host);
  if (!shared) return consecutive(listen, count, pick, GATEWAY_STEP);
  const port = listen.port === 0 ? await pick() : listen.port;
  return Array.from({ length: count }, () => ({ host: listen.host, port }));
}

async function consecutive({ host, port }: Listen, count: number, pick: () => Promise<number>, step = 1): Promise<Listen[]> {
  return Promise.all(Array.from({ length: count }, async (_, index) => ({ host, port: port === 0 ? await pick() : port + index * step })));
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
