import type { AuditVerdict } from '@countersign/contracts';
import type { Bus, Subscription } from '@countersign/messaging';
import { type ServiceHost, serveHealth } from '@countersign/service-process';
import type { BeforeApplicationShutdown, OnApplicationShutdown } from '@nestjs/common';
import type { Pool } from 'pg';
import type { ForwardTrail } from '../../application/forward-trail.ts';
import { type AnswersParts, serveAnswers } from './answers.ts';
import type { Ingest } from './ingest.ts';

export interface AuditServingParts extends Omit<AnswersParts, 'verify'> {
  readonly host: ServiceHost;
  readonly bus: Bus;
  readonly pool: Pool;
  readonly ingest: Ingest;
  readonly forward: ForwardTrail;
  readonly verify: () => Promise<AuditVerdict | undefined>;
  /** Seals months that are over, and removes those that are no longer kept. */
  readonly housekeeping: () => Promise<void>;
  /** Milliseconds. */
  readonly checkpointEveryMs: number;
}

/** How often to look for months that are over. */
const HOUSEKEEPING_EVERY_MS = 10 * 60_000;

/** Takes what is on the stream into the trail, signs its head now and then, answers questions, forwards, and tidies up. */
export class AuditServing implements BeforeApplicationShutdown, OnApplicationShutdown {
  private subscriptions: Subscription[] = [];
  private readonly timers: NodeJS.Timeout[] = [];
  private tidying: Promise<void> = Promise.resolve();

  constructor(private readonly parts: AuditServingParts) {
    const { host: { health, metrics }, pool, ingest } = parts;
    health.add('database', () => pool.query('SELECT 1'));
    health.add('stream', async () => {
      if (!ingest.consumes) throw new Error('not consumed yet');
    });
    metrics.gauge('countersign_audit_sequence', 'Sequence of the last event that this replica appended.', () => ingest.sequence);
  }

  async start(): Promise<void> {
    const { ingest, host, verify, checkpointEveryMs, forward } = this.parts;
    await ingest.start();
    this.subscriptions = await serveAnswers({ ...this.parts, verify: async () => {
      const verdict = await verify();
      if (!verdict) throw new Error('a verification that nobody ended has no verdict');
      return verdict;
    } });
    this.subscriptions.push(await serveHealth(this.parts.bus, 'audit', host));
    forward.start();
    this.tidy();
    this.timers.push(
      setInterval(() => void ingest.sign().catch(host.onError), checkpointEveryMs),
      setInterval(() => this.tidy(), HOUSEKEEPING_EVERY_MS),
    );
  }

  async beforeApplicationShutdown(): Promise<void> {
    const { tail, verifications, forward, ingest } = this.parts;
    for (const timer of this.timers) clearInterval(timer);
    tail.stop();
    await Promise.all([verifications.stop(), forward.stop(), ...this.subscriptions.map((subscription) => subscription.stop())]);
    await this.tidying;
    await ingest.stop();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.parts.pool.end();
  }

  private tidy(): void {
    this.tidying = this.tidying.then(() => this.parts.housekeeping()).catch(this.parts.host.onError);
  }
}
