import { auditListContract, auditVerifyContract } from '@countersign/contracts';
import type { Bus, EventStream, StreamMessage, Subscription } from '@countersign/messaging';
import { isBadData } from '@countersign/persistence';
import type { ServiceHost } from '@countersign/service-process';
import type { BeforeApplicationShutdown, OnApplicationShutdown } from '@nestjs/common';
import type { Pool } from 'pg';
import { readMessage } from '../../application/read-message.ts';
import { recordArrivals } from '../../application/record-arrivals.ts';
import { CHAIN_START, type ChainHead, ChainVerifier } from '../../domain/index.ts';
import type { AuditLimits } from '../../limits.ts';
import type { CheckpointFile } from '../checkpoint-file.ts';
import type { AuditMetrics } from '../metrics/audit-metrics.ts';
import type { Trail } from '../postgres/trail.ts';

export interface AuditServingParts {
  readonly host: ServiceHost;
  readonly bus: Bus;
  readonly stream: EventStream;
  readonly pool: Pool;
  readonly trail: Trail;
  readonly checkpoints: CheckpointFile;
  readonly metrics: AuditMetrics;
  readonly limits: AuditLimits;
  /** Unix milliseconds. */
  readonly now: () => number;
}

const queue = { queue: 'audit' } as const;

/** Takes what is on the stream into the trail, signs its head now and then, and answers questions about it. */
export class AuditServing implements BeforeApplicationShutdown, OnApplicationShutdown {
  private subscriptions: Subscription[] = [];
  private timer: NodeJS.Timeout | undefined;
  private head: ChainHead = CHAIN_START;
  private signed = 0;

  constructor(private readonly parts: AuditServingParts) {
    const { host: { health, metrics }, pool } = parts;
    health.add('database', () => pool.query('SELECT 1'));
    health.add('stream', async () => {
      if (this.subscriptions.length === 0) throw new Error('not consumed yet');
    });
    metrics.gauge('countersign_audit_sequence', 'Sequence of the last event that this replica appended.', () => this.head.sequence);
  }

  async start(): Promise<void> {
    const { bus, stream, trail, limits, host } = this.parts;
    this.subscriptions = [
      await stream.consume({ durable: 'audit', maxBatch: limits.messagesPerBatch }, (batch) => this.take(batch)),
      await bus.serve(auditListContract, async ({ filter, limit, before, after }) => {
        const entries = await trail.list(filter, { limit, before, after });
        return { entries, next: entries.length === limit ? entries.at(-1)?.sequence ?? null : null };
      }, queue),
      await bus.serve(auditVerifyContract, () => this.verify(), queue),
    ];
    this.timer = setInterval(() => void this.sign().catch(host.onError), limits.checkpointEveryMs);
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await Promise.all(this.subscriptions.map((subscription) => subscription.stop()));
    await this.sign();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.parts.pool.end();
  }

  private async take(batch: readonly StreamMessage[]): Promise<void> {
    const { trail, metrics, now } = this.parts;
    const arrivals = batch.flatMap((message) => readMessage(message));
    if (arrivals.length === 0) return;
    metrics.batch(arrivals.length);
    const started = performance.now();
    this.head = await recordArrivals(arrivals, {
      trail: { append: (events) => trail.append(events), isBadData }, now, onUnreadable: (reason) => metrics.unreadable(reason),
    });
    metrics.appended(performance.now() - started);
  }

  private async verify() {
    const { checkpoints, trail } = this.parts;
    const all = await checkpoints.all();
    const verifier = new ChainVerifier(all);
    await trail.walk((entry) => verifier.next(entry));
    const fault = verifier.finish();
    return { intact: fault === null, events: verifier.events, checkpoints: all.length, fault };
  }

  private async sign(): Promise<void> {
    const { head } = this;
    if (head.sequence <= this.signed) return;
    await this.parts.checkpoints.add(head);
    this.signed = head.sequence;
    this.parts.metrics.signed();
  }
}
