import { retentionRole, serviceRoles, urlForRole } from '@countersign/persistence';
import type { DistributedConfig, Listen } from './config.ts';
import type { Installation } from './installation.ts';
import type { Ports } from './ports.ts';
import type { Servers } from './servers.ts';
import { type Replica, indexOf } from './services.ts';

export interface Surroundings {
  readonly config: DistributedConfig;
  readonly installation: Installation;
  readonly servers: Servers;
  readonly ports: Ports;
}

/**
 * The C library (glibc) gives threads areas of their own to allocate from, none of which is ever quite full: with one for all,
 * a process holds 4 to 17 MB less, and none was seen to be slower.
 */
const ONE_ALLOCATION_AREA = { MALLOC_ARENA_MAX: '1' };

/** The settings of one replica: its own role, key and purposes, and no variable of ours from outside. */
export function replicaEnvironment(replica: Replica, surroundings: Surroundings, inherited: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { service, name } = replica;
  const { config, installation, servers } = surroundings;
  const foreign = Object.fromEntries(Object.entries(inherited).filter(([variable]) => !variable.startsWith('COUNTERSIGN_')));
  return {
    ...ONE_ALLOCATION_AREA,
    ...foreign,
    ...config.settings?.[service],
    COUNTERSIGN_REPLICA: name,
    COUNTERSIGN_NATS_URL: servers.natsUrl,
    COUNTERSIGN_NATS_KEY_FILE: installation.natsKeyFile(replica),
    COUNTERSIGN_KEYS_FILE: installation.keysFile(service),
    ...(service === 'radius-gateway' ? gateway(indexOf(replica), surroundings) : database(service, surroundings)),
    ...(service === 'token-admin' ? {} : { COUNTERSIGN_HEALTH: address(surroundings.ports.health.get(replica)) }),
    ...(service === 'auth' || service === 'token-admin' ? { COUNTERSIGN_REDIS_URL: servers.redisUrl } : {}),
    ...(service === 'audit' ? retention(surroundings) : {}),
    ...(service === 'token-admin' ? administration(indexOf(replica), surroundings) : {}),
  };
}

function database(service: Exclude<Replica['service'], 'radius-gateway'>, { installation, servers }: Surroundings): NodeJS.ProcessEnv {
  const { owner, runtime } = serviceRoles[service];
  const url = (role: string): string => urlForRole(servers.databaseAdminUrl, role, installation.rolePasswords);
  return { COUNTERSIGN_DATABASE_URL: url(runtime), COUNTERSIGN_MIGRATION_URL: url(owner) };
}

/** The address of the role that takes sealed months out; how long the trail is kept is a setting of audit. */
function retention({ installation, servers }: Surroundings): NodeJS.ProcessEnv {
  return {
    COUNTERSIGN_CHECKPOINT_FILE: installation.checkpointFile,
    COUNTERSIGN_RETENTION_URL: urlForRole(servers.databaseAdminUrl, retentionRole, installation.rolePasswords),
  };
}

function gateway(index: number, { config, ports }: Surroundings): NodeJS.ProcessEnv {
  return {
    COUNTERSIGN_RADIUS: address(ports.radius[index]),
    COUNTERSIGN_ACCOUNTING: address(ports.accounting[index]),
    COUNTERSIGN_SHARED_PORT: config.sharedPort ? 'yes' : 'no',
  };
}

function administration(index: number, { installation, ports }: Surroundings): NodeJS.ProcessEnv {
  return {
    COUNTERSIGN_HTTP: address(ports.http[index]),
    // One replica makes the first API key and the first administrator.
    ...(index === 0
      ? { COUNTERSIGN_FIRST_API_KEY_FILE: installation.apiKeyFile, COUNTERSIGN_FIRST_ADMINISTRATOR_FILE: installation.firstAdministratorFile }
      : {}),
  };
}

export function address(listen: Listen | undefined): string {
  if (!listen) throw new Error('a replica without a port');
  return listen.host.includes(':') ? `[${listen.host}]:${listen.port}` : `${listen.host}:${listen.port}`;
}
