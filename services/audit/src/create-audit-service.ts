import { auditBatchSchema, auditListContract, auditVerifyContract } from '@countersign/contracts';
import type { PurposeKeys } from '@countersign/crypto';
import type { Bus, EventStream, Subscription } from '@countersign/messaging';
import { createPool, migrate, serviceRoles } from '@countersign/persistence';
import { CheckpointFile } from './adapters/checkpoint-file.ts';
import { Trail } from './adapters/postgres/trail.ts';
import { CHAIN_START, type ChainHead, ChainVerifier } from './domain/index.ts';
import { migrations } from './migrations/index.ts';

export interface AuditServiceDependencies {
  readonly bus: Bus;
  readonly stream: EventStream;
  readonly keys: PurposeKeys;
  readonly databaseUrl: string;
  readonly migrationUrl: string;
  readonly checkpointFile: string;
  readonly checkpointEveryMs?: number;
  readonly onError: (error: unknown) => void;
}

const CHECKPOINT_EVERY_MS = 60_000;
const MESSAGES_PER_BATCH = 100;
const STATEMENT_TIMEOUT_MS = 30_000;

/** Consumes the stream, keeps the chain, answers queries; the only place where its parts are put together. */
export async function createAuditService(dependencies: AuditServiceDependencies): Promise<{ stop(): Promise<void> }> {
  const { bus, stream, keys, onError } = dependencies;
  await migrate({ url: dependencies.migrationUrl, schema: serviceRoles.audit.schema, migrations });
  const pool = createPool(dependencies.databaseUrl, {
    max: 4, applicationName: 'countersign-audit', statementTimeoutMs: STATEMENT_TIMEOUT_MS, onIdleError: onError,
  });
  const trail = new Trail(pool);
  const checkpoints = new CheckpointFile(dependencies.checkpointFile, keys.mac('audit-checkpoint'));
  let head: ChainHead = CHAIN_START;
  let signed = 0;
  const sign = async (): Promise<void> => {
    if (head.sequence <= signed) return;
    const now = head;
    await checkpoints.add(now);
    signed = now.sequence;
  };

  const subscriptions: Subscription[] = [
    await stream.consume({ durable: 'audit', maxBatch: MESSAGES_PER_BATCH }, async (batch) => {
      head = await trail.append(batch.flatMap(({ data }) => auditBatchSchema.parse(JSON.parse(Buffer.from(data).toString('utf8'))).events));
    }),
    await bus.serve(auditListContract, async ({ filter, limit, before, after }) => {
      const entries = await trail.list(filter, { limit, before, after });
      return { entries, next: entries.length === limit ? entries.at(-1)?.sequence ?? null : null };
    }, { queue: 'audit' }),
    await bus.serve(auditVerifyContract, async () => {
      const all = await checkpoints.all();
      const verifier = new ChainVerifier(all);
      await trail.walk((entry) => verifier.next(entry));
      const fault = verifier.finish();
      return { intact: fault === null, events: verifier.events, checkpoints: all.length, fault };
    }, { queue: 'audit' }),
  ];
  const timer = setInterval(() => void sign().catch(onError), dependencies.checkpointEveryMs ?? CHECKPOINT_EVERY_MS);
  return {
    stop: async () => {
      clearInterval(timer);
      await Promise.all(subscriptions.map((subscription) => subscription.stop()));
      await sign();
      await pool.end();
    },
  };
}
