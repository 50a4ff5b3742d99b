import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { type AuditEvent, auditSubject, clip, dropsContract } from '@countersign/contracts';
import type { PurposeKeys } from '@countersign/crypto';
import type { Bus, ConfigBucket, EventStream } from '@countersign/messaging';
import { AuthOverBus } from './adapters/bus/auth-over-bus.ts';
import { watchAgentHosts } from './adapters/bus/watch-agent-hosts.ts';
import { UdpPort } from './adapters/udp/udp-port.ts';
import { type GatewayLimits, defaultLimits } from './application/gateway-limits.ts';
import type { KnownHost } from './application/ports.ts';
import { RadiusServer } from './application/radius-server.ts';
import { HostTable, RecentDrops } from './domain/index.ts';

export interface Listen {
  readonly host: string;
  readonly port: number;
}

export interface RadiusGatewayDependencies {
  readonly bus: Bus;
  readonly bucket: ConfigBucket;
  readonly stream: EventStream;
  readonly keys: PurposeKeys;
  readonly replica: string;
  readonly authentication: Listen;
  readonly accounting: Listen;
  readonly sharedPort?: boolean;
  readonly limits?: GatewayLimits;
  readonly onError: (error: unknown) => void;
}

export interface RunningGateway {
  readonly authentication: AddressInfo;
  readonly accounting: AddressInfo;
  stop(): Promise<void>;
}

const TICK_MS = 10;
const SWEEP_MS = 1000;
/** A drop that goes on is one audit line, until it was quiet for this long. */
const DROP_QUIET_MS = 60_000;
const REQUEST_KEY_BYTES = 16;

/** Ties sockets, bus and pipeline together and starts serving, once the agent hosts are known. */
export async function createRadiusGateway(dependencies: RadiusGatewayDependencies): Promise<RunningGateway> {
  const { bus, bucket, keys, limits = defaultLimits, onError } = dependencies;
  const now = (): number => performance.now();
  const hosts = new HostTable<KnownHost>();
  const watch = await watchAgentHosts(bucket, hosts, keys.sealer('agent-secrets'), (id, reason) =>
    onError(new Error(`agent host ${id}: ${reason}`)));
  await watch.ready;

  const drops = new RecentDrops(limits.recentDrops);
  const auth = new AuthOverBus(bus, keys.sealer('bus-credentials'), now);
  const requestKeys = keys.mac('request-key');
  const server = new RadiusServer({
    hosts, auth, limits, now,
    requestKeyOf: (hostId, material) =>
      requestKeys.mac(Buffer.from(hostId, 'utf8'), material).subarray(0, REQUEST_KEY_BYTES).toString('hex'),
    events: {
      dropped: (source, reason, host) => {
        if (!drops.note(source, reason, host?.name ?? null, Date.now(), DROP_QUIET_MS)) return;
        const event = dropEvent(source, reason, host);
        const data = Buffer.from(JSON.stringify({ events: [event] }), 'utf8');
        dependencies.stream.publish(auditSubject('radius-gateway'), event.id, data).catch(onError);
      },
      replied: () => undefined,
      received: () => undefined,
      verified: () => undefined,
      held: () => undefined,
      repeated: () => undefined,
    },
  });

  const open = (listen: Listen, serves: 'authentication' | 'accounting'): Promise<UdpPort> =>
    UdpPort.open(server, { ...listen, serves, shared: dependencies.sharedPort ?? false, onError });
  const authentication = await open(dependencies.authentication, 'authentication');
  const accounting = await open(dependencies.accounting, 'accounting');
  const dropsServed = await bus.serve(dropsContract, async () => ({ replica: dependencies.replica, drops: drops.list() }), { queue: null });
  const tick = setInterval(() => server.tick(), TICK_MS);
  const sweep = setInterval(() => server.sweep(), SWEEP_MS);
  return {
    authentication: authentication.address(),
    accounting: accounting.address(),
    stop: async () => {
      await Promise.all([authentication.close(), accounting.close(), dropsServed.stop()]);
      clearInterval(tick);
      clearInterval(sweep);
      auth.stop();
      watch.stop();
    },
  };
}

function dropEvent(source: string, reason: string, host: KnownHost | null): AuditEvent {
  return {
    id: randomUUID(), at: new Date().toISOString(), kind: 'drop', result: host ? 'packet-dropped' : 'unknown-agent-host',
    service: 'radius-gateway', site: null, user: null, agentHost: host && { id: host.id, name: clip(host.name, 253) },
    host: source, object: null, requestKey: null, detail: { reason },
  };
}
