import { createSocket } from 'node:dgram';
import { appendFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Distributed, type DistributedConfig, startDistributed } from '@countersign/distributed';
import { type SeededRandom, prepareCluster } from '@countersign/testing';
import { AdminApi } from './admin-api.ts';

/** A whole installation in a temporary folder: real servers, one process per replica. */
export interface DistributedSystem {
  readonly distributed: Distributed;
  readonly api: AdminApi;
  readonly dataDir: string;
  /** Ports of the gateways. */
  readonly gateways: readonly number[];
  /** The last lines of the processes and their starter; all of them are in the file COUNTERSIGN_E2E_LOG, if set. */
  readonly output: readonly string[];
  stop(): Promise<void>;
}

const LOOPBACK = '127.0.0.1';
const anyPort = { host: LOOPBACK, port: 0 };
const OUTPUT_LINES = 5000;
const LOG_FILE = process.env['COUNTERSIGN_E2E_LOG'];

export async function startSystem(
  replicas: DistributedConfig['replicas'], settings: NonNullable<DistributedConfig['settings']> = {}, { sharedPort = false } = {},
): Promise<DistributedSystem> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'countersign-distributed-'));
  await prepareCluster(path.join(dataDir, 'postgres'));
  const output: string[] = [];
  const log = (line: string): void => {
    output.push(line);
    if (LOG_FILE !== undefined) appendFileSync(LOG_FILE, `${line}\n`);
    if (output.length > OUTPUT_LINES) output.shift();
  };
  const radius = { host: LOOPBACK, port: await freePorts(replicas['radius-gateway']) };
  try {
    const distributed = await startDistributed({ dataDir, replicas, settings, sharedPort, http: anyPort, radius, accounting: anyPort }, { log });
    return {
      distributed, dataDir, output,
      api: new AdminApi(distributed.httpUrl, (await readFile(distributed.apiKeyFile, 'utf8')).trim()),
      gateways: distributed.radius.map((address) => Number(address.slice(address.lastIndexOf(':') + 1))),
      stop: async () => {
        await distributed.stop();
        await rm(dataDir, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await rm(dataDir, { recursive: true, force: true });
    throw new Error(`the system did not start; its last words:\n${output.slice(-30).join('\n')}`, { cause: error });
  }
}

/** One kill in so many hits whatever runs, a replica that is just starting among them; the others hit one that is ready. */
const ANY_OF = 4;

/** kill -9, as often as told, of a replica that `random` picks. Each is started again a second later. */
export async function killAgainAndAgain(
  { distributed }: DistributedSystem, { random, pauseMs, until }: { random: SeededRandom; pauseMs: () => number; until: Promise<unknown> },
): Promise<number> {
  let over = false;
  const end = until.finally(() => { over = true; });
  let kills = 0;
  for (;;) {
    await Promise.race([end, new Promise((resolve) => setTimeout(resolve, pauseMs()))]);
    if (over) return kills;
    const any = random.integer(ANY_OF) === 0;
    const victims = distributed.replicas().filter(({ pid, isReady }) => pid > 0 && (any || isReady));
    if (victims.length === 0) continue;
    process.kill(random.pick(victims).pid, 'SIGKILL');
    kills += 1;
  }
}

/** The highest port below those that the system gives to sockets of clients: one of theirs must not sit on a killed gateway's. */
const PORTS_BELOW = 32_768;

/** Some consecutive UDP ports that are free. */
async function freePorts(count: number): Promise<number> {
  for (;;) {
    const first = 20_000 + Math.floor(Math.random() * (PORTS_BELOW - 20_000 - count));
    const free = await Promise.all(Array.from({ length: count }, async (_, index) => isFree(first + index)));
    if (free.every(Boolean)) return first;
  }
}

async function isFree(port: number): Promise<boolean> {
  const socket = createSocket('udp4');
  return new Promise((resolve) => {
    socket.once('error', () => resolve(false));
    socket.bind(port, LOOPBACK, () => socket.close(() => resolve(true)));
  });
}
