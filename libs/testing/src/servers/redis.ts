import { join } from 'node:path';
import { startRedis } from '@countersign/local-servers';
import { startRedisContainer, type AddressedServer } from './containers.ts';
import { askHost } from './host-protocol.ts';
import { uniqueName } from './names.ts';
import { temporaryFolder } from '../temporary-folder.ts';

/** Room in the shared Redis that no other spec touches, as long as every key begins with the prefix. */
export interface TestRedis { readonly url: string; readonly prefix: string }

/** Room in the shared Redis: COUNTERSIGN_TEST_REDIS_URL, else one that the run starts. */
export async function freshRedis(): Promise<TestRedis> {
  const { url } = await askHost('redis');
  return { url, prefix: `test-${uniqueName()}:` };
}

/** A Redis of one's own, to stop, kill and restart. */
export interface PrivateRedis extends AddressedServer, AsyncDisposable {}

/** Starts one in a temporary folder. @param appendOnly whether its data survive a restart */
export async function privateRedis({ appendOnly = false }: { appendOnly?: boolean } = {}): Promise<PrivateRedis> {
  const source = await askHost('source/redis');
  const server = source.kind === 'program'
    ? await startRedis({ binary: source.path, dir: join(temporaryFolder(), 'redis'), appendOnly })
    : await startRedisContainer({ appendOnly });
  return Object.assign(server, { [Symbol.asyncDispose]: async () => server.stop() });
}
