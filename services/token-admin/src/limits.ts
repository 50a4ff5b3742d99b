/** Bounds of the process; each is a setting (config.ts). */
export interface TokenAdminLimits {
  readonly tokensPerUser: number;
  /** Longest token file in bytes. */
  readonly importMaxBytes: number;
  /** For administration; the relay and the question whether the database is there have three of their own. */
  readonly databaseConnections: number;
  /** After this the database ends a statement; imports take as long as they do. */
  readonly statementTimeoutMs: number;
  /** How often the published agent hosts are compared with the directory. */
  readonly reconcileMs: number;
  /** A job whose replica gives no sign of life for so long is begun anew by another. */
  readonly jobLeaseMs: number;
  /** How often a replica looks for jobs that another one took in. */
  readonly jobPollMs: number;
  /** Longest time for a page of entries of a directory to come; connecting and binding have the back end's own time. */
  readonly directoryPageMs: number;
  /** A refused sign-in of an administrator is answered no sooner. */
  readonly signInRefusalMs: number;
  /** Longest time for the body of a request to arrive; files are waited for as long as pieces of them come. */
  readonly bodyMs: number;
}

export const defaultTokenAdminLimits: TokenAdminLimits = {
  tokensPerUser: 3,
  importMaxBytes: 1024 ** 3,
  databaseConnections: 8,
  statementTimeoutMs: 30_000,
  reconcileMs: 30_000,
  jobLeaseMs: 15_000,
  jobPollMs: 1_000,
  directoryPageMs: 30_000,
  signInRefusalMs: 1_000,
  bodyMs: 30_000,
};
