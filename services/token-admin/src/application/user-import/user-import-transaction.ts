import type { UserRecord } from '../../domain/user-file/user-record.ts';
import type { Caller } from '../../domain/caller.ts';
import type { RunStatement } from '../jobs/job-handler.ts';
import type { Change } from '../recorded-change.ts';

/** A record of a file, ready for the directory. */
export interface StagedUser extends UserRecord {
  readonly line: number;
  readonly id: string;
  readonly loginFolded: string;
}

/** Records that the directory has something against: how many, and the first of them. */
export interface Refusals {
  readonly count: number;
  readonly first: readonly { readonly line: number; readonly login: string; readonly detail: string | null }[];
}

/** Why the directory refuses a record, in the order in which it is looked at. */
export const userRefusals = ['duplicate-login-in-file', 'invalid-login', 'login-taken', 'is-administrator', 'not-allowed', 'group-unknown', 'ends-before-start'] as const;
export type UserRefusal = (typeof userRefusals)[number];

/** What is to be done with users that are there. */
export interface TakeUsers {
  readonly existing: 'refuse' | 'skip' | 'update';
  readonly makeGroups: boolean;
}

export interface Taken {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly groupsMade: number;
}

/** One import's transaction: what is staged becomes users at the end, or is gone. */
export interface UserImportTransaction {
  readonly site: { readonly id: string; readonly name: string; readonly timeZone: string };
  readonly importId: string;
  stage(users: AsyncIterable<StagedUser>): Promise<void>;
  newId(): string;
  /** Takes out of the stage what is refused for this reason. @param first that are named */
  refuse(reason: UserRefusal, how: TakeUsers, first: number): Promise<Refusals>;
  /** Makes and changes users of what is left. @throws Refused conflict when somebody made one of them meanwhile */
  take(how: TakeUsers): Promise<Taken>;
  discard(): Promise<void>;
  record(change: Change): void;
  readonly run: RunStatement;
}

/** Runs the work in one transaction; an error leaves nothing behind, and neither does a signal that aborts. */
export type RunUserImport = <T>(siteId: string, caller: Caller, work: (transaction: UserImportTransaction) => Promise<T>, signal: AbortSignal) => Promise<T>;
