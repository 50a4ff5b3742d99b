/** The process of token-admin: settings, connections, shutdown. Nothing else starts things. */
import { servicePurposes } from '@countersign/crypto';
import { RedisStateStore } from '@countersign/messaging/redis';
import { connectionTimesOf, messagingOverNats, readKeysFile, runService } from '@countersign/service-process';
import { limitsOf, tlsOf, tokenAdminSettings, trustedProxiesOf } from './config.ts';
import { createTokenAdminService } from './create-token-admin-service.ts';
import { ensureFirstApiKey } from './first-api-key.ts';

await runService({
  service: 'token-admin',
  settings: tokenAdminSettings,
  start: async (settings, host) => {
    const keys = await readKeysFile(settings.COUNTERSIGN_KEYS_FILE, servicePurposes['token-admin']);
    const messaging = await messagingOverNats('token-admin', settings, host, 'reported');
    const stateStore = RedisStateStore.open({
      url: settings.COUNTERSIGN_REDIS_URL, prefix: 'countersign:', timeoutMs: settings.COUNTERSIGN_REDIS_TIMEOUT, onError: host.onError,
    });
    const service = await createTokenAdminService({
      ...host, stateStore, tls: await tlsOf(settings), trustedProxies: trustedProxiesOf(settings), bus: messaging.bus, stream: messaging.stream, bucket: messaging.bucket, keys,
      databaseUrl: settings.COUNTERSIGN_DATABASE_URL, migrationUrl: settings.COUNTERSIGN_MIGRATION_URL, listen: settings.COUNTERSIGN_HTTP,
      databaseTimes: connectionTimesOf(settings), limits: limitsOf(settings), now: Date.now,
    });
    const keyFile = settings.COUNTERSIGN_FIRST_API_KEY_FILE;
    if (keyFile !== undefined) await ensureFirstApiKey(keyFile, () => service.createApiKey('first'));
    const passwordFile = settings.COUNTERSIGN_FIRST_ADMINISTRATOR_FILE;
    if (passwordFile !== undefined) await service.ensureFirstAdministrator(passwordFile);
    return {
      addresses: { http: new URL(service.url).host },
      stop: async () => {
        await service.stop();
        await messaging.close();
        stateStore.close();
      },
    };
  },
});
