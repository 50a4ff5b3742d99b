import type { Caller } from '../domain/caller.ts';
import type { ImportedToken, ImportMode } from './imported-token.ts';
import type { RunStatement } from './jobs/job-handler.ts';
import type { Change } from './recorded-change.ts';

/** A token whose user the file names. */
export interface AssignableToken extends Pick<ImportedToken, 'id' | 'serial' | 'line'> {
  /** The login name that is looked for. */
  readonly login: string;
}

/** Why a token stays free although the file names its user. An administrator's sign-in would depend on the token at once: that is for people to decide. */
export type NotAssigned = 'unknown-user' | 'ambiguous-user' | 'token-limit-reached' | 'user-is-administrator';

/** One import's transaction: nobody sees its tokens before it ends well. */
export interface ImportTransaction {
  readonly site: { readonly id: string; readonly name: string };
  readonly importId: string;
  /**
   * Makes these tokens, but for those whose serial number the directory has. Where another import is bringing the same
   * serial numbers, it waits until that one has ended.
   * @returns those that were not made
   * @throws Refused `conflict` when others bring the same tokens again and again, or in another order at the same time
   */
  make(tokens: readonly ImportedToken[], mode: ImportMode): Promise<readonly ImportedToken[]>;
  /** Those of the tokens whose serial number the directory has already. */
  known(tokens: readonly ImportedToken[]): Promise<readonly ImportedToken[]>;
  /**
   * Gives each of these tokens to its user. The users are locked from then on: to be called when the file has been read.
   * @param pieces to be gone through twice; of each so many tokens that they go to the database at once
   * @param kept false: nothing of the import is kept, and whom they would go to is only looked up
   * @param left hears which tokens stay free
   * @returns how many have a user now
   */
  assign(pieces: Iterable<readonly AssignableToken[]>, kept: boolean, left: (token: AssignableToken, reason: NotAssigned) => void): Promise<number>;
  /** Undoes all that was made. */
  takeBack(): Promise<void>;
  record(change: Change): void;
  /** For what has to be kept with the import, or not at all. */
  readonly run: RunStatement;
}

/** Runs the work in one transaction; an error leaves nothing behind, and neither does a signal that aborts. */
export type RunImport = <T>(site: string, caller: Caller, work: (transaction: ImportTransaction) => Promise<T>, signal?: AbortSignal) => Promise<T>;
