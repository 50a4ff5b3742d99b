/** The same services, one process per replica, over NATS, PostgreSQL and Redis on this host. */
export { type DistributedConfig, type Listen, readConfig } from './config.ts';
export { ConfigError } from './config-error.ts';
export { type ServiceName, serviceNames } from './services.ts';
export { type Distributed, type ReplicaProcess, startDistributed } from './start-distributed.ts';
export type { Servers } from './servers.ts';
