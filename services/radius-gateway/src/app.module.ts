import type { PurposeKeys } from '@countersign/crypto';
import type { Bus, ConfigBucket, EventStream } from '@countersign/messaging';
import type { ServiceHost } from '@countersign/service-process';
import { type DynamicModule, Module } from '@nestjs/common';
import { AuthOverBus, isUnanswered } from './adapters/bus/auth-over-bus.ts';
import { DropRecorder } from './adapters/bus/drop-recorder.ts';
import { GatewayMetrics } from './adapters/metrics/gateway-metrics.ts';
import { GatewayServing, type Listen } from './adapters/udp/gateway-serving.ts';
import type { GatewayLimits } from './application/gateway-limits.ts';
import type { KnownHost } from './application/ports.ts';
import { RadiusServer } from './application/radius-server.ts';
import { HostTable, ProtectionSightings } from './domain/index.ts';

/** What the module is given; everything else it makes. */
export interface GatewayParts {
  readonly host: ServiceHost;
  readonly bus: Bus;
  readonly bucket: ConfigBucket;
  readonly stream: EventStream;
  readonly keys: PurposeKeys;
  readonly authentication: Listen;
  readonly accounting: Listen;
  readonly sharedPort: boolean;
  readonly limits: GatewayLimits;
}

const REQUEST_KEY_BYTES = 16;

/** Ties the adapters to the ports; the only place of this service where that is done. No datagram passes through Nest. */
@Module({})
export class GatewayModule {
  static of(parts: GatewayParts): DynamicModule {
    const { bus, keys, limits, host } = parts;
    const now = (): number => performance.now();
    const requestKeys = keys.mac('request-key');
    const requestKeyOf = (hostId: string, material: Buffer): string =>
      requestKeys.mac(Buffer.from(hostId, 'utf8'), material).subarray(0, REQUEST_KEY_BYTES).toString('hex');
    return {
      module: GatewayModule,
      providers: [
        { provide: HostTable, useFactory: () => new HostTable<KnownHost>() },
        { provide: GatewayMetrics, useFactory: () => new GatewayMetrics(host.metrics) },
        { provide: AuthOverBus, useFactory: () => new AuthOverBus(bus, keys.sealer('bus-credentials'), now) },
        { provide: DropRecorder, inject: [GatewayMetrics], useFactory: (metrics: GatewayMetrics) =>
          new DropRecorder(parts.stream, limits.recentDrops, metrics.dropped, host.onError) },
        { provide: ProtectionSightings, useFactory: () => new ProtectionSightings() },
        {
          provide: RadiusServer,
          inject: [HostTable, AuthOverBus, DropRecorder, ProtectionSightings, GatewayMetrics],
          useFactory: (hosts: HostTable<KnownHost>, auth: AuthOverBus, drops: DropRecorder, sightings: ProtectionSightings, metrics: GatewayMetrics) =>
            new RadiusServer({
              hosts, limits, now, requestKeyOf,
              auth: metrics.observed(auth),
              events: {
                ...metrics.events, dropped: (source, reason, agentHost) => drops.dropped(source, reason, agentHost),
                failed: (error) => { if (!isUnanswered(error)) host.onError(error); },
                sighted: (agentHost, isProtected) => sightings.note(agentHost.id, isProtected, Date.now()),
              },
            }),
        },
        {
          provide: GatewayServing,
          inject: [RadiusServer, HostTable, AuthOverBus, DropRecorder, ProtectionSightings],
          useFactory: (server: RadiusServer, hosts: HostTable<KnownHost>, auth: AuthOverBus, drops: DropRecorder, sightings: ProtectionSightings) =>
            new GatewayServing({ ...parts, server, hosts, auth, drops, sightings, requestKeyOf }),
        },
      ],
    };
  }
}
