import type { AddressInfo } from 'node:net';
import { dropsContract, sightingsContract } from '@countersign/contracts';
import type { PurposeKeys } from '@countersign/crypto';
import type { Bus, ConfigBucket, Subscription } from '@countersign/messaging';
import { type ServiceHost, serveHealth } from '@countersign/service-process';
import type { BeforeApplicationShutdown, OnApplicationShutdown } from '@nestjs/common';
import type { KnownHost, RequestKeyOf } from '../../application/ports.ts';
import type { Port, RadiusServer } from '../../application/radius-server.ts';
import type { HostTable, ProtectionSightings } from '../../domain/index.ts';
import type { AuthOverBus } from '../bus/auth-over-bus.ts';
import type { DropRecorder } from '../bus/drop-recorder.ts';
import { serveExchange } from '../bus/serve-exchange.ts';
import { watchAgentHosts } from '../bus/watch-agent-hosts.ts';
import { UdpPort } from './udp-port.ts';

export interface Listen {
  readonly host: string;
  readonly port: number;
}

export interface GatewayServingParts {
  readonly host: ServiceHost;
  readonly bus: Bus;
  readonly bucket: ConfigBucket;
  readonly keys: PurposeKeys;
  readonly authentication: Listen;
  readonly accounting: Listen;
  readonly sharedPort: boolean;
  readonly server: RadiusServer;
  readonly hosts: HostTable<KnownHost>;
  readonly auth: AuthOverBus;
  readonly drops: DropRecorder;
  readonly sightings: ProtectionSightings;
  readonly requestKeyOf: RequestKeyOf;
}

/** How often held rejects are looked through, and what is over is forgotten. */
const TICK_MS = 10;
const SWEEP_MS = 1000;

/** The two UDP ports, from the first datagram to the last reply. They open once the agent hosts are known. */
export class GatewayServing implements BeforeApplicationShutdown, OnApplicationShutdown {
  private readonly ports: UdpPort[] = [];
  private readonly timers: NodeJS.Timeout[] = [];
  private readonly served: Subscription[] = [];
  private watch: Awaited<ReturnType<typeof watchAgentHosts>> | undefined;
  private configured = false;

  constructor(private readonly parts: GatewayServingParts) {
    const { host: { health, metrics }, auth, server } = parts;
    health.add('agent-hosts', async () => {
      if (!this.configured) throw new Error('not loaded yet');
    });
    health.add('auth', async () => {
      if (!auth.isReady()) throw new Error('not ready');
    });
    metrics.gauge('countersign_gateway_held_rejects', 'Rejects that wait for their second to be over.', () => server.heldRejects);
    metrics.gauge('countersign_gateway_auth_ready', '1 while auth was ready within the last two seconds.', () => Number(auth.isReady()));
  }

  async start(): Promise<void> {
    const { host, bus, bucket, hosts, keys, server, drops, sightings } = this.parts;
    const { replica } = host;
    this.watch = await host.patiently('the agent hosts', () => watchAgentHosts(bucket, hosts, keys.sealer('agent-secrets'), (id, reason) =>
      host.onError(new Error(`agent host ${id}: ${reason}`))));
    await this.watch.ready;
    this.configured = true;
    this.timers.push(setInterval(() => server.tick(), TICK_MS), setInterval(() => server.sweep(), SWEEP_MS));
    this.ports.push(await this.open(this.parts.authentication, 'authentication'), await this.open(this.parts.accounting, 'accounting'));
    this.served.push(
      await bus.serve(dropsContract, async () => ({ replica, drops: drops.list() }), { queue: null }),
      await bus.serve(sightingsContract, async () => ({ replica, sightings: sightings.list() }), { queue: null }),
      await serveExchange(bus, this.parts),
      await serveHealth(bus, 'radius-gateway', host, { ports: { authentication: this.addressOf('authentication').port, accounting: this.addressOf('accounting').port } }),
    );
  }

  addressOf(port: Port): AddressInfo {
    const [authentication, accounting] = this.ports;
    const opened = port === 'authentication' ? authentication : accounting;
    if (!opened) throw new Error('the ports are not open');
    return opened.address();
  }

  /** Hears nothing more, and answers what it has heard: also the rejects that are held back. */
  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all([...this.ports.map((port) => port.drain()), ...this.served.map((each) => each.stop())]);
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.ports.map((port) => port.close()));
    for (const timer of this.timers) clearInterval(timer);
    this.parts.auth.stop();
    this.watch?.stop();
  }

  private async open(listen: Listen, serves: Port): Promise<UdpPort> {
    return UdpPort.open(this.parts.server, { ...listen, serves, shared: this.parts.sharedPort, onError: this.parts.host.onError });
  }
}
