import { HealthRegistry, type Logger, Metrics, silentLogger } from '@countersign/observability';
import { type Patiently, impatiently } from './patiently.ts';

/** What a service gets from the process that it runs in. */
export interface ServiceHost {
  /** Name of this replica on the bus and in metrics. */
  readonly replica: string;
  /** Told what went wrong in the background. */
  readonly onError: (error: unknown) => void;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly health: HealthRegistry;
  readonly patiently: Patiently;
}

/** What a service may do without: a test, or a process that holds several services, gives what it wants to see. */
export type ServiceHostParts = Pick<ServiceHost, 'onError'> & Partial<ServiceHost>;

export function completeHost(service: string, {
  onError, replica = service, logger = silentLogger, metrics = new Metrics({ service, replica }), health = new HealthRegistry(), patiently = impatiently,
}: ServiceHostParts): ServiceHost {
  return { replica, onError, logger, metrics, health, patiently };
}
