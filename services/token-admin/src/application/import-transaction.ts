import type { Caller } from '../domain/caller.ts';
import type { RunStatement } from './jobs/job-handler.ts';
import type { Change } from './recorded-change.ts';
import type { ImportMode, StagedToken } from './staged-token.ts';

/** Staged records whose serial number the directory has already: how many, and the first of them. */
export interface Duplicates {
  readonly count: number;
  readonly first: readonly { readonly line: number; readonly serial: string }[];
}

/** One import's transaction: what is staged becomes tokens at the end, or is gone. */
export interface ImportTransaction {
  readonly site: { readonly id: string; readonly name: string };
  readonly importId: string;
  /** Takes tokens in as they come; an error of theirs ends the transaction. */
  stage(tokens: AsyncIterable<StagedToken>): Promise<void>;
  duplicates(first: number): Promise<Duplicates>;
  /**
   * Makes tokens of what is staged and no duplicate.
   * @param expected how many that should be
   * @returns false when it was another number, because somebody imported or made tokens meanwhile: then none was made
   */
  take(mode: ImportMode, expected: number): Promise<boolean>;
  discard(): Promise<void>;
  record(change: Change): void;
  /** For what has to be kept with the import, or not at all. */
  readonly run: RunStatement;
}

/** Runs the work in one transaction; an error leaves nothing behind, and neither does a signal that aborts. */
export type RunImport = <T>(site: string, caller: Caller, work: (transaction: ImportTransaction) => Promise<T>, signal?: AbortSignal) => Promise<T>;
