import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { lockFolder } from '@countersign/local-servers';
import { ensureNatsResources } from '@countersign/messaging/nats';
import { bootstrapDatabase } from '@countersign/persistence';
import type { DistributedConfig } from './config.ts';
import { openInstallation } from './installation.ts';
import { choosePorts } from './ports.ts';
import { address, replicaEnvironment } from './replica-environment.ts';
import { type Servers, startServers } from './servers.ts';
import { type Replica, type ServiceName, replicasOf } from './services.ts';
import { SupervisedProcess } from './supervised-process.ts';

/** One process as it is now. */
export interface ReplicaProcess {
  readonly service: ServiceName;
  /** "auth-1" */
  readonly name: string;
  /** 0 while it is being started again. */
  readonly pid: number;
  readonly isReady: boolean;
  /** Where its health and metrics are. */
  readonly healthUrl: string;
}

export interface Distributed {
  readonly httpUrl: string;
  readonly apiKeyFile: string;
  /** "host:port" of each gateway. */
  readonly radius: readonly string[];
  readonly accounting: readonly string[];
  replicas(): readonly ReplicaProcess[];
  /** Process ids by service, in the order of the replicas; 0 while one is being started again. */
  pids(): Record<ServiceName, number[]>;
  readonly servers: Servers;
  stop(): Promise<void>;
}

/**
 * What V8 is told besides, so that a process stays below 200 MB under load: how much room new objects have, and that old
 * ones are collected before they are many more. Of the room V8 takes the next power of two. Where new ones die young, more
 * room for them costs less than collecting those that did not; and where old ones may grow by less than that room, V8
 * collects them without a pause (docs/performance.md). An import makes garbage for as long as a file has tokens: left
 * alone, token-admin takes 400 MB where 290 do.
 */
const ENGINE_OPTIONS: Readonly<Record<ServiceName, readonly string[]>> = {
  'radius-gateway': ['--max-semi-space-size=16', '--heap-growing-percent=60'],
  auth: ['--max-semi-space-size=8', '--heap-growing-percent=60'],
  'token-admin': ['--max-semi-space-size=8', '--heap-growing-percent=25'],
  audit: ['--max-semi-space-size=16', '--heap-growing-percent=60'],
};

/** Services that are asked stop last. */
const stopOrder: readonly ServiceName[] = ['radius-gateway', 'token-admin', 'auth', 'audit'];

/** One process per service replica, on own PostgreSQL, NATS and Redis unless given. Stops what it started when it fails. */
export async function startDistributed(config: DistributedConfig, { log }: { log: (line: string) => void }): Promise<Distributed> {
  const stops: (() => Promise<unknown>)[] = [];
  const stop = async (): Promise<void> => {
    for (const each of stops.splice(0).reverse()) await each();
  };
  try {
    await mkdir(config.dataDir, { recursive: true, mode: 0o700 });
    const lock = await lockFolder(config.dataDir);
    stops.push(() => lock.release());
    const replicas = replicasOf(config.replicas);
    const installation = await openInstallation(config.dataDir, replicas);
    const servers = await startServers(config, installation, log);
    stops.push(() => servers.stop());
    await bootstrapDatabase({ adminUrl: servers.databaseAdminUrl, passwords: installation.rolePasswords, installation: installation.name });
    await ensureNatsResources({ servers: servers.natsUrl, keySeed: installation.installerKey });

    const ports = await choosePorts(config, replicas);
    const processes = replicas.map((replica) => ({
      replica,
      process: new SupervisedProcess({
        name: `${replica.service}-${replica.name}`, file: mainOf(replica.service), log,
        engineOptions: ENGINE_OPTIONS[replica.service],
        environment: () => replicaEnvironment(replica, { config, installation, servers, ports }, process.env),
      }),
    }));
    stops.push(async () => {
      for (const service of stopOrder) {
        await Promise.all(processes.filter(({ replica }) => replica.service === service).map((each) => each.process.stop()));
      }
    });
    await Promise.all(processes.map(({ process: child }) => child.firstReady));
    const pidsOf = (service: ServiceName): number[] =>
      processes.filter(({ replica }) => replica.service === service).map(({ process: child }) => child.pid);
    return {
      httpUrl: `http://${address(ports.http[0])}`, apiKeyFile: installation.apiKeyFile, servers, stop,
      radius: ports.radius.map(address), accounting: ports.accounting.map(address),
      replicas: () => processes.map(({ replica, process: child }) => ({
        service: replica.service, name: `${replica.service}-${replica.name}`, pid: child.pid, isReady: child.isReady, healthUrl: `http://${address(ports.health.get(replica))}`,
      })),
      pids: () => ({
        'radius-gateway': pidsOf('radius-gateway'), auth: pidsOf('auth'), 'token-admin': pidsOf('token-admin'), audit: pidsOf('audit'),
      }),
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The built entry of a service, found from this file: sources and build lie equally deep. */
function mainOf(service: Replica['service']): string {
  return path.resolve(import.meta.dirname, '../../../services', service, 'dist/main.js');
}
