import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';

export interface TestCommand {
  /** A program; default: this Node.js. */
  file?: string;
  args: readonly string[];
  cwd?: string;
  /** Over our own environment; undefined removes a variable. */
  env?: Readonly<Record<string, string | undefined>>;
  uid?: number;
  gid?: number;
}

export interface ProcessEnd { code: number | null; signal: NodeJS.Signals | null }

const LINE_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 30_000;

/**
 * A child process under test. It leads a process group of its own, as a command typed in a terminal does.
 * Let `disposeAfterEach` end it, or call `end()`; what is forgotten ends with the test run.
 */
export class TestProcess implements AsyncDisposable {
  readonly pid: number;
  readonly ended: Promise<ProcessEnd>;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #lines: string[] = [];
  #running = true;

  private constructor(child: ChildProcessWithoutNullStreams) {
    this.#child = child;
    this.pid = child.pid ?? 0;
    child.stdin.on('error', () => {}); // it ended without reading: `ended` tells
    for (const input of [child.stdout, child.stderr]) createInterface({ input }).on('line', (line) => { this.#lines.push(line); });
    child.once('exit', () => { this.#running = false; });
    this.ended = new Promise((resolve) => { child.once('close', (code, signal) => { resolve({ code, signal }); }); });
  }

  /** Starts it. @throws when the program cannot be executed */
  static async start({ file = process.execPath, args, env, ...rest }: TestCommand): Promise<TestProcess> {
    const child = spawn(file, args, { ...rest, env: { ...process.env, ...env }, stdio: 'pipe', detached: true });
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', reject);
    });
    return new TestProcess(child);
  }

  get running(): boolean {
    return this.#running;
  }

  /** Standard output and standard error so far, line by line as they came. */
  get output(): string {
    return this.#lines.join('\n');
  }

  write(text: string): void {
    this.#child.stdin.write(text);
  }

  closeInput(): void {
    this.#child.stdin.end();
  }

  /**
   * Waits for a line of output, earlier ones included.
   *
   * @returns the match
   * @throws with all output when it ends or `timeoutMs` is over
   */
  async waitForLine(pattern: RegExp, timeoutMs: number = LINE_TIMEOUT_MS): Promise<RegExpExecArray> {
    const deadline = Date.now() + timeoutMs;
    let closed = false;
    void this.ended.then(() => { closed = true; });
    for (;;) {
      const over = closed || Date.now() >= deadline; // asked before looking: the last lines count
      const match = this.#lines.map((line) => pattern.exec(line)).find((found) => found !== null);
      if (match) return match;
      if (over) throw new Error(`No line matched ${String(pattern)} ${closed ? 'before it ended' : `in ${timeoutMs} ms`}. Output:\n${this.output}`);
      await pause(5);
    }
  }

  /** Signals the process alone, as `kill` does. */
  signal(signal: NodeJS.Signals): void {
    if (this.#running) this.#send(this.pid, signal);
  }

  /** Signals its whole process group, as Ctrl-C in a terminal does (SIGINT). */
  signalGroup(signal: NodeJS.Signals): void {
    this.#send(-this.pid, signal);
  }

  /** `kill -9` of the process alone: its children live on. */
  async kill(): Promise<ProcessEnd> {
    this.signal('SIGKILL');
    while (this.#running) await pause(2);
    return { code: this.#child.exitCode, signal: this.#child.signalCode };
  }

  /** Asks it to end (SIGTERM), and insists after `timeoutMs`. */
  async stop(timeoutMs: number = STOP_TIMEOUT_MS): Promise<ProcessEnd> {
    this.signal('SIGTERM');
    const deadline = Date.now() + timeoutMs;
    while (this.#running && Date.now() < deadline) await pause(5);
    await this.end();
    return this.ended;
  }

  /** Ends it and its process group for sure. */
  async end(): Promise<void> {
    this.signalGroup('SIGKILL');
    await this.kill();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end();
  }

  #send(target: number, signal: NodeJS.Signals): void {
    try {
      process.kill(target, signal);
    } catch {
      // It ended in this very moment, and with it its group.
    }
  }
}
