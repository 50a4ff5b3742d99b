import { type GatewayPorts, type OutboxBacklog, type ReplicaHealth, type WatchedService, healthContracts } from '@countersign/contracts';
import type { Bus, Subscription } from '@countersign/messaging';
import type { ServiceHost } from './service-host.ts';

/** Milliseconds for one check: who asks waits a little longer, and takes what is slower for not reachable. */
export const INSPECTION_MS = 800;

/** How this replica fares. @param outbox asked for its backlog; a service without one leaves it out */
export async function replicaHealth({ health, replica }: Pick<ServiceHost, 'health' | 'replica'>, outbox?: () => Promise<OutboxBacklog>): Promise<ReplicaHealth> {
  const [{ ready, checks }, backlog] = await Promise.all([health.inspect(INSPECTION_MS), outbox === undefined ? null : inTime(outbox)]);
  return { replica, ready, checks: [...checks], outbox: backlog };
}

export interface HealthMore {
  readonly outbox?: () => Promise<OutboxBacklog>;
  readonly ports?: GatewayPorts;
}

/** Answers whoever asks each replica how it fares. */
export async function serveHealth(
  bus: Bus, service: WatchedService, host: Pick<ServiceHost, 'health' | 'replica'>, { outbox, ports }: HealthMore = {},
): Promise<Subscription> {
  return bus.serve(healthContracts[service], async () => ({ ...await replicaHealth(host, outbox), ...ports === undefined ? {} : { ports } }), { queue: null });
}

/** Without the database there is no answer, or a late one: null. */
async function inTime(outbox: () => Promise<OutboxBacklog>): Promise<OutboxBacklog | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, INSPECTION_MS, null);
  });
  try {
    return await Promise.race([late, outbox().catch(() => null)]);
  } finally {
    clearTimeout(timer);
  }
}
