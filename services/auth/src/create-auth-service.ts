import 'reflect-metadata';
import { type MigrationTarget, migrate, serviceRoles } from '@countersign/persistence';
import { type ServiceHostParts, completeHost, openModule } from '@countersign/service-process';
import { AuthServing } from './adapters/bus/auth-serving.ts';
import { AuthModule, type AuthParts } from './app.module.ts';
import { type SignInRules, defaultRules } from './domain/index.ts';
import { type AuthLimits, defaultAuthLimits } from './limits.ts';
import { migrations } from './migrations/index.ts';

export interface AuthServiceDependencies extends Omit<AuthParts, 'host' | 'rules' | 'limits'>, ServiceHostParts {
  readonly migrationUrl: string;
  /** Applies the migrations of this service; in this process unless given. */
  readonly migrateTo?: (target: MigrationTarget) => Promise<void>;
  readonly rules?: SignInRules;
  readonly limits?: AuthLimits;
}

export interface RunningService {
  stop(): Promise<void>;
}

/** Brings the schema up to date and starts to serve; the same in a process of its own and beside other services. */
export async function createAuthService(dependencies: AuthServiceDependencies): Promise<RunningService> {
  const host = completeHost('auth', dependencies);
  const { migrationUrl, migrateTo = migrateHere, rules = defaultRules, limits = defaultAuthLimits } = dependencies;
  await host.patiently('the database', () => migrateTo({ url: migrationUrl, schema: serviceRoles.auth.schema, times: dependencies.databaseTimes }));
  return openModule(AuthModule.of({ ...dependencies, host, rules, limits }), AuthServing, host.logger);
}

async function migrateHere(target: MigrationTarget): Promise<void> {
  await migrate({ ...target, migrations });
}
