import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockFolder, type FolderLock } from './folder-lock.ts';
import { LOOPBACK, startOnFreePort } from './free-port.ts';
import type { LineSink, ServerProcess } from './server-process.ts';
import { stopLeftovers, type StopStep } from './stop-steps.ts';

/** A server that is running on this host, or was and may be started again where it was. */
export interface LocalServer {
  readonly host: string;
  /** Stays the same over `restart`. */
  readonly port: number;
  /** The main process's own id; 0 while it is stopped. */
  readonly pid: number;
  /** Resolves with the last lines of output when the present process ends, expected or not. */
  readonly ended: Promise<string>;
  /** Ends it properly, escalates if need be, and lets go of the folder. Repeatable. */
  stop(): Promise<void>;
  /** SIGKILL, as a crash would be: nothing is flushed. Lets go of the folder. */
  kill(): Promise<void>;
  /** Starts it again in the same folder and on the same port, after stopping it if it runs. */
  restart(): Promise<void>;
}

/** A server's folder; a temporary one is removed when the server has ended. */
export interface OwnFolder { path: string; temporary: boolean }

/** Makes a folder of ours (mode 0700), or a temporary one, and gives its real path. */
export async function ownFolder(given: string | undefined): Promise<OwnFolder> {
  if (given !== undefined) await mkdir(given, { recursive: true, mode: 0o700 });
  return { path: await realpath(given ?? await mkdtemp(join(tmpdir(), 'countersign-'))), temporary: given === undefined };
}

/** What differs from server to server. */
export interface ServerPlan {
  /** The executable's file name, as the process table shows it. */
  program: string;
  /** Held under a lock while the server runs. */
  folder: OwnFolder;
  stopSteps: readonly StopStep[];
  /** For a server that an earlier starter left running: somebody is waiting for the next one. */
  leftoverSteps: readonly StopStep[];
  /** Where an earlier server of the folder would run. */
  workingFolder(): Promise<string>;
  /** Under the lock, with nothing running: makes what the server needs and says how to launch it. */
  prepare(): Promise<Launch>;
  log?: LineSink | undefined;
}

export interface Launch {
  /** The working folder of the server. */
  workingFolder: string;
  /** Starts it and waits until it is ready. @throws LocalServerError 'port-taken', 'start-failed', 'start-timeout' */
  start(port: number): Promise<ServerProcess>;
}

interface Running { process: ServerProcess; workingFolder: string; lock: FolderLock }

/**
 * The life of one server: the folder's lock, leftovers of an earlier life, the port, start, stop, restart.
 *
 * What a starter that was killed (`kill -9`) left running in the folder is stopped rather than adopted:
 * so every running server has our settings, our log, and a parent that ends it.
 */
export class ManagedServer implements LocalServer {
  readonly host = LOOPBACK;
  readonly #plan: ServerPlan;
  #port: number;
  #running: Running | undefined;
  #ended: Promise<string> = Promise.resolve('');

  private constructor(plan: ServerPlan, port: number) {
    this.#plan = plan;
    this.#port = port;
  }

  /** Makes the folder if need be and starts the server in it. @param port 0: the system picks one */
  static async start(plan: ServerPlan, port: number): Promise<ManagedServer> {
    const server = new ManagedServer(plan, port);
    try {
      await server.#start();
    } catch (error) {
      await server.#forgetFolder();
      throw error;
    }
    return server;
  }

  get port(): number {
    return this.#port;
  }

  get pid(): number {
    return this.#running?.process.pid ?? 0;
  }

  get ended(): Promise<string> {
    return this.#ended;
  }

  async stop(): Promise<void> {
    await this.#end(this.#plan.stopSteps);
    await this.#forgetFolder();
  }

  async kill(): Promise<void> {
    await this.#end([{ signal: 'SIGKILL', waitMs: 5_000 }]);
    await this.#forgetFolder();
  }

  async restart(): Promise<void> {
    await this.#end(this.#plan.stopSteps);
    await this.#start();
  }

  async #start(): Promise<void> {
    await mkdir(this.#plan.folder.path, { recursive: true, mode: 0o700 });
    const lock = await lockFolder(this.#plan.folder.path);
    try {
      await this.#stopLeftovers(await this.#plan.workingFolder());
      const launch = await this.#plan.prepare();
      const started = await startOnFreePort(this.#port, async (port) => ({ port, process: await launch.start(port) }));
      this.#port = started.port;
      this.#running = { process: started.process, workingFolder: launch.workingFolder, lock };
      this.#ended = started.process.ended;
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  async #stopLeftovers(folder: string): Promise<void> {
    const [pid] = await stopLeftovers(folder, this.#plan.program, this.#plan.leftoverSteps);
    if (pid !== undefined) this.#plan.log?.(`Stopped the ${this.#plan.program} (process ${pid}) that an earlier start left running in ${folder}.`);
  }

  async #end(steps: readonly StopStep[]): Promise<void> {
    const running = this.#running;
    if (running === undefined) return;
    await running.process.stop(steps);
    await stopLeftovers(running.workingFolder, this.#plan.program, steps); // what it forked, when it was killed
    await running.lock.release();
    this.#running = undefined;
  }

  async #forgetFolder(): Promise<void> {
    const { path, temporary } = this.#plan.folder;
    if (temporary) await rm(path, { recursive: true, force: true });
  }
}
