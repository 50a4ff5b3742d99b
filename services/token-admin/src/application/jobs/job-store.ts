import type * as adminApi from '@countersign/contracts/admin-api';
import type { Caller } from '../../domain/caller.ts';
import type { JobOutcome, RunStatement } from './job-handler.ts';

/** Which run has which job. */
export interface Lease {
  readonly jobId: string;
  readonly lease: string;
}

export interface ClaimedJob extends Lease {
  readonly kind: adminApi.JobKind;
  readonly siteId: string | null;
  readonly dryRun: boolean;
  readonly attempt: number;
  readonly caller: Caller;
  /** Opens the options. @throws when their key is not there */
  options(): unknown;
}

export interface JobProgress {
  readonly done: number;
  readonly total: number | null;
  readonly records: number;
}

/** Jobs as replicas share them. The database's clock measures leases: those of replicas may differ. */
export interface JobStore {
  /** The oldest job that nobody has, or whose run died. */
  claim(kinds: readonly adminApi.JobKind[], leaseMs: number): Promise<ClaimedJob | undefined>;
  /** A sign of life. */
  renew(lease: Lease, progress: JobProgress, leaseMs: number): Promise<'go-on' | 'cancel' | 'lost'>;
  /** @param run of the transaction that keeps the work; without it, in one of its own @throws JobTaken */
  end(lease: Lease, progress: JobProgress, outcome: JobOutcome | { readonly state: 'cancelled' }, run?: RunStatement): Promise<void>;
  /** For another run to begin anew. @param counts whether this run was one too many */
  handBack(lease: Lease, again: { readonly afterMs: number; readonly counts: boolean }): Promise<void>;
  /** A piece of the file; undefined behind the last one. */
  chunk(jobId: string, index: number): Promise<Uint8Array | undefined>;
  /** Ends what no run will end, and forgets what ended long ago. */
  tidy(): Promise<void>;
}
