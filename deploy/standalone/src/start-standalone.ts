import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createAuditService, defaultAuditLimits } from '@countersign/audit';
import { createAuthService } from '@countersign/auth';
import { DerivedPurposeKeys, allPurposes, createKeyring, exportPurposes, installationOf, loadOrCreateKeyring } from '@countersign/crypto';
import { InProcessBucket, InProcessBus, InProcessStream, MemoryStateStore } from '@countersign/messaging';
import { CombinedHealth, type HealthChange, HealthRegistry, type HealthView, HealthWatch, createMetrics } from '@countersign/observability';
import { retentionRole, serviceRoles } from '@countersign/persistence';
import { createRadiusGateway } from '@countersign/radius-gateway';
import { adminLimitsOf, createTokenAdminService, ensureFirstApiKey, tlsOf, trustedProxiesOf } from '@countersign/token-admin';
import type { StandaloneConfig } from './config.ts';
import { openDatabase } from './database.ts';
import { AdminClient } from './demo/admin-client.ts';
import { type Demo, prepareDemo } from './demo/prepare-demo.ts';
import { type Groundwork, layGroundwork } from './groundwork.ts';
import { localTarget } from './local-target.ts';
import { readTuning } from './tuning.ts';

/** The only one of each service. */
const REPLICA = 'standalone';
const READY_POLL_MS = 10;
const READY_WITHIN_MS = 5000;

export interface Standalone {
  readonly httpUrl: string;
  readonly radius: { readonly address: string; readonly port: number };
  readonly accounting: { readonly address: string; readonly port: number };
  readonly apiKeyFile: string;
  /** Holds the password of administrator `admin`, who has not changed it yet; null when nobody needs it. */
  readonly firstAdministratorFile: string | null;
  /** The folder of our own PostgreSQL's files; null when the database was given. */
  readonly cluster: string | null;
  /** Nobody can sign in yet: there is no agent host. */
  readonly isEmpty: boolean;
  /** Makes what the demonstration needs and is not there yet. @throws DemoError */
  prepareDemo(): Promise<Demo>;
  stop(): Promise<void>;
}

/** Who hears what happens in the background while the server runs. */
export interface StandaloneListeners {
  readonly onError: (error: unknown) => void;
  readonly onHealth?: (change: HealthChange) => void;
}

/**
 * Every service in this process, over in-process bus and state, on a real PostgreSQL. Stops what it started when it
 * fails.
 *
 * @param groundwork where it was begun before this code was loaded
 * @throws LocalServerError, DataFolderError, KeyError, and what the system says about an address or a file
 */
export async function startStandalone(
  config: StandaloneConfig, { onError, onHealth }: StandaloneListeners, groundwork: Promise<Groundwork> = layGroundwork(config),
): Promise<Standalone> {
  const stops: (() => Promise<unknown>)[] = [];
  let stopping = false;
  const stop = async (): Promise<void> => {
    stopping = true;
    for (const each of stops.splice(0).reverse()) await each();
  };
  // What breaks because it is being stopped is no news.
  const report = (error: unknown): void => {
    if (!stopping) onError(error);
  };
  try {
    const { folder, postgres } = await groundwork;
    stops.push(() => folder.release());
    if (postgres) stops.push(() => postgres.stop());
    const keyring = await loadOrCreateKeyring(folder.keyFile, () => createKeyring(randomBytes));
    const keys = new DerivedPurposeKeys(exportPurposes(keyring, allPurposes));
    const { rules, auth: authLimits, gateway: gatewayLimits, admin: adminSettings, database: databaseTimes, retention } = config.tuning ?? readTuning({});
    const database = await openDatabase({
      dataDir: folder.path, databaseUrl: config.databaseUrl, postgres, installation: installationOf(keyring), times: databaseTimes, onError: report,
    });
    stops.push(() => database.stop());

    const health = { 'token-admin': new HealthRegistry(), auth: new HealthRegistry(), audit: new HealthRegistry(), 'radius-gateway': new HealthRegistry() };
    const { 'token-admin': adminHealth, ...otherHealth } = health;
    const processHealth = new CombinedHealth(adminHealth, otherHealth);
    const metrics = createMetrics({ service: 'standalone', replica: REPLICA, process: true });
    const monotonic = (): number => performance.now();
    const bus = new InProcessBus(monotonic, report);
    const stream = new InProcessStream();
    const bucket = new InProcessBucket();
    const stateStore = new MemoryStateStore(monotonic);
    const urlsOf = ({ owner, runtime }: { owner: string; runtime: string }): { databaseUrl: string; migrationUrl: string } =>
      ({ databaseUrl: database.urlFor(runtime), migrationUrl: database.urlFor(owner) });

    const audit = await createAuditService({
      ...urlsOf(serviceRoles.audit), databaseTimes, bus, stream, keys, checkpointFile: path.join(folder.path, 'audit-checkpoints'), metrics, health: health.audit, replica: REPLICA, onError: report,
      // In one process whoever publishes waits until it is appended, and makes large batches himself.
      limits: { ...defaultAuditLimits, batchEveryMs: 0, retentionMonths: retention.months }, retention: { url: database.urlFor(retentionRole), drop: retention.drop },
    });
    stops.push(() => audit.stop());
    const admin = await createTokenAdminService({
      ...urlsOf(serviceRoles['token-admin']), databaseTimes, bus, stream, bucket, stateStore, keys, listen: config.http, now: Date.now, metrics, replica: REPLICA, onError: report,
      health: adminHealth, processHealth,
      limits: adminLimitsOf(adminSettings), tls: await tlsOf(adminSettings), trustedProxies: trustedProxiesOf(adminSettings),
    });
    stops.push(() => admin.stop());
    const auth = await createAuthService({
      ...urlsOf(serviceRoles.auth), databaseTimes, bus, stream, stateStore, keys, rules, limits: authLimits, now: Date.now, metrics, health: health.auth, replica: REPLICA, onError: report,
    });
    stops.push(() => auth.stop());
    const gateway = await createRadiusGateway({
      bus, bucket, stream, keys, limits: gatewayLimits, authentication: config.radius, accounting: config.accounting, metrics, health: health['radius-gateway'], replica: REPLICA, onError: report,
    });
    stops.push(() => gateway.stop());
    // Ready is who would answer a RADIUS request: not before the ports are open.
    for (const registry of Object.values(otherHealth)) registry.serving();
    await untilReady(processHealth);
    const watch = new HealthWatch({ services: health, now: Date.now, told: (change) => onHealth?.(change) });
    watch.start();
    stops.push(async () => {
      for (const registry of Object.values(health)) registry.draining();
      await watch.stop();
    });

    const { apiKeyFile } = folder;
    await ensureFirstApiKey(apiKeyFile, () => admin.createApiKey('standalone'));
    const firstAdministrator = await admin.ensureFirstAdministrator(folder.firstAdministratorFile);
    await folder.complete();
    return {
      httpUrl: admin.url, radius: gateway.authentication, accounting: gateway.accounting, apiKeyFile, cluster: database.cluster, stop,
      firstAdministratorFile: firstAdministrator ? folder.firstAdministratorFile : null,
      isEmpty: (await bucket.keys()).size === 0,
      prepareDemo: async () => {
        const client = new AdminClient(urlFromHere(admin.url), (await readFile(apiKeyFile, 'utf8')).trim());
        const radiusHost = localTarget({ host: gateway.authentication.address, port: 0 }).host;
        const ownAddresses = [...new Set(['127.0.0.1', radiusHost])];
        return prepareDemo({ client, sealer: keys.sealer('seeds'), dataDir: folder.path, ownAddresses });
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Each part has begun to serve; the gateway finds auth within a moment. What takes longer is told by the watch. */
async function untilReady(health: HealthView): Promise<void> {
  const begun = performance.now();
  while ((await health.ready()).status !== 'ready' && performance.now() - begun < READY_WITHIN_MS) await pause(READY_POLL_MS);
}

/** A server that listens on every address is reached over the loopback one. */
function urlFromHere(url: string): string {
  const parsed = new URL(url);
  const { host } = localTarget({ host: parsed.hostname.replaceAll(/^\[|\]$/g, ''), port: 0 });
  parsed.hostname = host.includes(':') ? `[${host}]` : host;
  return parsed.href;
}
