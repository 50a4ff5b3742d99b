import 'reflect-metadata';
import { randomBytes } from 'node:crypto';
import { auditSubject } from '@countersign/contracts';
import { type PurposeKeys, hashPassword } from '@countersign/crypto';
import type { Bus, ConfigBucket, EventStream } from '@countersign/messaging';
import { OutboxRelay, createPool, migrate, serviceRoles } from '@countersign/persistence';
import { AgentHostPublisher } from './adapters/bus/agent-host-publisher.ts';
import { auditOverBus } from './adapters/bus/audit-over-bus.ts';
import { authOverBus } from './adapters/bus/auth-over-bus.ts';
import { gatewaysOverBus } from './adapters/bus/gateways-over-bus.ts';
import { createHttpServer } from './adapters/http/http-server.ts';
import { AUDIT_TRAIL, AUTH_SERVICE, GATEWAYS, HASH_PASSWORD, IMPORT_MAX_BYTES, READINESS } from './adapters/http/provided.ts';
import { Activations } from './adapters/postgres/activations.ts';
import { AgentHostConfigurations } from './adapters/postgres/agent-host-configurations.ts';
import { AgentHosts } from './adapters/postgres/agent-hosts.ts';
import { ApiKeys } from './adapters/postgres/api-keys.ts';
import { DirectoryDatabase } from './adapters/postgres/directory-database.ts';
import { Groups } from './adapters/postgres/groups.ts';
import { Sites } from './adapters/postgres/sites.ts';
import { importInto } from './adapters/postgres/token-staging.ts';
import { Tokens } from './adapters/postgres/tokens.ts';
import { Users } from './adapters/postgres/users.ts';
import { ImportTokens } from './application/import-tokens.ts';
import { MakeToken } from './application/make-token.ts';
import type { TokenAdminKeys } from './application/ports.ts';
import { directoryMigrations } from './migrations/index.ts';

export interface TokenAdminServiceDependencies {
  readonly bus: Bus;
  readonly stream: EventStream;
  /** Bucket `agent_hosts`. */
  readonly bucket: ConfigBucket;
  readonly keys: PurposeKeys;
  readonly databaseUrl: string;
  readonly migrationUrl: string;
  /** Port 0 lets the system pick one. */
  readonly listen: { readonly host: string; readonly port: number };
  /** Tokens that one user may hold; 3 unless set. */
  readonly tokensPerUser?: number;
  /** Longest import in bytes; 1 GiB unless set. */
  readonly importMaxBytes?: number;
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly onError: (error: unknown) => void;
}

export interface RunningTokenAdmin {
  /** Base URL of the admin API's server, with the port that it listens on. */
  readonly url: string;
  /** Makes the first API key, for an installation that has none; the key is given this once. */
  createApiKey(name: string): Promise<string>;
  stop(): Promise<void>;
}

const CONNECTIONS = 8;
const RELAY_CONNECTIONS = 2;
const STATEMENT_TIMEOUT_MS = 30_000;
const RECONCILE_MS = 30_000;
const TOKENS_PER_USER = 3;
const IMPORT_MAX_BYTES_DEFAULT = 1024 ** 3;

/** Ties the adapters to the ports and starts serving. The only place of this service where things are put together. */
export async function createTokenAdminService(dependencies: TokenAdminServiceDependencies): Promise<RunningTokenAdmin> {
  const { bus, stream, now, onError } = dependencies;
  const { schema } = serviceRoles['token-admin'];
  await migrate({ url: dependencies.migrationUrl, schema, migrations: directoryMigrations });
  const pool = createPool(dependencies.databaseUrl, {
    max: RELAY_CONNECTIONS, applicationName: 'countersign-token-admin', statementTimeoutMs: STATEMENT_TIMEOUT_MS, onIdleError: onError,
  });
  const relay = new OutboxRelay({
    pool, schema, subject: auditSubject('token-admin'), onError, publish: (subject, id, data) => stream.publish(subject, id, data),
  });
  const keys = keysOf(dependencies.keys);
  const surroundings = { now, random: randomBytes };
  const database = new DirectoryDatabase({ url: dependencies.databaseUrl, connections: CONNECTIONS, surroundings, committed: () => relay.wake() });
  await database.open();
  const apiKeys = new ApiKeys(database, keys, surroundings);
  const publisher = new AgentHostPublisher(dependencies.bucket, new AgentHostConfigurations(database), onError);
  const provided = [
    { provide: Sites, useValue: new Sites(database) },
    { provide: Groups, useValue: new Groups(database) },
    { provide: Users, useValue: new Users(database) },
    { provide: Tokens, useValue: new Tokens(database, { tokensPerUser: dependencies.tokensPerUser ?? TOKENS_PER_USER }) },
    { provide: AgentHosts, useValue: new AgentHosts(database, keys, publisher) },
    { provide: Activations, useValue: new Activations(database) },
    { provide: ApiKeys, useValue: apiKeys },
    { provide: MakeToken, useValue: new MakeToken(keys, surroundings) },
    { provide: ImportTokens, useValue: new ImportTokens(importInto(database), keys, surroundings) },
    { provide: AUTH_SERVICE, useValue: authOverBus(bus, keys) },
    { provide: AUDIT_TRAIL, useValue: auditOverBus(bus) },
    { provide: GATEWAYS, useValue: gatewaysOverBus(bus) },
    { provide: HASH_PASSWORD, useValue: hashPassword },
    { provide: IMPORT_MAX_BYTES, useValue: dependencies.importMaxBytes ?? IMPORT_MAX_BYTES_DEFAULT },
    { provide: READINESS, useValue: async () => database.read(async (sql) => sql.rows('SELECT 1')).then(() => true, () => false) },
  ];
  const application = await createHttpServer({ provided, apiKeys, now, onError });
  relay.start();
  await publisher.reconcile();
  const timer = setInterval(() => void publisher.reconcile(), RECONCILE_MS);
  await application.listen(dependencies.listen.port, dependencies.listen.host);
  return {
    url: await application.getUrl(),
    createApiKey: async (name) => (await apiKeys.create({ name, expiresAt: null }, { kind: 'system', id: null, label: 'bootstrap', address: null })).key,
    stop: async () => {
      clearInterval(timer);
      await application.close();
      await publisher.settled();
      await relay.stop();
      await database.close();
      await pool.end();
    },
  };
}

function keysOf(keys: PurposeKeys): TokenAdminKeys {
  const [fingerprint, apiKey] = [keys.mac('seed-fingerprint'), keys.mac('api-key')];
  return {
    seeds: keys.sealer('seeds'), agentSecrets: keys.sealer('agent-secrets'), busCredentials: keys.sealer('bus-credentials'),
    seedFingerprint: (seed) => fingerprint.mac(seed), apiKeyMac: (key) => apiKey.mac(key),
  };
}
