import { randomBytes } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { LocalServerError } from '../errors.ts';
import { LOOPBACK } from '../free-port.ts';
import { ManagedServer, ownFolder, type LocalServer } from '../local-server.ts';
import { serversIn } from '../process-table.ts';
import { ServerProcess, type LineSink } from '../server-process.ts';
import type { StopStep } from '../stop-steps.ts';
import { waitUntilReady } from '../wait-until-ready.ts';
import { commandAs } from './account.ts';
import { installedBinaries } from './binaries.ts';
import { clusterOf, ownerOf, rememberCluster, writePrivate } from './files.ts';
import { dataFolderArgument, initialise, SUPERUSER } from './initialise.ts';
import { place, type Placement, type RootWay } from './placement.ts';
import { serverSettings, settingArguments } from './settings.ts';

export interface PostgresOptions {
  /** Ours alone; made when it does not exist (mode 0700). Holds the lock, the superuser's password and usually the cluster. */
  dataDir: string;
  /** 0 (default): the system picks one. */
  port?: number;
  /** Gets every line that PostgreSQL writes, and what was decided here. */
  log?: LineSink;
  /** Over our settings, by PostgreSQL's names; `fsync: 'off'` also spares initdb's own sync. */
  settings?: Readonly<Record<string, string>>;
  /** Root only: insists on one way to become somebody else. Default: COUNTERSIGN_POSTGRES_AS, else the first that works. */
  as?: RootWay;
  /** Root without namespaces only: where another user's cluster and the programs' copy go. */
  systemFolder?: string;
  /** How long it may take to get ready, replaying its log after a crash included. Default one minute. */
  startTimeoutMs?: number;
}

export interface Role { name: string; password: string }

/** A running PostgreSQL. */
export interface PostgresServer extends LocalServer {
  readonly superuser: string;
  readonly superuserPassword: string;
  /** The cluster's folder (PGDATA). */
  readonly cluster: string;
  /** A connection URL; for the superuser unless a role is given. Holds the password: not for logs. */
  url(database: string, role?: Role): string;
}

/** Fast shutdown (open transactions are rolled back), then immediate, then the hard way: the log is replayed at the next start. */
const STOP_STEPS: readonly StopStep[] = [
  { signal: 'SIGINT', waitMs: 20_000 },
  { signal: 'SIGQUIT', waitMs: 5_000 },
  { signal: 'SIGKILL', waitMs: 5_000 },
];

/** The same with less patience. */
const LEFTOVER_STEPS: readonly StopStep[] = STOP_STEPS.map((step) => ({ ...step, waitMs: Math.min(step.waitMs, 4_000) }));

/** Where root without namespaces puts another user's files. */
export const SYSTEM_FOLDER = '/var/lib/countersign-postgres';

/**
 * Starts PostgreSQL in a folder; initialises it the first time. One starter at a time holds a folder;
 * what a killed one left running there is stopped first.
 *
 * @throws LocalServerError
 */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const folder = await ownFolder(options.dataDir);
  const dataDir = folder.path;
  let cluster = '';
  let password = '';
  const server = await ManagedServer.start({
    program: 'postgres', folder, stopSteps: STOP_STEPS, leftoverSteps: LEFTOVER_STEPS, log: options.log,
    workingFolder: async () => clusterOf(dataDir),
    prepare: async () => {
      const placement = await choosePlace(dataDir, options);
      password = await initialisedPassword(dataDir, placement, options);
      cluster = placement.cluster;
      return { workingFolder: cluster, start: async (port) => launch(placement, port, options) };
    },
  }, options.port ?? 0);
  return {
    host: server.host, port: server.port, superuser: SUPERUSER, superuserPassword: password, cluster,
    get pid() { return server.pid; },
    get ended() { return server.ended; },
    url: (database, role = { name: SUPERUSER, password }) => connectionUrl(server.port, database, role),
    stop: async () => server.stop(),
    kill: async () => server.kill(),
    restart: async () => server.restart(),
  };
}

async function choosePlace(dataDir: string, options: PostgresOptions): Promise<Placement> {
  const placement = await place({
    dataDir, binaries: await installedBinaries(),
    as: options.as ?? rootWayFromEnvironment(), systemFolder: options.systemFolder ?? SYSTEM_FOLDER,
  });
  options.log?.(placement.summary);
  return placement;
}

function rootWayFromEnvironment(): RootWay | undefined {
  const value = process.env['COUNTERSIGN_POSTGRES_AS'];
  if (value === undefined || value === '') return undefined;
  if (value === 'namespace' || value === 'user') return value;
  throw new LocalServerError('bad-setting', 'COUNTERSIGN_POSTGRES_AS must be "namespace" or "user".');
}

async function initialisedPassword(dataDir: string, placement: Placement, options: PostgresOptions): Promise<string> {
  const file = join(dataDir, 'superuser-password');
  if (await ownerOf(placement.cluster) !== undefined) {
    const password = await readFile(file, 'utf8').then((text) => text.trim(), () => '');
    if (password !== '') return password;
    throw new LocalServerError('password-missing', `${file} is missing or empty, but the database in ${placement.cluster} needs it. Bring the file back from a backup.`);
  }
  const password = randomBytes(24).toString('base64url');
  await writePrivate(file, `${password}\n`);
  await initialise(placement, password, options.settings?.['fsync'] !== 'off');
  await rememberCluster(dataDir, placement.cluster);
  return password;
}

async function launch({ account, binaries, cluster }: Placement, port: number, options: PostgresOptions): Promise<ServerProcess> {
  const pidFile = join(cluster, 'postmaster.pid');
  await removeStale(pidFile, cluster);
  const settings = serverSettings(port, LOOPBACK, options.settings ?? {});
  const command = commandAs(account, binaries.postgres, ['-D', dataFolderArgument(cluster), ...settingArguments(settings)]);
  const server = await ServerProcess.start({ ...command, cwd: cluster }, options.log);
  await waitUntilReady(server, { name: 'PostgreSQL', timeoutMs: options.startTimeoutMs, isReady: async () => saysReady(pidFile, server.pid) });
  return server;
}

/**
 * A crash leaves postmaster.pid behind. When its process id has become somebody else's, PostgreSQL takes
 * that stranger for its predecessor and refuses to start. Only where the process table proves that
 * nobody runs here (and we hold the lock) is the file removed; elsewhere PostgreSQL judges for itself.
 */
async function removeStale(pidFile: string, cluster: string): Promise<void> {
  if (process.platform === 'linux' && serversIn(cluster, 'postgres').length === 0) await rm(pidFile, { force: true });
}

/** postmaster.pid: line 1 is the process id, line 8 the status ("ready" once connections are accepted). */
async function saysReady(pidFile: string, pid: number): Promise<boolean> {
  const lines = await readFile(pidFile, 'utf8').then((text) => text.split('\n'), () => []);
  return Number(lines[0]) === pid && lines[7]?.trim() === 'ready';
}

function connectionUrl(port: number, database: string, role: Role): string {
  const [name, password] = [role.name, role.password].map(encodeURIComponent);
  return `postgres://${name}:${password}@${LOOPBACK}:${port}/${encodeURIComponent(database)}`;
}
