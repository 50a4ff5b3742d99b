import type { PasswordProcess } from '@countersign/crypto';
import type { OutboxRelay } from '@countersign/persistence';
import type { Subscription } from '@countersign/messaging';
import type { OnApplicationShutdown } from '@nestjs/common';
import type { Pool } from 'pg';
import type { JobRunner } from '../../application/jobs/job-runner.ts';
import type { WatchServices } from '../../application/watch-services.ts';
import type { AgentHostPublisher } from '../bus/agent-host-publisher.ts';
import type { DirectoryDatabase } from './directory-database.ts';

export interface DirectoryServingParts {
  readonly database: DirectoryDatabase;
  readonly pool: Pool;
  readonly relay: OutboxRelay;
  readonly publisher: AgentHostPublisher;
  readonly reconcileMs: number;
  /** Asks the gateways what they saw, and keeps it; never rejects. */
  readonly collectSightings: () => Promise<void>;
  readonly passwords: PasswordProcess;
  readonly jobs: JobRunner;
  /** Jobs' own connections. */
  readonly jobsDatabase: DirectoryDatabase;
  readonly watch: WatchServices;
  /** Tells other replicas how this one fares, from when there is a bus on. */
  readonly serveHealth: () => Promise<Subscription>;
}

/** What goes on behind the HTTP server: events leave for the trail, agent hosts for the gateways, and jobs are worked on. */
export class DirectoryServing implements OnApplicationShutdown {
  #timer: NodeJS.Timeout | undefined;
  #collected: Promise<void> | undefined;
  #told: Subscription | undefined;

  constructor(private readonly parts: DirectoryServingParts) {}

  async start(): Promise<void> {
    const { database, relay, publisher, reconcileMs, collectSightings, jobs, jobsDatabase, watch, serveHealth } = this.parts;
    await database.open();
    await jobsDatabase.open();
    relay.start();
    jobs.start();
    watch.start();
    // Where the bus is still waited for, nobody asks.
    void serveHealth().then((told) => { this.#told = told; }, () => undefined);
    await publisher.reconcile();
    this.#timer = setInterval(() => {
      void publisher.reconcile();
      this.#collected = collectSightings();
    }, reconcileMs);
  }

  /** After the last request was answered. */
  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.#timer);
    const { database, pool, relay, publisher, passwords, jobs, jobsDatabase, watch } = this.parts;
    await passwords.close();
    await watch.stop();
    await this.#told?.stop();
    await jobs.stop();
    await jobsDatabase.close();
    await publisher.settled();
    await this.#collected;
    await relay.stop();
    await database.close();
    await pool.end();
  }
}
