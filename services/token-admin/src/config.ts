import { amountSetting, databaseSettings, fileSetting, listenSetting, processSettings } from '@countersign/service-process';
import { z } from 'zod';
import { type TokenAdminLimits, defaultTokenAdminLimits } from './limits.ts';

/** Every setting of token-admin; an unknown one is an error. */
export const tokenAdminSettings = z.strictObject({
  ...processSettings,
  ...databaseSettings,
  COUNTERSIGN_HTTP: listenSetting({ description: 'Address of the admin API, and of /health/live, /health/ready and /metrics (TCP)', default: '127.0.0.1:8080' }),
  COUNTERSIGN_FIRST_API_KEY_FILE: fileSetting({ description: 'Where the first API key is written, if the file is not there; for one replica only', optional: true }),
  COUNTERSIGN_TOKENS_PER_USER: amountSetting(defaultTokenAdminLimits.tokensPerUser, 'tokens', { min: 1, max: 100 }, 'Most tokens that one user may hold'),
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
  };
}
