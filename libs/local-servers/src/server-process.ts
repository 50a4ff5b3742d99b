import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { LocalServerError } from './errors.ts';
import { escalate, signalProcess, type StopStep } from './stop-steps.ts';

/** A program to start: absolute path, arguments (visible to every user of the host: no secret), working folder. */
export interface Command {
  file: string;
  args: readonly string[];
  cwd: string;
  uid?: number;
  gid?: number;
  /** Written to standard input, the way for what nobody may see in the process list. */
  input?: string;
}

export type LineSink = (line: string) => void;

/** So many last lines of output go into an error message. */
const TAIL_LINES = 20;

/** Running servers; one listener for all of them. */
const endsWithUs = new Set<ServerProcess>();
process.once('exit', () => {
  for (const server of endsWithUs) server.signal('SIGINT');
});

/** A server as a child process: its output line by line, its end, and the way to end it. */
export class ServerProcess {
  readonly pid: number;
  /** Resolves with the last lines of output when the process has ended and its output is read. */
  readonly ended: Promise<string>;
  #running = true;
  #exitCode: number | undefined;
  readonly #tail: string[] = [];

  private constructor(child: ChildProcess, pid: number, log: LineSink | undefined) {
    this.pid = pid;
    for (const stream of [child.stdout, child.stderr]) this.#follow(stream, log);
    endsWithUs.add(this);
    child.once('exit', (code) => {
      this.#exitCode = code ?? undefined;
      this.#running = false;
      endsWithUs.delete(this);
    });
    this.ended = new Promise((resolve) => { child.once('close', () => { resolve(this.#tail.join('\n')); }); });
  }

  /**
   * Starts a program in a session of its own, so that Ctrl-C in the terminal does not reach it: services
   * drain first, then stop it. It gets next to nothing of our environment, which may hold secrets.
   * When this process exits without stopping it, it is told to end (SIGINT).
   *
   * @throws LocalServerError 'start-failed' when the program cannot be executed
   */
  static async start(command: Command, log?: LineSink): Promise<ServerProcess> {
    const child = spawn(command.file, command.args, {
      cwd: command.cwd,
      env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C', TZ: 'UTC' },
      stdio: [command.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      detached: true,
      ...(command.uid === undefined ? {} : { uid: command.uid }),
      ...(command.gid === undefined ? {} : { gid: command.gid }),
    });
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', (cause) => {
        reject(new LocalServerError('start-failed', `${command.file} cannot be started: ${cause.message}`, { cause }));
      });
    });
    child.stdin?.on('error', () => {}); // it ended before it read its input: `ended` tells
    child.stdin?.end(command.input);
    return new ServerProcess(child, child.pid ?? 0, log);
  }

  get running(): boolean {
    return this.#running;
  }

  /** Undefined while it runs, and when a signal ended it. */
  get exitCode(): number | undefined {
    return this.#exitCode;
  }

  signal(signal: NodeJS.Signals): void {
    if (this.#running) signalProcess(this.pid, signal);
  }

  /** Sends the steps' signals until the process has ended. @throws LocalServerError 'not-stopped' */
  async stop(steps: readonly StopStep[]): Promise<void> {
    if (this.#running) {
      await escalate(steps, (signal) => { this.signal(signal); }, () => !this.#running, `Process ${this.pid}`);
    }
    await this.ended;
  }

  #follow(stream: Readable | null, log: LineSink | undefined): void {
    if (stream === null) return;
    createInterface({ input: stream }).on('line', (line) => {
      this.#tail.push(line);
      if (this.#tail.length > TAIL_LINES) this.#tail.shift();
      log?.(line);
    });
  }
}
