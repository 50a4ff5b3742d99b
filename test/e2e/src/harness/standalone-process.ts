import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { TestProcess, prepareCluster, temporaryFolder } from '@countersign/testing';
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

/** A standalone server as a process of its own: what a user of `npm start` has. */
export class StandaloneProcess implements AsyncDisposable {
  private constructor(
    readonly process: TestProcess, readonly dataDir: string, readonly httpUrl: string, readonly radiusPort: number, readonly accountingPort: number,
    readonly readyAfterMs: number,
  ) {}

  /** Waits for the ready line. @throws with all output when it does not come */
  static async start(options: Partial<StandaloneOptions> = {}): Promise<StandaloneProcess> {
    const dataDir = options.dataDir ?? await freshFolder();
    const started = performance.now();
    const server = await launchStandalone({ ...options, dataDir });
    try {
      await server.waitForLine(/^Ready in /, START_TIMEOUT_MS);
      const readyAfterMs = performance.now() - started;
      const [, httpUrl = ''] = await server.waitForLine(/^Admin API {2}(\S+)/);
      const [, radius, accounting] = await server.waitForLine(/^RADIUS +\S+:(\d+) \(authentication\) +\S+:(\d+) /);
      return new StandaloneProcess(server, dataDir, httpUrl, Number(radius), Number(accounting), readyAfterMs);
    } catch (error) {
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
    return { http: new URL(this.httpUrl).host, radius: `127.0.0.1:${this.radiusPort}`, accounting: `127.0.0.1:${this.accountingPort}` };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.process.stop();
  }
}
