/** One user of a file, and what is wrong with it. */

/** Undefined fields are not in the file, or empty there. Times are ISO 8601 in UTC. */
export interface UserRecord {
  readonly login: string;
  readonly displayName: string | undefined;
  /** By its name. */
  readonly group: string | undefined;
  readonly mobile: string | undefined;
  readonly email: string | undefined;
  readonly identifier: string | undefined;
  readonly enabled: boolean | undefined;
  readonly startsAt: string | undefined;
  readonly endsAt: string | undefined;
  readonly maximumSessions: number | undefined;
  readonly activeOnSiteHosts: boolean | undefined;
  readonly activeOnAllHosts: boolean | undefined;
}

/** Why a record is refused by itself; more reasons come from the directory. */
export type UserRecordFault = 'bad-line' | 'too-many-cells' | 'too-few-cells' | 'login-missing' | 'invalid-login' | 'invalid-value' | 'ends-before-start';

export type UserFileEvent =
  | { readonly type: 'user'; readonly line: number; readonly user: UserRecord }
  | { readonly type: 'refused'; readonly line: number; readonly login: string | null; readonly reason: UserRecordFault; readonly detail: string | null };

export type UserFileFault = 'empty-file' | 'no-login-column' | 'unknown-column' | 'ambiguous-column' | 'secret-column' | 'invalid-text-encoding';

/** The file as a whole cannot be read. */
export class UserFileError extends Error {
  override readonly name = 'UserFileError';

  constructor(readonly reason: UserFileFault, readonly line: number, readonly detail: string | null = null) {
    super(reason);
  }
}
