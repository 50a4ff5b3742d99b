/** The process of the audit service: settings, connections, shutdown. Nothing else starts things. */
import { servicePurposes } from '@countersign/crypto';
import { migrateInProcess } from '@countersign/persistence';
import { connectionTimesOf, messagingOverNats, readKeysFile, runService } from '@countersign/service-process';
import { auditSettings, limitsOf } from './config.ts';
import { createAuditService } from './create-audit-service.ts';

await runService({
  service: 'audit',
  settings: auditSettings,
  start: async (settings, host) => {
    const keys = await readKeysFile(settings.COUNTERSIGN_KEYS_FILE, servicePurposes.audit);
    const messaging = await messagingOverNats('audit', settings, host);
    const service = await createAuditService({
      ...host, bus: messaging.bus, stream: messaging.stream, keys,
      databaseUrl: settings.COUNTERSIGN_DATABASE_URL, migrationUrl: settings.COUNTERSIGN_MIGRATION_URL,
      migrateTo: async (target) => migrateInProcess(target, new URL('migrations/index.js', import.meta.url)),
      checkpointFile: settings.COUNTERSIGN_CHECKPOINT_FILE, databaseTimes: connectionTimesOf(settings), limits: limitsOf(settings),
      retention: settings.COUNTERSIGN_RETENTION_URL === undefined ? undefined
        : { url: settings.COUNTERSIGN_RETENTION_URL, drop: settings.COUNTERSIGN_RETENTION_DROP },
    });
    return {
      addresses: {},
      stop: async () => {
        await service.stop();
        await messaging.close();
      },
    };
  },
});
