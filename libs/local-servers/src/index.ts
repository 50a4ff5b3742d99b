/**
 * Owns the life of real servers on this host: PostgreSQL (programs from npm), NATS, Redis and – for tests –
 * OpenLDAP (programs of the system). Standalone, the distributed start and the tests use it. It starts them on 127.0.0.1 in a
 * folder of their own, one starter at a time, cleans up after a starter that was killed, and stops them.
 */
export { LocalServerError, type LocalServerErrorCode } from './errors.ts';
export { installDebianPackage, type InstallOptions } from './debian-packages.ts';
export { findProgram } from './find-program.ts';
export { freeTcpPort, LOOPBACK } from './free-port.ts';
export { lockFolder, type FolderLock } from './folder-lock.ts';
export type { LocalServer } from './local-server.ts';
export type { LineSink } from './server-process.ts';
export { startNats, type NatsOptions, type NatsServer } from './nats.ts';
export { startRedis, type RedisOptions, type RedisServer } from './redis.ts';
export { startSlapd, type SlapdOptions, type SlapdServer } from './slapd.ts';
export { startPostgres, SYSTEM_FOLDER, type PostgresOptions, type PostgresServer, type Role } from './postgres/start.ts';
export type { RootWay } from './postgres/placement.ts';
