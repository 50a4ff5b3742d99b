import type { PurposeKeys } from '@countersign/crypto';
import type { Bus, EventStream } from '@countersign/messaging';
import { createPool } from '@countersign/persistence';
import type { ServiceHost } from '@countersign/service-process';
import { type DynamicModule, Module } from '@nestjs/common';
import { Pool } from 'pg';
import { AuditServing } from './adapters/bus/audit-serving.ts';
import { CheckpointFile } from './adapters/checkpoint-file.ts';
import { AuditMetrics } from './adapters/metrics/audit-metrics.ts';
import { Trail } from './adapters/postgres/trail.ts';
import type { AuditLimits } from './limits.ts';

/** What the module is given; everything else it makes. */
export interface AuditParts {
  readonly host: ServiceHost;
  readonly bus: Bus;
  readonly stream: EventStream;
  readonly keys: PurposeKeys;
  readonly databaseUrl: string;
  readonly checkpointFile: string;
  readonly limits: AuditLimits;
  /** Unix milliseconds. */
  readonly now: () => number;
}

/** Ties the adapters to the ports; the only place of this service where that is done. */
@Module({})
export class AuditModule {
  static of(parts: AuditParts): DynamicModule {
    const { host, limits } = parts;
    return {
      module: AuditModule,
      providers: [
        { provide: Pool, useFactory: () => createPool(parts.databaseUrl, {
          max: limits.databaseConnections, applicationName: 'countersign-audit', statementTimeoutMs: limits.statementTimeoutMs,
          onIdleError: host.onError,
        }) },
        { provide: Trail, inject: [Pool], useFactory: (pool: Pool) => new Trail(pool) },
        { provide: CheckpointFile, useFactory: () => new CheckpointFile(parts.checkpointFile, parts.keys.mac('audit-checkpoint')) },
        { provide: AuditMetrics, useFactory: () => new AuditMetrics(host.metrics) },
        {
          provide: AuditServing,
          inject: [Pool, Trail, CheckpointFile, AuditMetrics],
          useFactory: (pool: Pool, trail: Trail, checkpoints: CheckpointFile, metrics: AuditMetrics) =>
            new AuditServing({ ...parts, pool, trail, checkpoints, metrics }),
        },
      ],
    };
  }
}
