import { appendFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Distributed, type DistributedConfig, type ServiceName, startDistributed } from '@countersign/distributed';
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

const anyPort = { host: '127.0.0.1', port: 0 };
const OUTPUT_LINES = 5000;
const LOG_FILE = process.env['COUNTERSIGN_E2E_LOG'];

export async function startSystem(
  replicas: DistributedConfig['replicas'], settings: NonNullable<DistributedConfig['settings']> = {}, { sharedPort = false } = {},
): Promise<DistributedSystem> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'countersign-distributed-'));
  const output: string[] = [];
  const log = (line: string): void => {
    output.push(line);
    if (LOG_FILE !== undefined) appendFileSync(LOG_FILE, `${line}\n`);
    if (output.length > OUTPUT_LINES) output.shift();
  };
  try {
    const distributed = await startDistributed({ dataDir, replicas, settings, sharedPort, http: anyPort, radius: anyPort, accounting: anyPort }, { log });
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

/** kill -9, as often as told, of a replica that `random` picks. Each is started again a second later. */
export async function killAgainAndAgain(
  { distributed }: DistributedSystem, services: readonly ServiceName[], { random, pauseMs, until }: { random: () => number; pauseMs: () => number; until: Promise<unknown> },
): Promise<number> {
  let over = false;
  const end = until.finally(() => { over = true; });
  let kills = 0;
  for (;;) {
    await Promise.race([end, new Promise((resolve) => setTimeout(resolve, pauseMs()))]);
    if (over) return kills;
    const pids = distributed.pids()[pick(services, random)].filter((pid) => pid > 0);
    const pid = pids.length > 0 ? pick(pids, random) : undefined;
    if (pid === undefined) continue;
    process.kill(pid, 'SIGKILL');
    kills += 1;
  }
}

function pick<T>(choices: readonly T[], random: () => number): T {
  const choice = choices[Math.floor(random() * choices.length)];
  if (choice === undefined) throw new Error('nothing to pick from');
  return choice;
}
