/** For tests: a whole server – every service in one process on a real PostgreSQL, RADIUS over UDP – and the program against it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { types } from 'node:util';
import { afterAll, beforeAll, expect } from '@jest/globals';
import type * as adminApi from '@countersign/contracts/admin-api';
import { cli, type CliResult, printed } from './spec-support.ts';

export const SECRET = 'testing123';

/** What `token add` prints. */
export interface Made {
  readonly token: adminApi.Token;
  readonly otpauth: string;
}

export interface Refusal {
  readonly items: string[];
  readonly message: string;
  readonly detail: string;
}

interface Postgres {
  url(database: string): string;
  stop(): Promise<unknown>;
}

interface RunningServer {
  readonly httpUrl: string;
  readonly apiKeyFile: string;
  readonly radius: { readonly port: number };
  readonly accounting: { readonly port: number };
  stop(): Promise<void>;
}

const local = { host: '127.0.0.1', port: 0 };

/** What a server is made of; given by the spec, since this program knows of no server. */
export interface ServerParts {
  readonly privatePostgres: () => Promise<Postgres>;
  readonly startStandalone: (
    config: { dataDir: string; http: typeof local; radius: typeof local; accounting: typeof local; databaseUrl: string; demo: boolean },
    listeners: { onError: (error: unknown) => void },
  ) => Promise<RunningServer>;
}

/** Jest gives each file a global `Error` of its own, and what the system throws is none of that one. */
Object.defineProperty(Error, Symbol.hasInstance, {
  value(this: unknown, candidate: unknown): boolean {
    return this === Error ? types.isNativeError(candidate) : Function.prototype[Symbol.hasInstance].call(this, candidate);
  },
});

/** A server for the specs of this file, with the sites Office, Office/Lab and Branch. */
export class ServerUnderTest {
  readonly faults: unknown[] = [];
  #postgres: Postgres | undefined;
  #server: RunningServer | undefined;
  #folder = '';

  private constructor(private readonly parts: ServerParts) {}

  /** To be called at the top of a spec: starts it before the first test and stops it after the last. */
  static use(parts: ServerParts): ServerUnderTest {
    const server = new ServerUnderTest(parts);
    beforeAll(async () => server.#start());
    afterAll(async () => server.#stop());
    return server;
  }

  get running(): RunningServer {
    if (!this.#server) throw new Error('the server is not started yet');
    return this.#server;
  }

  /** A folder of the spec's own, with the server's data folder in it. */
  get folder(): string {
    return this.#folder;
  }

  inFolder(name: string): string {
    return path.join(this.#folder, name);
  }

  get environment(): NodeJS.ProcessEnv {
    return { COUNTERSIGN_URL: this.running.httpUrl, COUNTERSIGN_API_KEY_FILE: this.running.apiKeyFile };
  }

  /** Runs a command line; words are split at spaces, so nothing in it may hold one. */
  async countersign(line: string, ...stdin: readonly string[]): Promise<CliResult> {
    return cli(line.split(' '), { stdin, environment: this.environment });
  }

  /** The JSON of a command that must succeed. */
  async ok<T>(line: string, ...stdin: readonly string[]): Promise<T> {
    const result = await this.countersign(`${line} --json`, ...stdin);
    if (result.exitCode !== 0 || result.stderr !== '') throw new Error(`${line}: ${result.exitCode} ${result.stdout}${result.stderr}`);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the spec says what it expects, and looks at it
    return printed(result) as T;
  }

  /** The error of a command that must fail. */
  async refused(line: string, exitCode: number, code: string, ...stdin: readonly string[]): Promise<Refusal> {
    const result = await this.countersign(`${line} --json`, ...stdin);
    expect({ line, exitCode: result.exitCode, printed: printed(result) }).toMatchObject({ line, exitCode, printed: { error: { code, exitCode } } });
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it has just been looked at
    return (printed(result) as { error: Refusal }).error;
  }

  /** Signs in over RADIUS, from this machine. */
  async radiusTest(login: string, secret: string, ...answers: readonly string[]): Promise<CliResult> {
    return this.countersign(`radius test ${login} --host 127.0.0.1:${this.running.radius.port} --secret-stdin --json`, secret, ...answers);
  }

  async #start(): Promise<void> {
    this.#postgres = await this.parts.privatePostgres();
    this.#folder = mkdtempSync(path.join(tmpdir(), 'countersign-cli-'));
    const config = { dataDir: this.inFolder('data'), http: local, radius: local, accounting: local, databaseUrl: this.#postgres.url('postgres'), demo: false };
    this.#server = await this.parts.startStandalone(config, { onError: (error) => { this.faults.push(error); } });
    for (const site of ['Office', 'Lab --parent Office', 'Branch']) await this.ok(`site add ${site}`);
  }

  async #stop(): Promise<void> {
    await this.#server?.stop();
    await this.#postgres?.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
