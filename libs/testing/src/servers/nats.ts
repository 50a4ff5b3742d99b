import { join } from 'node:path';
import { startNats } from '@countersign/local-servers';
import { startNatsContainer, type AddressedServer } from './containers.ts';
import { askHost } from './host-protocol.ts';
import { uniqueName } from './names.ts';
import { temporaryFolder } from '../temporary-folder.ts';

/** Room on the shared NATS server that no other spec sees. */
export interface TestNats {
  readonly url: string;
  /** Of an account of one's own, JetStream included; absent on a server that was given by its address. */
  readonly credentials?: { readonly user: string; readonly pass: string };
  /** For subjects, streams and buckets. Only on a given server do others share the account: there it alone keeps specs apart. */
  readonly prefix: string;
}

/** Room on the shared NATS server: COUNTERSIGN_TEST_NATS_URL, else one that the run starts. */
export async function freshNats(): Promise<TestNats> {
  const { url, user, password } = await askHost('nats');
  const prefix = `test-${uniqueName()}`;
  if (user !== null && password !== null) return { url, prefix, credentials: { user, pass: password } };
  const given = new URL(url);
  if (given.username === '') return { url, prefix };
  const credentials = { user: decodeURIComponent(given.username), pass: decodeURIComponent(given.password) };
  return { url: `nats://${given.host}`, prefix, credentials };
}

/** A NATS server of one's own, to configure, stop, kill and restart. */
export interface PrivateNats extends AddressedServer, AsyncDisposable {}

/**
 * Starts one with JetStream in a temporary folder.
 *
 * @param config more nats-server configuration: accounts, nkeys, permissions
 */
export async function privateNats({ config }: { config?: string } = {}): Promise<PrivateNats> {
  const source = await askHost('source/nats');
  const server = source.kind === 'program'
    ? await startNats({ binary: source.path, storeDir: join(temporaryFolder(), 'nats'), ...(config === undefined ? {} : { config }) })
    : await startNatsContainer({ config });
  return Object.assign(server, { [Symbol.asyncDispose]: async () => server.stop() });
}
