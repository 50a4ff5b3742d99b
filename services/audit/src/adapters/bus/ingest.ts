import { setTimeout as pause } from 'node:timers/promises';
import type { EventStream, StreamMessage, Subscription } from '@countersign/messaging';
import { isBadData } from '@countersign/persistence';
import { type Arrival, portionsOf } from '../../application/read-message.ts';
import { recordArrivals } from '../../application/record-arrivals.ts';
import { CHAIN_START, type ChainHead } from '../../domain/index.ts';
import type { CheckpointFile } from '../checkpoint-file.ts';
import type { AuditMetrics } from '../metrics/audit-metrics.ts';
import type { EventWriter } from '../postgres/event-writer.ts';

export interface IngestParts {
  readonly stream: EventStream;
  readonly writer: EventWriter;
  readonly checkpoints: CheckpointFile;
  readonly metrics: AuditMetrics;
  readonly messagesPerBatch: number;
  /** Milliseconds after which a batch that is not full is followed by the next. */
  readonly batchEveryMs: number;
  /** Unix milliseconds. */
  readonly now: () => number;
  /** Told after something was appended. */
  readonly onAppended: () => void;
}

/** Takes what is on the stream into the trail, and signs its head when asked. */
export class Ingest {
  private subscription: Subscription | undefined;
  private head: ChainHead = CHAIN_START;
  private signed = 0;
  private readonly stopping = new AbortController();

  constructor(private readonly parts: IngestParts) {}

  /** Of the last event that this replica appended. */
  get sequence(): number {
    return this.head.sequence;
  }

  get consumes(): boolean {
    return this.subscription !== undefined;
  }

  async start(): Promise<void> {
    const { stream, messagesPerBatch } = this.parts;
    this.subscription = await stream.consume({ durable: 'audit', maxBatch: messagesPerBatch }, (batch) => this.take(batch));
  }

  /** Takes nothing more, lets the batch that is under way finish, and signs the head. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.subscription?.stop();
    await this.sign();
  }

  async sign(): Promise<void> {
    const { head } = this;
    if (head.sequence <= this.signed) return;
    await this.parts.checkpoints.add(head);
    this.signed = head.sequence;
    this.parts.metrics.signed();
  }

  private async take(batch: readonly StreamMessage[]): Promise<void> {
    const { messagesPerBatch, batchEveryMs } = this.parts;
    const begun = performance.now();
    for (const arrivals of portionsOf(batch)) await this.append(arrivals);
    if (batch.length >= messagesPerBatch) return;
    // What comes meanwhile makes one batch. Nobody waits for it: its events are safe where they come from.
    const rest = batchEveryMs - (performance.now() - begun);
    if (rest > 0) await pause(rest, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }

  private async append(arrivals: readonly Arrival[]): Promise<void> {
    const { writer, metrics, now, onAppended } = this.parts;
    metrics.batch(arrivals.length);
    const started = performance.now();
    this.head = await recordArrivals(arrivals, {
      trail: { append: (events) => writer.append(events), isBadData }, now, onUnreadable: (reason) => metrics.unreadable(reason),
    });
    metrics.appended(performance.now() - started);
    onAppended();
  }
}
