import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

export interface SupervisedOptions {
  readonly name: string;
  /** Of the module to run. */
  readonly file: string;
  /** For the engine, before the module. */
  readonly engineOptions?: readonly string[];
  /** Changes from start to start: a port that the system picked once is kept. */
  readonly environment: () => NodeJS.ProcessEnv;
  readonly log: (line: string) => void;
  /** Each time that it says so; the fields of its line of log. */
  readonly onReady?: (fields: Readonly<Record<string, unknown>>) => void;
}

/** Sources and build lie equally deep. */
const sourceMaps = path.resolve(import.meta.dirname, '../../../scripts/own-source-maps.mjs');
const RESTART_AFTER_MS = 1000;
const STOP_WITHIN_MS = 10_000;

/** A child that is started again, a second after it ended, until it is stopped. */
export class SupervisedProcess {
  private child: ChildProcess | undefined;
  private timer: NodeJS.Timeout | undefined;
  private stopping = false;
  private ready = false;
  private becameReady: ((fields: Readonly<Record<string, unknown>>) => void) | undefined;
  /** With the fields of its first "ready" line; rejects when it ends before. */
  readonly firstReady: Promise<Readonly<Record<string, unknown>>>;
  private failed: ((error: Error) => void) | undefined;

  constructor(private readonly options: SupervisedOptions) {
    this.firstReady = new Promise((resolve, reject) => {
      this.becameReady = resolve;
      this.failed = reject;
    });
    this.firstReady.catch(() => undefined);
    this.start();
  }

  /** 0 while it is being started again. */
  get pid(): number {
    return this.child?.pid ?? 0;
  }

  /** It has said so, and has not ended since. */
  get isReady(): boolean {
    return this.ready;
  }

  async stop(): Promise<void> {
    this.stopping = true;
    clearTimeout(this.timer);
    const { child } = this;
    if (!child) return;
    const ended = new Promise((resolve) => child.once('close', resolve));
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
    await ended;
    clearTimeout(timer);
  }

  private start(): void {
    const { name, file, engineOptions = [], environment, log } = this.options;
    const child = spawn(process.execPath, [...engineOptions, '--import', sourceMaps, file], {
      // A session of its own: Ctrl-C in the terminal reaches the starter alone, which stops its children in order. The
      // channel closes when the starter is killed; then they end as well.
      env: environment(), stdio: ['ignore', 'pipe', 'pipe', 'ipc'], detached: true,
    });
    this.child = child;
    eachLine(child.stdout, (line) => this.heard(line));
    eachLine(child.stderr, (line) => log(`${name}: ${line}`));
    child.once('error', (error) => log(`${name}: cannot be started: ${error.message}`));
    child.once('close', (code, signal) => this.ended(code, signal));
  }

  private heard(line: string): void {
    const fields = parse(line);
    if (fields?.['msg'] === 'ready') {
      this.ready = true;
      this.becameReady?.(fields);
      this.options.onReady?.(fields);
    }
    this.options.log(`${this.options.name}: ${line}`);
  }

  private ended(code: number | null, signal: NodeJS.Signals | null): void {
    this.child = undefined;
    this.ready = false;
    if (this.stopping) return;
    const how = signal ?? `exit code ${code}`;
    this.failed?.(new Error(`${this.options.name} ended before it was ready (${how})`));
    this.options.log(`${this.options.name}: ended (${how}); started again in a second`);
    this.timer = setTimeout(() => this.start(), RESTART_AFTER_MS);
  }
}

function eachLine(stream: Readable | null, handle: (line: string) => void): void {
  if (stream) createInterface({ input: stream }).on('line', handle);
}

function parse(line: string): Readonly<Record<string, unknown>> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a line that starts with a brace and parses is an object
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
