import { askPort } from './ask-port.ts';
import { LocalServerError } from './errors.ts';
import { LOOPBACK } from './free-port.ts';
import { ManagedServer, ownFolder, type LocalServer } from './local-server.ts';
import { ServerProcess, type LineSink } from './server-process.ts';
import type { StopStep } from './stop-steps.ts';
import { waitUntilReady } from './wait-until-ready.ts';

export interface RedisOptions {
  /** Absolute path of redis-server (`findProgram('redis-server')`). */
  binary: string;
  /** Ours alone: lock and data. Without it a temporary folder, removed at the end. */
  dir?: string;
  /** 0 (default): the system picks one. */
  port?: number;
  /** Password of the default user. */
  requirePassword?: string;
  /** Path of an ACL file; excludes `requirePassword`. */
  aclFile?: string;
  /** Snapshots, in Redis's own words ("60 1000"); default '' (none). */
  save?: string;
  /** Whether each write also goes to an append-only file. Default false. */
  appendOnly?: boolean;
  log?: LineSink;
}

/** A running Redis. */
export interface RedisServer extends LocalServer {
  /** With the default user's password when there is one: not for logs. */
  readonly url: string;
}

const STOP_STEPS: readonly StopStep[] = [{ signal: 'SIGTERM', waitMs: 10_000 }, { signal: 'SIGKILL', waitMs: 5_000 }];

/**
 * Starts a Redis on 127.0.0.1.
 *
 * @throws LocalServerError
 */
export async function startRedis(options: RedisOptions): Promise<RedisServer> {
  if (options.requirePassword !== undefined && options.aclFile !== undefined) {
    throw new LocalServerError('bad-setting', 'Redis takes either a password or an ACL file: the file says who has which password.');
  }
  const folder = await ownFolder(options.dir);
  const server = await ManagedServer.start({
    program: 'redis-server', folder, stopSteps: STOP_STEPS, leftoverSteps: STOP_STEPS, log: options.log,
    workingFolder: async () => folder.path,
    prepare: async () => ({ workingFolder: folder.path, start: async (port) => launch(folder.path, port, options) }),
  }, options.port ?? 0);
  const credentials = options.requirePassword === undefined ? '' : `:${encodeURIComponent(options.requirePassword)}@`;
  return {
    host: server.host, port: server.port, url: `redis://${credentials}${LOOPBACK}:${server.port}`,
    get pid() { return server.pid; },
    get ended() { return server.ended; },
    stop: async () => server.stop(),
    kill: async () => server.kill(),
    restart: async () => server.restart(),
  };
}

async function launch(folder: string, port: number, options: RedisOptions): Promise<ServerProcess> {
  // The configuration goes to standard input: a password on the command line is everybody's.
  const server = await ServerProcess.start({ file: options.binary, args: ['-'], cwd: folder, input: configuration(port, options) }, options.log);
  await waitUntilReady(server, { name: 'redis-server', isReady: async () => isReady(await askPort(port, 'PING\r\n')) });
  return server;
}

function configuration(port: number, { requirePassword, aclFile, save = '', appendOnly = false }: RedisOptions): string {
  return [
    ['bind', LOOPBACK],
    ['port', String(port)],
    ['daemonize', 'no'],
    ['save', ...(save === '' ? [''] : save.split(' '))],
    ['appendonly', appendOnly ? 'yes' : 'no'],
    ...(requirePassword === undefined ? [] : [['requirepass', requirePassword]]),
    ...(aclFile === undefined ? [] : [['aclfile', aclFile]]),
  ].map(([name, ...values]) => `${name} ${values.map(quoted).join(' ')}\n`).join('');
}

/** A value in Redis's configuration file; whatever is not plain ASCII is written byte by byte. */
function quoted(value: string): string {
  const bytes = [...Buffer.from(value, 'utf8')];
  const plain = (byte: number): boolean => byte >= 0x20 && byte < 0x7f && byte !== 0x22 && byte !== 0x5c;
  return `"${bytes.map((byte) => (plain(byte) ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`)).join('')}"`;
}

/** Asked for a password, it is ready as well; while it loads its data it is not. */
function isReady(answer: string): boolean {
  return answer.startsWith('+PONG') || answer.startsWith('-NOAUTH') || answer.startsWith('-NOPERM');
}
