import 'reflect-metadata';
import { migrate, serviceRoles } from '@countersign/persistence';
import { type Listen, type ServiceHostParts, completeHost } from '@countersign/service-process';
import { FirstAdministrator } from './adapters/first-administrator.ts';
import { createHttpServer } from './adapters/http/http-server.ts';
import { ApiKeys } from './adapters/postgres/api-keys.ts';
import { DirectoryServing } from './adapters/postgres/directory-serving.ts';
import { systemCaller } from './domain/caller.ts';
import { TokenAdminModule, type TokenAdminParts } from './app.module.ts';
import { type TokenAdminLimits, defaultTokenAdminLimits } from './limits.ts';
import { directoryMigrations } from './migrations/index.ts';

export interface TokenAdminServiceDependencies extends Omit<TokenAdminParts, 'host' | 'limits'>, ServiceHostParts {
  readonly migrationUrl: string;
  /** Port 0 lets the system pick one. */
  readonly listen: Listen;
  readonly limits?: Partial<TokenAdminLimits>;
  /** Serves HTTPS: certificate with chain, and private key, as PEM. */
  readonly tls?: { readonly cert: string; readonly key: string } | undefined;
  /** Addresses and CIDR ranges whose X-Forwarded-For and X-Forwarded-Proto are believed. */
  readonly trustedProxies?: readonly string[] | undefined;
}

export interface RunningTokenAdmin {
  /** Base URL of the admin API's server, with the port that it listens on. */
  readonly url: string;
  /** Makes the first API key, for an installation that has none; the key is given this once. */
  createApiKey(name: string): Promise<string>;
  /**
   * Makes user `admin` a super administrator, for an installation that has no administrator.
   * @param file gets the password (0600); deleted once the password has been changed
   * @returns whether the password in the file is good now
   */
  ensureFirstAdministrator(file: string): Promise<boolean>;
  stop(): Promise<void>;
}

/**
 * Listens, brings the schema up to date and starts to serve; the same in a process of its own and beside other
 * services. While the database is waited for, health is shown and everything else is refused as unavailable.
 */
export async function createTokenAdminService(dependencies: TokenAdminServiceDependencies): Promise<RunningTokenAdmin> {
  const host = completeHost('token-admin', dependencies);
  const { migrationUrl, listen, now } = dependencies;
  const limits = { ...defaultTokenAdminLimits, ...dependencies.limits };
  const application = await createHttpServer(TokenAdminModule.of({ ...dependencies, host, limits }), {
    ...host, now, tls: dependencies.tls, trustedProxies: dependencies.trustedProxies, bodyMs: limits.bodyMs,
  });
  try {
    await application.listen(listen.port, listen.host);
    await host.patiently('the database', () => migrate({ url: migrationUrl, schema: serviceRoles['token-admin'].schema, migrations: directoryMigrations, times: dependencies.databaseTimes }));
    await host.patiently('the database', () => application.get(DirectoryServing).start());
    host.health.serving();
    const apiKeys = application.get(ApiKeys);
    return {
      url: await application.getUrl(),
      createApiKey: async (name) =>
        (await apiKeys.create({ name, expiresAt: null }, systemCaller('bootstrap'))).key,
      ensureFirstAdministrator: async (file) => application.get(FirstAdministrator).ensure(file),
      stop: async () => {
        host.health.draining();
        await application.close();
      },
    };
  } catch (error) {
    await application.close();
    throw error;
  }
}
