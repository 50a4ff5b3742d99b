import { amountSetting, databaseSettings, fileSetting, healthSettings, processSettings, urlSetting, yesNoSetting } from '@countersign/service-process/settings';
import { z } from 'zod';
import { type AuditLimits, defaultAuditLimits } from './limits.ts';

/** How long the trail is kept; the same where audit shares a process with other services. */
export const retentionTuning = z.strictObject({
  COUNTERSIGN_RETENTION_MONTHS: amountSetting(defaultAuditLimits.retentionMonths, 'months', { min: 0, max: 1200 }, 'Whole months for which the trail is kept; 0: for ever. Where audit runs on its own it needs COUNTERSIGN_RETENTION_URL'),
  COUNTERSIGN_RETENTION_DROP: yesNoSetting({ description: 'Whether a month that is taken out is deleted; no: its table stays beside the trail, to be archived', default: 'no' }),
});

/** Every setting of audit; an unknown one is an error. */
export const auditSettings = z.strictObject({
  ...processSettings,
  ...healthSettings,
  ...databaseSettings,
  COUNTERSIGN_CHECKPOINT_FILE: fileSetting({ description: 'Where signed heads of the chain are appended; best on another disk than the database' }),
  COUNTERSIGN_CHECKPOINT_EVERY: amountSetting(defaultAuditLimits.checkpointEveryMs, 'ms', { min: 100, max: 86_400_000 }, 'How often the head of the chain is signed, if it has moved'),
  COUNTERSIGN_DATABASE_CONNECTIONS: amountSetting(defaultAuditLimits.databaseConnections, 'connections', { min: 3, max: 100 }, 'Connections to the database, for the one writer, for forwarding and for queries'),
  COUNTERSIGN_STATEMENT_TIMEOUT: amountSetting(defaultAuditLimits.statementTimeoutMs, 'ms', { min: 1000, max: 3_600_000 }, 'After this the database ends a statement'),
  COUNTERSIGN_BATCH_MESSAGES: amountSetting(defaultAuditLimits.messagesPerBatch, 'messages', { min: 1, max: 1000 }, 'Messages that are taken from the stream and appended together'),
  COUNTERSIGN_BATCH_EVERY: amountSetting(defaultAuditLimits.batchEveryMs, 'ms', { min: 0, max: 5000 }, 'A batch that is not full is followed by the next after this long: under load a few large ones cost far less than many small ones'),
  ...retentionTuning.shape,
  COUNTERSIGN_RETENTION_URL: urlSetting({ description: 'The database under the role countersign_audit_retention, which alone takes sealed months out of the trail; without it nothing is removed', optional: true }, 'postgres', 'postgresql'),
});
export type AuditSettings = z.infer<typeof auditSettings>;

export function limitsOf(settings: AuditSettings): AuditLimits {
  return {
    databaseConnections: settings.COUNTERSIGN_DATABASE_CONNECTIONS,
    statementTimeoutMs: settings.COUNTERSIGN_STATEMENT_TIMEOUT,
    messagesPerBatch: settings.COUNTERSIGN_BATCH_MESSAGES,
    batchEveryMs: settings.COUNTERSIGN_BATCH_EVERY,
    checkpointEveryMs: settings.COUNTERSIGN_CHECKPOINT_EVERY,
    retentionMonths: settings.COUNTERSIGN_RETENTION_MONTHS,
  };
}
