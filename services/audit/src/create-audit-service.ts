import 'reflect-metadata';
import { type MigrationTarget, migrate, serviceRoles } from '@countersign/persistence';
import { type ServiceHostParts, completeHost, openModule } from '@countersign/service-process';
import { AuditServing } from './adapters/bus/audit-serving.ts';
import { AuditModule, type AuditParts } from './app.module.ts';
import { type AuditLimits, defaultAuditLimits } from './limits.ts';
import { type ForwardTiming, forwardTiming as standardForwardTiming } from './application/forward-trail.ts';
import { migrations } from './migrations/index.ts';

export interface AuditServiceDependencies extends Omit<AuditParts, 'host' | 'limits' | 'forwardTiming' | 'now'>, ServiceHostParts {
  readonly migrationUrl: string;
  /** Applies the migrations of this service; in this process unless given. */
  readonly migrateTo?: (target: MigrationTarget) => Promise<void>;
  readonly limits?: AuditLimits;
  readonly forwardTiming?: ForwardTiming;
  /** Unix milliseconds; only for what audit itself has to say. */
  readonly now?: () => number;
}

/** Brings the schema up to date and starts to take events; the same in a process of its own and beside other services. */
export async function createAuditService(dependencies: AuditServiceDependencies): Promise<{ stop(): Promise<void> }> {
  const host = completeHost('audit', dependencies);
  const { migrationUrl, migrateTo = migrateHere, limits = defaultAuditLimits, forwardTiming = standardForwardTiming, now = Date.now } = dependencies;
  await host.patiently('the database', () => migrateTo({ url: migrationUrl, schema: serviceRoles.audit.schema, times: dependencies.databaseTimes }));
  return openModule(AuditModule.of({ ...dependencies, host, limits, forwardTiming, now }), AuditServing, host.logger);
}

async function migrateHere(target: MigrationTarget): Promise<void> {
  await migrate({ ...target, migrations });
}
