import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Delays, TestProcess, prepareCluster, temporaryFolder } from '@countersign/testing';
import { AdminApi } from './admin-api.ts';

/** The built server. */
export const entry = path.resolve(import.meta.dirname, '../../../../deploy/standalone/dist/main.js');
const sourceMaps = path.resolve(import.meta.dirname, '../../../../scripts/own-source-maps.mjs');

export interface StandaloneOptions {
  readonly dataDir: string;
  /** Where the admin API, RADIUS and accounting listen; ports that the system picks unless given. */
  readonly listen?: { readonly http?: string; readonly radius?: string; readonly accounting?: string };
  readonly flags?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly uid?: number;
  readonly gid?: number;
}

const START_TIMEOUT_MS = 90_000;

/** Starts the built server as `npm start` does, without npm; it may end at once, which is what the caller looks at. */
export async function launchStandalone({ dataDir, listen = {}, flags = [], env = {}, uid, gid }: StandaloneOptions): Promise<TestProcess> {
  if (!existsSync(entry)) throw new Error(`${entry} is missing: build first (npm run build).`);
  return TestProcess.start({
    args: [
      '--import', sourceMaps, entry, '--data', dataDir,
      '--http', listen.http ?? '127.0.0.1:0', '--radius', listen.radius ?? '127.0.0.1:0', '--accounting', listen.accounting ?? '127.0.0.1:0', ...flags,
    ],
    env,
    ...uid === undefined ? {} : { uid }, ...gid === undefined ? {} : { gid },
  });
}

/** A new data folder, but for PostgreSQL's own files: making them is a matter of the specs that name their folder. */
async function freshFolder(): Promise<string> {
  const dataDir = path.join(temporaryFolder(), 'data');
  await prepareCluster(path.join(dataDir, 'postgres'));
  return dataDir;
}

export interface Addresses {
  readonly httpUrl: string;
  readonly radiusPort: number;
  readonly accountingPort: number;
}

/** Where a server listens, by what it prints. */
export async function addressesOf(server: TestProcess): Promise<Addresses> {
  const [, httpUrl = ''] = await server.waitForLine(/^Admin API {2}(\S+)/);
  const [, radius, accounting] = await server.waitForLine(/^RADIUS +\S+:(\d+) \(authentication\) +\S+:(\d+) /);
  return { httpUrl, radiusPort: Number(radius), accountingPort: Number(accounting) };
}

/** The same as another one is told to listen there. */
export function listenOf({ httpUrl, radiusPort, accountingPort }: Addresses): NonNullable<StandaloneOptions['listen']> {
  return { http: new URL(httpUrl).host, radius: `127.0.0.1:${radiusPort}`, accounting: `127.0.0.1:${accountingPort}` };
}

/** A standalone server as a process of its own: what a user of `npm start` has. */
export class StandaloneProcess implements AsyncDisposable {
  private constructor(
    readonly process: TestProcess, readonly dataDir: string, readonly httpUrl: string, readonly radiusPort: number, readonly accountingPort: number,
    /** From its launch to its ready line, without what others took from it by holding the processors. */
    readonly readyAfterMs: number,
  ) {}

  /** Waits for the ready line. @throws with all output when it does not come */
  static async start(options: Partial<StandaloneOptions> = {}): Promise<StandaloneProcess> {
    const dataDir = options.dataDir ?? await freshFolder();
    const started = performance.now();
    const server = await launchStandalone({ ...options, dataDir });
    const delays = new Delays(server.pid);
    try {
      await server.waitForLine(/^Ready in /, START_TIMEOUT_MS);
      const readyAfterMs = performance.now() - started - delays.end();
      const { httpUrl, radiusPort, accountingPort } = await addressesOf(server);
      return new StandaloneProcess(server, dataDir, httpUrl, radiusPort, accountingPort, readyAfterMs);
    } catch (error) {
      delays.end();
      await server.end();
      throw error;
    }
  }

  get apiKeyFile(): string {
    return path.join(this.dataDir, 'admin-api-key');
  }

  async api(): Promise<AdminApi> {
    return new AdminApi(this.httpUrl, (await readFile(this.apiKeyFile, 'utf8')).trim());
  }

  /** Where it listens, so that the next one can listen at the same addresses. */
  get listen(): NonNullable<StandaloneOptions['listen']> {
    return listenOf(this);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.process.stop();
  }
}
