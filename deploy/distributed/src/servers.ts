import path from 'node:path';
import {
  LocalServerError, type LocalServer, findProgram, installDebianPackage, startNats, startPostgres, startRedis,
} from '@countersign/local-servers';
import { serverConfig } from '@countersign/nats-permissions';
import type { DistributedConfig } from './config.ts';
import type { Installation } from './installation.ts';

/** PostgreSQL, NATS and Redis of a distributed start; own ones can be stopped and started again. */
export interface Servers {
  /** For the bootstrap of roles and schemas. */
  readonly databaseAdminUrl: string;
  readonly natsUrl: string;
  readonly redisUrl: string;
  /** Own servers; undefined where the address of a running one was given. */
  readonly postgres: LocalServer | undefined;
  readonly nats: LocalServer;
  readonly redis: LocalServer | undefined;
  stop(): Promise<void>;
}

const DATABASE = 'postgres';

/** Starts what is not given; stops what it started when one of them fails. @throws LocalServerError */
export async function startServers(
  { databaseUrl, redisUrl, dataDir }: DistributedConfig, installation: Installation, log: (line: string) => void,
): Promise<Servers> {
  const started: LocalServer[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(started.splice(0).map((server) => server.stop()));
  };
  const own = async <Server extends LocalServer>(starting: Promise<Server>): Promise<Server> => {
    const server = await starting;
    started.push(server);
    return server;
  };
  try {
    const postgres = databaseUrl === undefined ? await own(startPostgres({ dataDir: path.join(dataDir, 'postgres') })) : undefined;
    const nats = await own(startNats({
      binary: await program('nats-server', log), storeDir: path.join(dataDir, 'nats'), config: serverConfig(installation.busUsers),
    }));
    const redis = redisUrl === undefined
      ? await own(startRedis({
        binary: await program('redis-server', log), dir: path.join(dataDir, 'redis'), requirePassword: installation.redisPassword,
      }))
      : undefined;
    return {
      databaseAdminUrl: databaseUrl ?? postgres?.url(DATABASE) ?? '', natsUrl: nats.url, redisUrl: redisUrl ?? redis?.url ?? '',
      postgres, nats, redis, stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The program's path; as root on Debian it is installed when it is missing. Its package has the program's name. */
async function program(name: string, log: (line: string) => void): Promise<string> {
  const found = await findProgram(name);
  if (found !== undefined) return found;
  const installation = await installDebianPackage(name, { log });
  const installed = installation === 'installed' ? await findProgram(name) : undefined;
  if (installed !== undefined) return installed;
  const reason = installation === 'installed' ? `(The package ${name} brought no such program.)` : installation.reason;
  throw new LocalServerError('start-failed', `${name} is needed and was not found. Install it (Debian: apt-get install ${name}), or run this as root. ${reason}`);
}
