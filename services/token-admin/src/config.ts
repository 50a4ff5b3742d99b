import { amountSetting, databaseSettings, fileSetting, listenSetting, processSettings, urlSetting } from '@countersign/service-process';
import { z } from 'zod';
import { type TokenAdminLimits, defaultTokenAdminLimits } from './limits.ts';

/** Every setting of token-admin; an unknown one is an error. */
export const tokenAdminSettings = z.strictObject({
  ...processSettings,
  ...databaseSettings,
  COUNTERSIGN_HTTP: listenSetting({ description: 'Address of the admin API, and of /health/live, /health/ready and /metrics (TCP)', default: '127.0.0.1:8080' }),
  COUNTERSIGN_FIRST_API_KEY_FILE: fileSetting({ description: 'Where the first API key is written, if the file is not there; for one replica only', optional: true }),
  COUNTERSIGN_FIRST_ADMINISTRATOR_FILE: fileSetting({ description: 'Where the password of the first administrator is written while there is no administrator; deleted once it was changed; for one replica only', optional: true }),
  COUNTERSIGN_REDIS_URL: urlSetting({ description: 'Redis, where the sessions of administrators are kept' }, 'redis', 'rediss'),
  COUNTERSIGN_REDIS_TIMEOUT: amountSetting(500, 'ms', { min: 10, max: 10_000 }, 'Longest wait for a command of Redis'),
  COUNTERSIGN_SIGN_IN_REFUSAL: amountSetting(defaultTokenAdminLimits.signInRefusalMs, 'ms', { min: 0, max: 10_000 }, 'A refused sign-in of an administrator is answered no sooner than this after it came'),
  COUNTERSIGN_TOKENS_PER_USER: amountSetting(defaultTokenAdminLimits.tokensPerUser, 'tokens', { min: 1, max: 100 }, 'Most tokens that one user may hold, until an administrator sets it'),
  COUNTERSIGN_IMPORT_MAX_BYTES: amountSetting(defaultTokenAdminLimits.importMaxBytes, 'bytes', { min: 1024, max: 1024 ** 4 }, 'Longest token file that is imported'),
  COUNTERSIGN_DATABASE_CONNECTIONS: amountSetting(defaultTokenAdminLimits.databaseConnections, 'connections', { min: 2, max: 100 }, 'Connections to the database for administration; the relay has two of its own'),
  COUNTERSIGN_RECONCILE_EVERY: amountSetting(defaultTokenAdminLimits.reconcileMs, 'ms', { min: 1000, max: 3_600_000 }, 'How often the published agent hosts are compared with the directory'),
});
export type TokenAdminSettings = z.infer<typeof tokenAdminSettings>;

export function limitsOf(settings: TokenAdminSettings): TokenAdminLimits {
  return {
    tokensPerUser: settings.COUNTERSIGN_TOKENS_PER_USER,
    importMaxBytes: settings.COUNTERSIGN_IMPORT_MAX_BYTES,
    databaseConnections: settings.COUNTERSIGN_DATABASE_CONNECTIONS,
    reconcileMs: settings.COUNTERSIGN_RECONCILE_EVERY,
    signInRefusalMs: settings.COUNTERSIGN_SIGN_IN_REFUSAL,
  };
}
