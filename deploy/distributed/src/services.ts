import { type BusService, busServices } from '@countersign/nats-permissions';

export type ServiceName = BusService;
export const serviceNames = busServices;

/** One process: a replica of a service. */
export interface Replica {
  readonly service: ServiceName;
  /** "1", "2", … */
  readonly name: string;
}

/** Among the replicas of its service, from 0 on. */
export const indexOf = ({ name }: Replica): number => Number(name) - 1;

export function replicasOf(counts: Readonly<Record<ServiceName, number>>): Replica[] {
  return serviceNames.flatMap((service) => Array.from({ length: counts[service] }, (_, index) => ({ service, name: String(index + 1) })));
}
