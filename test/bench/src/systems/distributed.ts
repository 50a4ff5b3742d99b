import { startDistributed } from '@countersign/distributed';
import type { OurSystemOptions, RunningWay } from './system.ts';

const LOCAL = { host: '127.0.0.1', port: 0 };
/** One process of each: on two cores, more would only take turns. */
const REPLICAS = { 'radius-gateway': 1, auth: 1, 'token-admin': 1, audit: 1 };

/** One process per service, on NATS and Redis of its own and the benchmark's database. Dead children are started again. */
export async function startDistributedWay({ dataDir, adminUrl, profileDir, log }: OurSystemOptions): Promise<RunningWay> {
  // The only way into the options of a grandchild.
  if (profileDir !== undefined) process.env['NODE_OPTIONS'] = `--cpu-prof --cpu-prof-dir=${profileDir}`;
  const system = await startDistributed(
    { dataDir, databaseUrl: adminUrl, replicas: REPLICAS, sharedPort: false, http: LOCAL, radius: LOCAL, accounting: LOCAL }, { log },
  ).finally(() => {
    if (profileDir !== undefined) delete process.env['NODE_OPTIONS'];
  });
  const [address = '', port = ''] = system.radius[0]?.split(':') ?? [];
  const { nats, redis } = system.servers;
  return {
    httpUrl: system.httpUrl, apiKeyFile: system.apiKeyFile, radius: { address, port: Number(port) },
    pids: () => ({ ...system.pids(), nats: nats ? [nats.pid] : [], redis: redis ? [redis.pid] : [] }),
    stop: () => system.stop(),
  };
}
