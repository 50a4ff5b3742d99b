/** Bounds of the process; each is a setting (config.ts). Times are milliseconds. */
export interface AuditLimits {
  readonly databaseConnections: number;
  readonly statementTimeoutMs: number;
  /** Messages that are taken from the stream and appended together. */
  readonly messagesPerBatch: number;
  /** A batch that is not full is followed by the next after this long, so that under load a few large ones are appended. */
  readonly batchEveryMs: number;
  /** How often the head of the chain is signed, if it has moved. */
  readonly checkpointEveryMs: number;
  /** Whole months for which the trail is kept; 0: for ever. */
  readonly retentionMonths: number;
}

export const defaultAuditLimits: AuditLimits = {
  databaseConnections: 8,
  statementTimeoutMs: 30_000,
  messagesPerBatch: 40,
  batchEveryMs: 100,
  checkpointEveryMs: 60_000,
  retentionMonths: 0,
};
