/** Bounds of the process; each is a setting (config.ts). Times are milliseconds. */
export interface AuthLimits {
  /** For deciding, administration and the relay together. */
  readonly databaseConnections: number;
  readonly statementTimeoutMs: number;
  /** Most requests in one transaction, and transactions at a time. */
  readonly turnRequests: number;
  readonly turnsConcurrent: number;
  readonly turnOverlapMs: number;
  /** Static passwords in the queue, for how long one may be expected to wait there, and how many are checked at a time. */
  readonly passwordsWaiting: number;
  readonly passwordsWaitMs: number;
  readonly passwordsConcurrent: number;
  /** For one question to a back end, over all its servers; and how many questions it gets at a time, and how many wait. */
  readonly backEndMs: number;
  readonly backEndConcurrent: number;
  readonly backEndWaiting: number;
  /** Accounting-Requests that are recorded at a time, each on a connection of its own, and how many wait for it. */
  readonly accountingConcurrent: number;
  readonly accountingWaiting: number;
  /** What was recorded may wait for so long for a moment without sign-ins before it goes to the stream. */
  readonly relayWaitMs: number;
  /** Not ready once an event has waited for so long for the stream. */
  readonly outboxAgeMs: number;
  /** An online session ends after so long without a sign: of a device that sends interim updates, and of any other. */
  readonly sessionSilentMs: number;
  readonly sessionSilentWithoutInterimMs: number;
}

export const defaultAuthLimits: AuthLimits = {
  databaseConnections: 6,
  statementTimeoutMs: 2500,
  turnRequests: 256,
  turnsConcurrent: 2,
  turnOverlapMs: 20,
  passwordsWaiting: 200,
  passwordsWaitMs: 1500,
  passwordsConcurrent: 2,
  backEndMs: 1800,
  backEndConcurrent: 16,
  backEndWaiting: 64,
  accountingConcurrent: 2,
  accountingWaiting: 256,
  relayWaitMs: 5000,
  outboxAgeMs: 30_000,
  sessionSilentMs: 3_600_000,
  sessionSilentWithoutInterimMs: 86_400_000,
};
