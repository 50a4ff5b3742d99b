import { HealthRegistry, type Logger, Metrics, silentLogger } from '@countersign/observability';
import { type Patiently, impatiently } from './patiently.ts';

/** What a service gets from the process that it runs in. */
export interface ServiceHost {
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
  onError, logger = silentLogger, metrics = new Metrics({ service, replica: service }), health = new HealthRegistry(), patiently = impatiently,
}: ServiceHostParts): ServiceHost {
  return { onError, logger, metrics, health, patiently };
}
