import { setImmediate as turn } from 'node:timers/promises';
import type * as adminApi from '@countersign/contracts/admin-api';
import type { Caller } from '../../domain/caller.ts';
import type { JobRights } from './job-rights.ts';
import { JobTaken, type JobOutcome, type RunningJob, type RunStatement } from './job-handler.ts';
import type { ClaimedJob, JobProgress, JobStore } from './job-store.ts';

/** What is worked on in one turn of the event loop: some hundred records, some milliseconds. */
const PIECE_BYTES = 16_384;

/** Why a run is ended from outside. */
export type Stop = 'cancelled' | 'lost' | 'stopping' | 'forbidden';

/** One run of a job: its progress, its file, its end, and the sign of life that keeps others away. */
export class JobRun implements RunningJob {
  readonly id: string;
  readonly siteId: string | null;
  readonly dryRun: boolean;
  readonly options: unknown;
  readonly #abort = new AbortController();
  #progress: JobProgress = { done: 0, total: null, records: 0 };
  #stop: Stop | undefined;
  #rights: JobRights | undefined;
  #ended = false;
  #needsToo: readonly adminApi.Permission[] = [];

  /** @throws when the options cannot be opened */
  constructor(private readonly store: JobStore, private readonly claimed: ClaimedJob) {
    this.id = claimed.jobId;
    this.siteId = claimed.siteId;
    this.dryRun = claimed.dryRun;
    this.options = claimed.options();
  }

  /** @throws before {@link allow} */
  get caller(): Caller {
    if (this.#rights === undefined) throw new Error('nobody has looked whether the job may run');
    return this.#rights.caller;
  }
  get signal(): AbortSignal {
    return this.#abort.signal;
  }
  get stopped(): Stop | undefined {
    return this.#stop;
  }
  /** Its handler has ended it in the transaction of its work. */
  get ended(): boolean {
    return this.#ended;
  }
  get lastProgress(): JobProgress {
    return this.#progress;
  }

  /** From now on it works with these rights, for as long as they last. */
  allow(rights: JobRights): void {
    this.#rights = rights;
  }

  needToo(permissions: readonly adminApi.Permission[]): void {
    this.#needsToo = permissions;
  }

  /** Ends the run when its rights are not what they were. */
  async checkRights(): Promise<void> {
    if (this.#rights !== undefined && !await this.#rights.stillThere(this.#needsToo)) this.stop('forbidden');
  }

  stop(reason: Stop): void {
    if (this.#stop !== undefined) return;
    this.#stop = reason;
    this.#abort.abort(new JobTaken(`The job was ${reason}.`));
  }

  progress(now: Partial<JobProgress>): void {
    this.#progress = { ...this.#progress, ...now };
  }

  async *file(): AsyncGenerator<Uint8Array, void> {
    let done = 0;
    for (let index = 0; ; index += 1) {
      const chunk = await this.store.chunk(this.id, index);
      if (chunk === undefined) return;
      for (let from = 0; from < chunk.length; from += PIECE_BYTES) {
        this.signal.throwIfAborted();
        const piece = chunk.subarray(from, from + PIECE_BYTES);
        yield piece;
        done += piece.length;
        this.progress({ done });
        await turn();
      }
    }
  }

  async end(run: RunStatement, outcome: JobOutcome): Promise<void> {
    await this.checkRights();
    this.signal.throwIfAborted();
    await this.store.end(this.claimed, this.#progress, outcome, run);
    this.#ended = true;
  }
}
