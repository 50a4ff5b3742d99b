import type { Metrics } from '@countersign/observability';

const statusClasses = ['1xx', '2xx', '3xx', '4xx', '5xx'] as const;

/** What is counted in token-admin. */
export class TokenAdminMetrics {
  readonly answered: (status: number, tookMs: number) => void;
  readonly published: (tookMs: number) => void;

  constructor(metrics: Metrics) {
    const took = metrics.durationsBy('countersign_admin_request_seconds', 'Requests to the HTTP server by class of status.', { name: 'status', values: statusClasses });
    this.answered = (status, tookMs) => took(`${Math.floor(status / 100)}xx`, tookMs);
    this.published = metrics.durations('countersign_admin_publish_seconds', 'Time until the stream had a message with audit events.');
  }
}
