import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { askPort } from './ask-port.ts';
import { LOOPBACK } from './free-port.ts';
import { ManagedServer, ownFolder, type LocalServer } from './local-server.ts';
import { ServerProcess, type LineSink } from './server-process.ts';
import type { StopStep } from './stop-steps.ts';
import { waitUntilReady } from './wait-until-ready.ts';

export interface NatsOptions {
  /** Absolute path of nats-server (`findProgram('nats-server')`). */
  binary: string;
  /** Ours alone: lock, configuration and, under `jetstream`, the streams. Without it there is no JetStream. */
  storeDir?: string;
  /** More nats-server configuration (accounts, nkeys, permissions, limits). Address, port and store are set here. */
  config?: string;
  /** 0 (default): the system picks one. */
  port?: number;
  log?: LineSink;
}

/** A running NATS server. */
export interface NatsServer extends LocalServer {
  /** Without credentials. */
  readonly url: string;
}

const STOP_STEPS: readonly StopStep[] = [{ signal: 'SIGTERM', waitMs: 10_000 }, { signal: 'SIGKILL', waitMs: 5_000 }];

/**
 * Starts a NATS server on 127.0.0.1, with JetStream file storage when a folder is given.
 *
 * @throws LocalServerError
 */
export async function startNats(options: NatsOptions): Promise<NatsServer> {
  const folder = await ownFolder(options.storeDir);
  const server = await ManagedServer.start({
    program: 'nats-server', folder, stopSteps: STOP_STEPS, leftoverSteps: STOP_STEPS, log: options.log,
    workingFolder: async () => folder.path,
    prepare: async () => ({ workingFolder: folder.path, start: await launcher(folder.path, options) }),
  }, options.port ?? 0);
  return {
    host: server.host, port: server.port, url: `nats://${LOOPBACK}:${server.port}`,
    get pid() { return server.pid; },
    get ended() { return server.ended; },
    stop: async () => server.stop(),
    kill: async () => server.kill(),
    restart: async () => server.restart(),
  };
}

async function launcher(folder: string, { binary, config = '', storeDir, log }: NatsOptions): Promise<(port: number) => Promise<ServerProcess>> {
  // Keys and permissions: not for other users' eyes.
  const file = join(folder, 'nats-server.conf');
  await rm(file, { force: true });
  await writeFile(file, config, { mode: 0o600 });
  return async (port) => {
    const args = ['-c', file, '-a', LOOPBACK, '-p', String(port), ...(storeDir === undefined ? [] : ['-js', '-sd', folder])];
    const server = await ServerProcess.start({ file: binary, args, cwd: folder }, log);
    await waitUntilReady(server, { name: 'nats-server', isReady: async () => (await askPort(port, '')).startsWith('INFO ') });
    return server;
  };
}
