/** Work behind a reply: what a kind of job is given, and what it answers. */
import type * as adminApi from '@countersign/contracts/admin-api';
import type { Caller } from '../../domain/caller.ts';

/** Runs a statement in the transaction of the job's work. @returns the number of rows that it touched */
export type RunStatement = (text: string, values: readonly unknown[]) => Promise<number>;

/** How a job ends by itself. */
export interface JobOutcome {
  readonly state: 'done' | 'failed';
  readonly report: adminApi.JobReport | null;
  /** A result code, where it failed. */
  readonly failure?: { readonly code: string; readonly detail: string | null };
}

/** One run of a job. Another replica begins a job anew when its run died: a handler keeps nothing before {@link end}. */
export interface RunningJob {
  readonly id: string;
  readonly siteId: string | null;
  readonly dryRun: boolean;
  /** As they were given when the job was made; its handler knows their schema. */
  readonly options: unknown;
  /** Who asked for it, with what is left of the rights of that time. */
  readonly caller: Caller;
  /** Aborts when the job is cancelled, taken over, not allowed any more, or its replica stops. Give it to `DirectoryDatabase.change`. */
  readonly signal: AbortSignal;
  /** The file from its beginning; counts as progress what was read of it. @throws when the signal aborts */
  file(): AsyncGenerator<Uint8Array, void>;
  /** From now on it needs this as well, until its end: what its options did not tell. */
  needToo(permissions: readonly adminApi.Permission[]): void;
  /** Shown within a second. @param done of the unit that `total` has: bytes of the file unless there is none */
  progress(now: { readonly done?: number; readonly total?: number; readonly records?: number }): void;
  /**
   * Ends the job in the transaction that keeps its work, so that both are there or neither. To be called last in it.
   * A handler that keeps nothing leaves it out: what it returns ends the job.
   * @throws JobTaken when the job is no longer this run's, is to be cancelled or not allowed any more: the transaction
   *   must not be committed
   */
  end(run: RunStatement, outcome: JobOutcome): Promise<void>;
}

export interface JobHandler {
  readonly kind: adminApi.JobKind;
  /** Its pace is a foreign server's: of all such work a replica does one at a time, so that none of the rest waits for it. */
  readonly waitsForOthers?: boolean;
  /** What whoever asked for it must be allowed, from its beginning to its end. */
  needs(options: unknown): readonly adminApi.Permission[];
  /**
   * @throws Refused, which fails the job; `unavailable`, `conflict` and `deadline-exceeded` begin it anew some times
   */
  run(job: RunningJob): Promise<JobOutcome>;
}

/** What somebody asks for. */
export interface NewJob {
  readonly kind: adminApi.JobKind;
  readonly siteId: string | null;
  readonly label: string;
  readonly dryRun: boolean;
  /** Kept sealed: it may hold a password. */
  readonly options: unknown;
  /** While a job of this name is under way, another is refused (already-exists). */
  readonly exclusive?: string;
}

/** The run has no say in the job any more. */
export class JobTaken extends Error {
  override readonly name = 'JobTaken';
}
