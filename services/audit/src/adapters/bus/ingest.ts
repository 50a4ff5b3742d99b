import type { EventStream, StreamMessage, Subscription } from '@countersign/messaging';
import { isBadData } from '@countersign/persistence';
import { readMessage } from '../../application/read-message.ts';
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
    const { writer, metrics, now, onAppended } = this.parts;
    const arrivals = batch.flatMap((message) => readMessage(message));
    if (arrivals.length === 0) return;
    metrics.batch(arrivals.length);
    const started = performance.now();
    this.head = await recordArrivals(arrivals, {
      trail: { append: (events) => writer.append(events), isBadData }, now, onUnreadable: (reason) => metrics.unreadable(reason),
    });
    metrics.appended(performance.now() - started);
    onAppended();
  }
}
