import type * as adminApi from '@countersign/contracts/admin-api';
import { Refused } from '../../domain/refused.ts';
import { JobTaken, type JobHandler, type JobOutcome } from './job-handler.ts';
import { JobRun } from './job-run.ts';
import { jobRights, notAllowed, type RightsNow } from './job-rights.ts';
import type { ClaimedJob, JobStore } from './job-store.ts';

export interface JobRunnerLimits {
  /** A job whose run gives no sign of life for so long is begun anew by another replica. */
  readonly jobLeaseMs: number;
  /** How often a replica looks for work that another one took in. */
  readonly jobPollMs: number;
}

export interface JobRunnerParts {
  readonly store: JobStore;
  readonly handlers: readonly JobHandler[];
  readonly limits: JobRunnerLimits;
  readonly rightsNow: RightsNow;
  /** Makes jobs of what is due by a schedule. */
  readonly bringDue?: () => Promise<void>;
  /** Hears of faults; a job that is refused is none. */
  readonly onError: (error: unknown) => void;
}

/** Jobs that a replica works on at the same time. */
export const JOBS_AT_ONCE = 2;
/** Times that a job is begun before it fails for good: what kills a process would kill every replica in turn. */
export const JOB_ATTEMPTS = 5;
/** Pause before a job that met a passing hindrance is begun anew, doubled each time. */
const PAUSE_MS = 1_000;
/** Longest pause between signs of life: what people see of the progress is no older. */
const BEAT_MS = 1_000;
/** Signs of life within a lease; so many may be lost. */
const BEATS_PER_LEASE = 5;
const TIDY_EVERY_MS = 60_000;
/** Refusals that may be over the next time. */
const PASSING: ReadonlySet<string> = new Set(['unavailable', 'conflict', 'deadline-exceeded']);

/** Works on the jobs that all replicas share. */
export class JobRunner {
  readonly #handlers: ReadonlyMap<adminApi.JobKind, JobHandler>;
  readonly #running = new Map<JobRun, { readonly handler: JobHandler; readonly work: Promise<void> }>();
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;
  #again = false;
  #tidiedAt = -Infinity;
  #started = false;

  constructor(private readonly parts: JobRunnerParts) {
    this.#handlers = new Map(parts.handlers.map((handler) => [handler.kind, handler]));
  }

  start(): void {
    this.#started = true;
    this.wake();
  }

  /** Looks for work now: somebody brought some. */
  wake(): void {
    this.#again = true;
    if (!this.#started || this.#looking !== undefined) return;
    clearTimeout(this.#timer);
    this.#again = false;
    this.#looking = this.#look().catch(this.parts.onError).finally(() => {
      this.#looking = undefined;
      if (!this.#started) return;
      if (this.#again) this.wake();
      else this.#timer = setTimeout(() => this.wake(), this.parts.limits.jobPollMs);
    });
  }

  /** Hands back what is not done: another replica begins it anew, or this one when it is back. */
  async stop(): Promise<void> {
    this.#started = false;
    clearTimeout(this.#timer);
    await this.#looking;
    for (const run of this.#running.keys()) run.stop('stopping');
    await Promise.all([...this.#running.values()].map(async ({ work }) => work));
  }

  async #look(): Promise<void> {
    const { store, limits } = this.parts;
    const now = performance.now();
    if (now - this.#tidiedAt >= Math.min(TIDY_EVERY_MS, limits.jobLeaseMs)) {
      await store.tidy();
      this.#tidiedAt = now;
    }
    await this.parts.bringDue?.().catch(this.parts.onError);
    while (this.#started && this.#running.size < JOBS_AT_ONCE) {
      const claimed = await store.claim(this.#kindsNow(), limits.jobLeaseMs);
      if (claimed === undefined) return;
      await this.#begin(claimed);
    }
  }

  #kindsNow(): adminApi.JobKind[] {
    const oneWaits = [...this.#running.values()].some(({ handler }) => handler.waitsForOthers === true);
    return [...this.#handlers.values()].filter(({ waitsForOthers }) => !oneWaits || waitsForOthers !== true).map(({ kind }) => kind);
  }

  async #begin(claimed: ClaimedJob): Promise<void> {
    const handler = this.#handlers.get(claimed.kind);
    let run: JobRun;
    try {
      run = new JobRun(this.parts.store, claimed);
    } catch (error) { // sealed with a key that is gone
      this.parts.onError(error);
      return this.parts.store.end(claimed, { done: 0, total: null, records: 0 }, failed('internal-error', null));
    }
    if (handler === undefined) throw new Error(`no handler of ${claimed.kind}`);
    const work = this.#work(run, handler, claimed).catch(this.parts.onError).finally(() => {
      this.#running.delete(run);
      this.wake();
    });
    this.#running.set(run, { handler, work });
  }

  async #work(run: JobRun, handler: JobHandler, claimed: ClaimedJob): Promise<void> {
    const { store } = this.parts;
    const heart = this.#beat(run, claimed);
    try {
      run.allow(await jobRights(claimed.caller, handler.needs(run.options), this.parts.rightsNow));
      const outcome = await handler.run(run);
      if (!run.ended) await store.end(claimed, run.lastProgress, outcome);
    } catch (error) {
      await this.#settle(run, claimed, error);
    } finally {
      heart.stop();
    }
  }

  /** What becomes of a job whose run did not come to its end. What is another run's by now stays as it is. */
  async #settle(run: JobRun, claimed: ClaimedJob, error: unknown): Promise<void> {
    const { store, onError } = this.parts;
    try {
      if (run.stopped === 'stopping') return await store.handBack(claimed, { afterMs: 0, counts: false });
      if (run.stopped === 'lost') return;
      if (run.stopped === 'forbidden') {
        const { code, detail = null } = notAllowed();
        return await store.end(claimed, run.lastProgress, failed(code, detail));
      }
      if (run.stopped === 'cancelled' || error instanceof JobTaken) return await store.end(claimed, run.lastProgress, { state: 'cancelled' });
      if (!(error instanceof Refused)) {
        onError(error);
        return await store.end(claimed, run.lastProgress, failed('internal-error', null));
      }
      if (PASSING.has(error.code) && claimed.attempt < JOB_ATTEMPTS) return await store.handBack(claimed, { afterMs: PAUSE_MS * 2 ** (claimed.attempt - 1), counts: true });
      await store.end(claimed, run.lastProgress, failed(error.code, error.detail ?? null));
    } catch (ending) {
      if (!(ending instanceof JobTaken)) throw ending; // the lease runs out, and the job begins anew
    }
  }

  /** Signs of life until it is stopped; ends the run when it is cancelled or no longer this one's. */
  #beat(run: JobRun, claimed: ClaimedJob): { stop(): void } {
    const { store, limits: { jobLeaseMs } } = this.parts;
    let heardAt = performance.now();
    let asking = false;
    const timer = setInterval(() => {
      if (performance.now() - heardAt > jobLeaseMs) run.stop('lost');
      if (asking) return;
      asking = true;
      const askedAt = performance.now();
      store.renew(claimed, run.lastProgress, jobLeaseMs).then(async (answer) => {
        heardAt = askedAt;
        if (run.ended) return;
        if (answer === 'go-on') await run.checkRights();
        else run.stop(answer === 'cancel' ? 'cancelled' : 'lost');
      }).catch(() => {}).finally(() => { asking = false; }); // without an answer the lease runs out
    }, Math.min(BEAT_MS, jobLeaseMs / BEATS_PER_LEASE));
    return { stop: () => clearInterval(timer) };
  }
}

const failed = (code: string, detail: string | null): JobOutcome => ({ state: 'failed', report: null, failure: { code, detail } });
