/** The process of the auth service: settings, connections, shutdown. Nothing else starts things. */
import { servicePurposes } from '@countersign/crypto';
import { RedisStateStore } from '@countersign/messaging/redis';
import { migrateInProcess } from '@countersign/persistence';
import { connectionTimesOf, messagingOverNats, readKeysFile, runService } from '@countersign/service-process';
import { authSettings, limitsOf, rulesOf } from './config.ts';
import { createAuthService } from './create-auth-service.ts';

await runService({
  service: 'auth',
  settings: authSettings,
  start: async (settings, host) => {
    const keys = await readKeysFile(settings.COUNTERSIGN_KEYS_FILE, servicePurposes.auth);
    const messaging = await messagingOverNats('auth', settings, host);
    const stateStore = RedisStateStore.open({
      url: settings.COUNTERSIGN_REDIS_URL, prefix: 'countersign:', timeoutMs: settings.COUNTERSIGN_REDIS_TIMEOUT, onError: host.onError,
    });
    const service = await createAuthService({
      ...host, bus: messaging.bus, stream: messaging.stream, stateStore, keys,
      databaseUrl: settings.COUNTERSIGN_DATABASE_URL, migrationUrl: settings.COUNTERSIGN_MIGRATION_URL,
      migrateTo: async (target) => migrateInProcess(target, new URL('migrations/index.js', import.meta.url)),
      databaseTimes: connectionTimesOf(settings), rules: rulesOf(settings), limits: limitsOf(settings), now: Date.now,
    });
    return {
      addresses: {},
      stop: async () => {
        await service.stop();
        await messaging.close();
        stateStore.close();
      },
    };
  },
});
