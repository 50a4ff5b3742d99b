import { amountSetting, databaseSettings, fileSetting, listenSetting, processSettings } from '@countersign/service-process';
import { z } from 'zod';

/** Every setting of token-admin; an unknown one is an error. */
export const tokenAdminSettings = z.strictObject({
  ...processSettings,
  ...databaseSettings,
  COUNTERSIGN_HTTP: listenSetting({ description: 'Address of the admin API, and of /health/live, /health/ready and /metrics (TCP)', default: '127.0.0.1:8080' }),
  COUNTERSIGN_FIRST_API_KEY_FILE: fileSetting({ description: 'Where the first API key is written, if the file is not there; for one replica only', optional: true }),
  COUNTERSIGN_TOKENS_PER_USER: amountSetting(3, 'tokens', { min: 1, max: 100 }, 'Most tokens that one user may hold'),
  COUNTERSIGN_IMPORT_MAX_BYTES: amountSetting(1024 ** 3, 'bytes', { min: 1024, max: 1024 ** 4 }, 'Longest token file that is imported'),
});
export type TokenAdminSettings = z.infer<typeof tokenAdminSettings>;
