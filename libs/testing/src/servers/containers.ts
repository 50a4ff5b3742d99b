import { startContainer, type StoppableServer } from './docker.ts';
import { SERVERS } from './source.ts';

/** A stoppable server with its address. */
export type AddressedServer = StoppableServer & { readonly url: string };

/** NATS with JetStream in a container. @param config more nats-server configuration */
export async function startNatsContainer({ config = '' }: { config?: string | undefined }): Promise<AddressedServer> {
  const file = '/etc/countersign-test.conf';
  const server = await startContainer({
    image: SERVERS.nats.image, port: 4222, readyLine: /Server is ready/,
    command: ['-c', file, '-a', '0.0.0.0', '-p', '4222', '-js', '-sd', '/data'],
    files: [{ target: file, content: config }],
  });
  return { ...server, url: `nats://${server.host}:${server.port}` };
}

/** Redis in a container, without snapshots. */
export async function startRedisContainer({ appendOnly = false }: { appendOnly?: boolean | undefined }): Promise<AddressedServer> {
  const server = await startContainer({
    image: SERVERS.redis.image, port: 6379, readyLine: /Ready to accept connections/,
    command: ['redis-server', '--save', '', '--appendonly', appendOnly ? 'yes' : 'no'], files: [],
  });
  return { ...server, url: `redis://${server.host}:${server.port}` };
}
