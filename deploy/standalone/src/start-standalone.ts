import { randomBytes } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { createAuditService } from '@countersign/audit';
import { createAuthService } from '@countersign/auth';
import { DerivedPurposeKeys, allPurposes, createKeyring, exportPurposes, loadOrCreateKeyring, writePrivateOnce } from '@countersign/crypto';
import { InProcessBucket, InProcessBus, InProcessStream, MemoryStateStore } from '@countersign/messaging';
import { serviceRoles } from '@countersign/persistence';
import { createRadiusGateway } from '@countersign/radius-gateway';
import { createTokenAdminService } from '@countersign/token-admin';
import type { StandaloneConfig } from './config.ts';
import { openDatabase } from './database.ts';

export interface Standalone {
  readonly httpUrl: string;
  readonly radius: { readonly address: string; readonly port: number };
  readonly accounting: { readonly address: string; readonly port: number };
  readonly apiKeyFile: string;
  stop(): Promise<void>;
}

/** Every service in this process, over in-process bus and state, on a real PostgreSQL. Stops what it started when it fails. */
export async function startStandalone(config: StandaloneConfig, onError: (error: unknown) => void): Promise<Standalone> {
  const { dataDir } = config;
  const stops: (() => Promise<unknown>)[] = [];
  const stop = async (): Promise<void> => {
    for (const each of stops.splice(0).reverse()) await each();
  };
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    const keyring = await loadOrCreateKeyring(path.join(dataDir, 'key-encryption-key'), () => createKeyring(randomBytes));
    const keys = new DerivedPurposeKeys(exportPurposes(keyring, allPurposes));
    const database = await openDatabase({ dataDir, databaseUrl: config.databaseUrl, log: () => undefined });
    stops.push(() => database.stop());

    const monotonic = (): number => performance.now();
    const bus = new InProcessBus(monotonic);
    const stream = new InProcessStream();
    const bucket = new InProcessBucket();
    const stateStore = new MemoryStateStore(monotonic);
    const urlsOf = ({ owner, runtime }: { owner: string; runtime: string }): { databaseUrl: string; migrationUrl: string } =>
      ({ databaseUrl: database.urlFor(runtime), migrationUrl: database.urlFor(owner) });

    const audit = await createAuditService({
      ...urlsOf(serviceRoles.audit), bus, stream, keys, checkpointFile: path.join(dataDir, 'audit-checkpoints'), onError,
    });
    stops.push(() => audit.stop());
    const admin = await createTokenAdminService({
      ...urlsOf(serviceRoles['token-admin']), bus, stream, bucket, keys, listen: config.http, now: Date.now, onError,
    });
    stops.push(() => admin.stop());
    const auth = await createAuthService({ ...urlsOf(serviceRoles.auth), bus, stream, stateStore, keys, now: Date.now, onError });
    stops.push(() => auth.stop());
    const gateway = await createRadiusGateway({
      bus, bucket, stream, keys, replica: 'standalone', authentication: config.radius, accounting: config.accounting, onError,
    });
    stops.push(() => gateway.stop());

    const apiKeyFile = path.join(dataDir, 'admin-api-key');
    await ensureApiKey(apiKeyFile, () => admin.createApiKey('standalone'));
    return { httpUrl: admin.url, radius: gateway.authentication, accounting: gateway.accounting, apiKeyFile, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function ensureApiKey(file: string, create: () => Promise<string>): Promise<void> {
  try {
    await readFile(file);
  } catch {
    await writePrivateOnce(file, `${await create()}\n`);
  }
}
