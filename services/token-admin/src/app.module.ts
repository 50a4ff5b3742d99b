import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { OUTBOX_COUNTED, auditSubject } from '@countersign/contracts';
import * as adminApi from '@countersign/contracts/admin-api';
import { type PurposeKeys, PasswordProcess, RandomPool } from '@countersign/crypto';
import type { Bus, ConfigBucket, EventStream, StateStore } from '@countersign/messaging';
import type { HealthView } from '@countersign/observability';
import { type ConnectionTimes, OutboxRelay, createPool, defaultConnectionTimes, outboxAgeMs, outboxBacklog, serviceRoles, unhurriedTimes } from '@countersign/persistence';
import { type ServiceHost, replicaHealth, serveHealth } from '@countersign/service-process';
import { type DynamicModule, Module } from '@nestjs/common';
import type { Pool } from 'pg';
import { AgentHostPublisher } from './adapters/bus/agent-host-publisher.ts';
import { auditOverBus } from './adapters/bus/audit-over-bus.ts';
import { authOverBus } from './adapters/bus/auth-over-bus.ts';
import { exchangeOverBus } from './adapters/bus/exchange-over-bus.ts';
import { healthOverBus } from './adapters/bus/health-over-bus.ts';
import { gatewaysOverBus } from './adapters/bus/gateways-over-bus.ts';
import { readConsoleFiles } from './adapters/http/console/console-files.ts';
import { controllers } from './adapters/http/controllers.ts';
import { AUDIT_TRAIL, AUTH_SERVICE, BASE_POLICY, CONSOLE_FILES, GATEWAYS, HASH_PASSWORD, HEALTH, IMPORT_MAX_BYTES, METRICS, SURROUNDINGS, TEST_BACK_END } from './adapters/http/provided.ts';
import { TokenAdminMetrics } from './adapters/metrics/token-admin-metrics.ts';
import { FirstAdministrator } from './adapters/first-administrator.ts';
import { SessionAccess } from './adapters/http/session-access.ts';
import { AccessibleHosts } from './adapters/postgres/accessible-hosts.ts';
import { Activations } from './adapters/postgres/activations.ts';
import { Administrators } from './adapters/postgres/administrators.ts';
import { AddressPools } from './adapters/postgres/address-pools.ts';
import { AgentHostConfigurations } from './adapters/postgres/agent-host-configurations.ts';
import { AgentHostSecrets } from './adapters/postgres/agent-host-secrets.ts';
import { AgentHosts } from './adapters/postgres/agent-hosts.ts';
import { ApiKeys } from './adapters/postgres/api-keys.ts';
import { BackEnds } from './adapters/postgres/back-ends.ts';
import { Creations } from './adapters/postgres/creations.ts';
import { Deletions } from './adapters/postgres/deletions.ts';
import { DirectoryDatabase } from './adapters/postgres/directory-database.ts';
import { DirectoryServing } from './adapters/postgres/directory-serving.ts';
import { DueSyncs } from './adapters/postgres/due-syncs.ts';
import { DirectorySyncs } from './adapters/postgres/directory-syncs.ts';
import { FirstFactors } from './adapters/postgres/first-factors.ts';
import { Groups } from './adapters/postgres/groups.ts';
import { jobLeases } from './adapters/postgres/job-leases.ts';
import { Jobs } from './adapters/postgres/jobs.ts';
import { OwnAccounts } from './adapters/postgres/own-account.ts';
import { Policies } from './adapters/postgres/policies.ts';
import { ProtectionBoard } from './adapters/postgres/protection-board.ts';
import { RadiusProfiles } from './adapters/postgres/radius-profiles.ts';
import { Reaches } from './adapters/postgres/reaches.ts';
import { rightsNow } from './adapters/postgres/rights-now.ts';
import { Settings } from './adapters/postgres/settings.ts';
import { Sites } from './adapters/postgres/sites.ts';
import { importInto } from './adapters/postgres/token-imports.ts';
import { TokenExpiry } from './adapters/postgres/token-expiry.ts';
import { UnusedRows } from './adapters/postgres/unused-rows.ts';
import { Tokens } from './adapters/postgres/tokens.ts';
import { importUsersInto } from './adapters/postgres/user-staging.ts';
import { Users } from './adapters/postgres/users.ts';
import { AdministratorSignIn } from './application/administrator-sign-in.ts';
import { basePolicy } from './application/base-policy.ts';
import { DirectorySyncJob } from './application/directory-sync/directory-sync-job.ts';
import { ImportTokens } from './application/import-tokens.ts';
import { JobRunner } from './application/jobs/job-runner.ts';
import { TokenImportJob } from './application/jobs/token-import-job.ts';
import { MakeScratchCards } from './application/make-scratch-cards.ts';
import { MakeToken } from './application/make-token.ts';
import type { Gateways, HashPassword, TokenAdminKeys } from './application/ports.ts';
import { Sessions } from './application/sessions.ts';
import { testBackEnd } from './application/test-back-end.ts';
import { TestSignIn } from './application/test-sign-in.ts';
import { UserImportJob } from './application/user-import/user-import-job.ts';
import { TryPolicy } from './application/try-policy.ts';
import { WatchServices } from './application/watch-services.ts';
import { Refused } from './domain/refused.ts';
import type { TokenAdminLimits } from './limits.ts';

/** What the module is given; everything else it makes. */
export interface TokenAdminParts {
  readonly host: ServiceHost;
  readonly bus: Bus;
  readonly stream: EventStream;
  /** Bucket `agent_hosts`. */
  readonly bucket: ConfigBucket;
  /** Sessions, and how often somebody tried to sign in. */
  readonly stateStore: StateStore;
  readonly keys: PurposeKeys;
  readonly databaseUrl: string;
  readonly databaseTimes?: ConnectionTimes | undefined;
  readonly limits: TokenAdminLimits;
  /** What /health/ready says, where this process holds more than this service. */
  readonly processHealth?: HealthView;
  /** Unix milliseconds. */
  readonly now: () => number;
}

const { schema } = serviceRoles['token-admin'];
const RELAY_CONNECTIONS = 3;
/** Of jobs: two that run, two uploads, and two for signs of life and the pieces of files. */
const JOB_CONNECTIONS = 6;
/** Of this checkout; without a build there, the API is served alone. */
const CONSOLE_FOLDER = path.resolve(import.meta.dirname, '../../../apps/console/dist');

/** Ties the adapters to the ports; the only place of this service where that is done. */
@Module({})
export class TokenAdminModule {
  static of(parts: TokenAdminParts): DynamicModule {
    const { host, bus, stream, limits, now } = parts;
    const keys = keysOf(parts.keys);
    const random = new RandomPool(); // an import needs some for each token
    const surroundings = { now, random: (bytes: number) => random.take(bytes) };
    const metrics = new TokenAdminMetrics(host.metrics);
    const times = parts.databaseTimes ?? defaultConnectionTimes;
    const { statementTimeoutMs } = limits;
    const pool = createPool(parts.databaseUrl, {
      max: RELAY_CONNECTIONS, applicationName: 'countersign-token-admin', statementTimeoutMs, times: unhurriedTimes(times), onIdleError: host.onError,
    });
    const relay = new OutboxRelay({
      pool, schema, subject: auditSubject('token-admin'), onError: host.onError,
      publish: async (subject, id, data) => {
        const started = performance.now();
        await stream.publish(subject, id, data);
        metrics.published(performance.now() - started);
      },
    });
    const shared = { url: parts.databaseUrl, statementTimeoutMs, times, surroundings, committed: () => relay.wake(), probe: async () => pool.query('SELECT 1') };
    const database = new DirectoryDatabase({ ...shared, connections: limits.databaseConnections });
    const jobsDatabase = new DirectoryDatabase({ ...shared, connections: JOB_CONNECTIONS });
    const settings = new Settings(database, { ...adminApi.defaultSettings, tokensPerUser: limits.tokensPerUser }, now);
    const backEnds = new BackEnds(database, keys.backEnds);
    const syncs = new DirectorySyncs(database, backEnds, now);
    const jobs: Jobs = new Jobs({ database, uploads: jobsDatabase, sealing: keys.jobs, wake: () => runner.wake() });
    const due = new DueSyncs(jobsDatabase, jobs, now);
    const runner: JobRunner = new JobRunner({
      store: jobLeases(jobsDatabase, keys.jobs), limits, onError: host.onError, rightsNow: rightsNow(database, now), bringDue: async () => due.begin(),
      handlers: [
        new TokenImportJob(new ImportTokens(importInto(jobsDatabase, settings), keys, surroundings)),
        new UserImportJob(importUsersInto(jobsDatabase)),
        new DirectorySyncJob(syncs, importUsersInto(jobsDatabase), limits.directoryPageMs),
      ],
    });
    const publisher = new AgentHostPublisher(parts.bucket, new AgentHostConfigurations(database), host.onError);
    const sessions = new Sessions(parts.stateStore, keys.sessions, now);
    const accounts = new OwnAccounts(database, now);
    const auth = authOverBus(bus, keys);
    const passwords = new PasswordProcess();
    const hashPassword: HashPassword = async (password) => passwords.hash(password);
    const secrets = new AgentHostSecrets(database, parts.keys.sealer('agent-secrets'));
    const gateways = gatewaysOverBus(bus);
    const board = new ProtectionBoard(database, publisher, now);
    const base = basePolicy(auth, settings);
    const policies = new Policies(database, base);
    const [users, reaches, trail] = [new Users(database, now), new Reaches(database), auditOverBus(bus)];
    const backlog = async () => outboxBacklog(pool, schema, OUTBOX_COUNTED);
    const watch = new WatchServices({ ask: healthOverBus(bus), own: async () => replicaHealth(host, backlog), now, onError: host.onError });
    show(host, database, pool);
    // Only sessions need it: with API keys administration goes on.
    host.health.addReportedOnly('state-store', () => parts.stateStore.kept('health'));
    return {
      module: TokenAdminModule,
      controllers,
      providers: [
        { provide: Sites, useValue: new Sites(database, now) },
        { provide: Groups, useValue: new Groups(database) },
        { provide: Users, useValue: users },
        { provide: Policies, useValue: policies },
        { provide: TryPolicy, useValue: new TryPolicy({
          policies, auth, trail, sitesOfUsers: (ids) => users.sitesOf(ids), reach: (caller) => reaches.sitesOf(caller),
        }) },
        { provide: Tokens, useValue: new Tokens(database, settings) },
        { provide: AgentHosts, useValue: new AgentHosts(database, keys, publisher, now) },
        { provide: ProtectionBoard, useValue: board },
        { provide: AccessibleHosts, useValue: new AccessibleHosts(database) },
        { provide: Deletions, useValue: new Deletions(database) },
        { provide: BackEnds, useValue: backEnds },
        { provide: DirectorySyncs, useValue: syncs },
        { provide: FirstFactors, useValue: new FirstFactors(database) },
        { provide: TEST_BACK_END, useValue: testBackEnd(() => performance.now()) },
        { provide: Activations, useValue: new Activations(database) },
        { provide: ApiKeys, useValue: new ApiKeys(database, keys, surroundings) },
        { provide: MakeToken, useValue: new MakeToken(keys, surroundings) },
        { provide: MakeScratchCards, useValue: new MakeScratchCards(keys, surroundings) },
        { provide: ImportTokens, useValue: new ImportTokens(importInto(database, settings), keys, surroundings) },
        { provide: Jobs, useValue: jobs },
        { provide: AUTH_SERVICE, useValue: auth },
        { provide: BASE_POLICY, useValue: base },
        { provide: SURROUNDINGS, useValue: surroundings },
        { provide: Settings, useValue: settings },
        { provide: Sessions, useValue: sessions },
        { provide: OwnAccounts, useValue: accounts },
        { provide: Creations, useValue: new Creations(database, keys, surroundings) },
        { provide: Administrators, useValue: new Administrators(database) },
        { provide: Reaches, useValue: reaches },
        { provide: TokenExpiry, useValue: new TokenExpiry(database) },
        { provide: UnusedRows, useValue: new UnusedRows(database) },
        { provide: RadiusProfiles, useValue: new RadiusProfiles(database) },
        { provide: AddressPools, useValue: new AddressPools(database) },
        { provide: SessionAccess, useValue: new SessionAccess(sessions, accounts, settings) },
        { provide: FirstAdministrator, useValue: new FirstAdministrator(database, hashPassword) },
        { provide: AdministratorSignIn, useValue: new AdministratorSignIn({
          accounts, sessions, auth, settings, hashPassword, now, store: parts.stateStore, refusalMs: limits.signInRefusalMs,
        }) },
        { provide: AUDIT_TRAIL, useValue: trail },
        { provide: GATEWAYS, useValue: gateways },
        { provide: WatchServices, useValue: watch },
        { provide: CONSOLE_FILES, useValue: readConsoleFiles(CONSOLE_FOLDER) ?? null },
        { provide: TestSignIn, useValue: new TestSignIn({
          hostOf: (id, caller) => secrets.of(id, caller), exchange: exchangeOverBus(bus), random: randomBytes, monotonic: () => performance.now(),
        }) },
        { provide: HASH_PASSWORD, useValue: hashPassword },
        { provide: IMPORT_MAX_BYTES, useValue: limits.importMaxBytes },
        { provide: HEALTH, useValue: parts.processHealth ?? host.health },
        { provide: METRICS, useValue: host.metrics },
        { provide: TokenAdminMetrics, useValue: metrics },
        { provide: DirectoryServing, useValue: new DirectoryServing({
          database, pool, relay, publisher, passwords, jobs: runner, jobsDatabase, watch, serveHealth: async () => serveHealth(bus, 'token-admin', host, { outbox: backlog }),
          reconcileMs: limits.reconcileMs, collectSightings: collecting(gateways, board, host.onError),
        }) },
      ],
    };
  }
}

/** No gateway that answers is no fault of this service; what it saw is asked for again. */
const collecting = (gateways: Gateways, board: ProtectionBoard, onError: (error: unknown) => void) => async (): Promise<void> => {
  try {
    await board.record(await gateways.sightings());
  } catch (error) {
    if (!(error instanceof Refused)) onError(error);
  }
};

function show({ health, metrics }: ServiceHost, database: DirectoryDatabase, pool: Pool): void {
  health.add('database', () => database.read((sql) => sql.rows('SELECT 1')));
  metrics.gauge('countersign_admin_outbox_age_seconds', 'Age of the oldest event that has not reached the stream.', async () =>
    await outboxAgeMs(pool, schema) / 1000);
}

function keysOf(keys: PurposeKeys): TokenAdminKeys {
  const [fingerprint, apiKey] = [keys.mac('seed-fingerprint'), keys.mac('api-key')];
  return {
    seeds: keys.sealer('seeds'), agentSecrets: keys.sealer('agent-secrets'), busCredentials: keys.sealer('bus-credentials'),
    sessions: keys.sealer('sessions'), jobs: keys.sealer('seeds'), backEnds: keys.sealer('back-ends'),
    seedFingerprint: (seed) => fingerprint.mac(seed), apiKeyMac: (key) => apiKey.mac(key),
  };
}
