import { hostname } from 'node:os';
import type { PurposeKeys } from '@countersign/crypto';
import type { Bus, EventStream } from '@countersign/messaging';
import { type ConnectionTimes, createPool, defaultConnectionTimes } from '@countersign/persistence';
import type { ServiceHost } from '@countersign/service-process';
import { type DynamicModule, Module } from '@nestjs/common';
import { AuditServing } from './adapters/bus/audit-serving.ts';
import { Ingest } from './adapters/bus/ingest.ts';
import { CheckpointFile } from './adapters/checkpoint-file.ts';
import { AuditMetrics } from './adapters/metrics/audit-metrics.ts';
import { EventQueries } from './adapters/postgres/event-queries.ts';
import { EventWriter } from './adapters/postgres/event-writer.ts';
import { ForwardingTable } from './adapters/postgres/forwarding-table.ts';
import { lastEntry } from './adapters/postgres/last-entry.ts';
import { Names } from './adapters/postgres/names.ts';
import { Partitions } from './adapters/postgres/partitions.ts';
import { Reports } from './adapters/postgres/reports.ts';
import { Segments } from './adapters/postgres/segments.ts';
import { takeOutSegment } from './adapters/postgres/take-out-segment.ts';
import { VerificationTable } from './adapters/postgres/verification-records.ts';
import { connectSyslog } from './adapters/syslog/syslog-connection.ts';
import { ExplainEvent } from './application/explain-event.ts';
import { ForwardTrail, type ForwardTiming } from './application/forward-trail.ts';
import { keepHouse } from './application/housekeeping.ts';
import { Tail } from './application/tail.ts';
import { Verifications } from './application/verifications.ts';
import { verifyTrail } from './application/verify-trail.ts';
import type { AuditLimits } from './limits.ts';

/** What the module is given; everything else it makes. */
export interface AuditParts {
  readonly host: ServiceHost;
  readonly bus: Bus;
  readonly stream: EventStream;
  readonly keys: PurposeKeys;
  readonly databaseUrl: string;
  readonly databaseTimes?: ConnectionTimes | undefined;
  /** The database as the retention role; without it nothing is ever removed. */
  readonly retention?: { readonly url: string; readonly drop: boolean } | undefined;
  readonly checkpointFile: string;
  readonly limits: AuditLimits;
  readonly forwardTiming: ForwardTiming;
  /** Unix milliseconds. */
  readonly now: () => number;
}

/** Entries that are sent to a syslog receiver at a time. */
const FORWARDED_AT_ONCE = 200;

/** Ties the adapters to the ports; the only place of this service where that is done. */
@Module({})
export class AuditModule {
  static of(parts: AuditParts): DynamicModule {
    const { host, limits, now, retention } = parts;
    const pool = createPool(parts.databaseUrl, {
      max: limits.databaseConnections, applicationName: 'countersign-audit', statementTimeoutMs: limits.statementTimeoutMs, times: parts.databaseTimes, onIdleError: host.onError,
    });
    const mac = parts.keys.mac('audit-checkpoint');
    const metrics = new AuditMetrics(host.metrics);
    const events = new EventQueries(pool);
    const segments = new Segments(pool, mac);
    const checkpoints = new CheckpointFile(parts.checkpointFile, mac);
    const writer = new EventWriter(pool, new Partitions(pool), new Names(), now);
    const forwarding = new ForwardingTable(pool, writer, now);
    const tail = new Tail({ head: async () => (await lastEntry(pool, 0)).sequence, list: async (filter, range) => events.between(filter, range), now });
    const verify = async (goOn?: (checked: number) => Promise<boolean>) => verifyTrail({
      checkpoints: async () => checkpoints.all(), segments: async () => segments.all(),
      walk: async (visit, pageDone) => events.walk(Number.MIN_SAFE_INTEGER, visit, pageDone),
    }, goOn);
    const serving = new AuditServing({
      host, bus: parts.bus, pool, events, tail, verify, forwarding, checkpointEveryMs: limits.checkpointEveryMs,
      ingest: new Ingest({
        stream: parts.stream, writer, checkpoints, metrics,
        messagesPerBatch: limits.messagesPerBatch, batchEveryMs: limits.batchEveryMs, now, onAppended: () => tail.notify(),
      }),
      verifications: new Verifications({ records: new VerificationTable(pool), verify, now, onError: host.onError }),
      reports: new Reports(pool),
      explain: new ExplainEvent({ entry: async (sequence) => events.entry(sequence), list: async (filter, page) => events.list(filter, page) }),
      forward: new ForwardTrail({
        claim: async (lost) => forwarding.claim(lost), connect: connectSyslog, hostname: hostname(), now, onError: host.onError,
        next: async (after) => (await events.list({}, { after, limit: FORWARDED_AT_ONCE })).entries,
        onForwarded: (entries) => metrics.forwarded(entries), timing: parts.forwardTiming,
      }),
      housekeeping: async () => keepHouse({
        segments, verify, now, retentionMonths: limits.retentionMonths, onRemoved: () => metrics.removed(),
        forwarded: async () => {
          const { settings, forwarded } = await forwarding.read();
          return settings === null ? Infinity : forwarded;
        },
        takeOut: retention && (async (name) => takeOutSegment(retention.url, name, retention.drop, parts.databaseTimes ?? defaultConnectionTimes)),
      }),
    });
    return { module: AuditModule, providers: [{ provide: AuditServing, useValue: serving }] };
  }
}
