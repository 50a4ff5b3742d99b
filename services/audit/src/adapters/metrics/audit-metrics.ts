import type { Metrics } from '@countersign/observability';
import { type UnreadableReason, unreadableReasons } from '../../domain/index.ts';

const BATCH_SIZES = [1, 5, 10, 50, 100, 500, 1000, 5000];

/** What is counted in audit. */
export class AuditMetrics {
  readonly appended: (tookMs: number) => void;
  readonly batch: (events: number) => void;
  readonly unreadable: (reason: UnreadableReason) => void;
  readonly signed: () => void;
  readonly forwarded: (entries: number) => void;
  readonly removed: () => void;

  constructor(metrics: Metrics) {
    this.appended = metrics.durations('countersign_audit_append_seconds', 'Time to append a batch to the chain.');
    this.batch = metrics.sizes('countersign_audit_batch_events', 'Events that came in one batch.', BATCH_SIZES);
    this.unreadable = metrics.counterBy('countersign_audit_unreadable_total', 'What came on the stream and is no event.', { name: 'reason', values: unreadableReasons });
    this.signed = metrics.counter('countersign_audit_checkpoints_total', 'Checkpoints signed.');
    this.forwarded = metrics.counter('countersign_audit_forwarded_total', 'Entries sent to the syslog receiver.');
    this.removed = metrics.counter('countersign_audit_segments_removed_total', 'Segments taken out of the trail.');
  }
}
