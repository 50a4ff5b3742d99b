import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import { SettingsError, amountSetting, databaseSettings, fileSetting, listenSetting, processSettings, textSetting, urlSetting } from '@countersign/service-process/settings';
import { z } from 'zod';
import { type TokenAdminLimits, defaultTokenAdminLimits } from './limits.ts';

/** Who may talk to the admin API how. */
const access = {
  COUNTERSIGN_TLS_CERTIFICATE_FILE: fileSetting({ description: 'Certificate and chain (PEM) for HTTPS; without it, administrators sign in from this machine or behind a trusted proxy only', optional: true }),
  COUNTERSIGN_TLS_KEY_FILE: fileSetting({ description: 'Private key (PEM) of the certificate', optional: true }),
  COUNTERSIGN_TRUSTED_PROXIES: textSetting({ description: 'Addresses and CIDR ranges of reverse proxies, separated by commas, whose X-Forwarded-For, X-Forwarded-Proto and X-Forwarded-Host are believed', optional: true }, /^[0-9A-Fa-f:.]+(?:\/\d{1,3})?(?:,[0-9A-Fa-f:.]+(?:\/\d{1,3})?)*$/, 'a list of addresses'),
};

const limits = {
  COUNTERSIGN_SIGN_IN_REFUSAL: amountSetting(defaultTokenAdminLimits.signInRefusalMs, 'ms', { min: 0, max: 10_000 }, 'A refused sign-in of an administrator is answered no sooner than this after it came'),
  COUNTERSIGN_BODY_TIMEOUT: amountSetting(defaultTokenAdminLimits.bodyMs, 'ms', { min: 1000, max: 600_000 }, 'Longest time for the JSON body of a request to arrive'),
  COUNTERSIGN_TOKENS_PER_USER: amountSetting(defaultTokenAdminLimits.tokensPerUser, 'tokens', { min: 1, max: 100 }, 'Most tokens that one user may hold, until an administrator sets it'),
  COUNTERSIGN_IMPORT_MAX_BYTES: amountSetting(defaultTokenAdminLimits.importMaxBytes, 'bytes', { min: 1024, max: 1024 ** 4 }, 'Longest token file that is imported'),
  COUNTERSIGN_ADMIN_STATEMENT_TIMEOUT: amountSetting(defaultTokenAdminLimits.statementTimeoutMs, 'ms', { min: 1000, max: 3_600_000 }, 'After this the database ends a statement of administration; imports take as long as they do'),
  COUNTERSIGN_RECONCILE_EVERY: amountSetting(defaultTokenAdminLimits.reconcileMs, 'ms', { min: 1000, max: 3_600_000 }, 'How often the published agent hosts are compared with the directory'),
  COUNTERSIGN_JOB_LEASE: amountSetting(defaultTokenAdminLimits.jobLeaseMs, 'ms', { min: 1000, max: 600_000 }, 'A job whose replica gives no sign of life for so long is begun anew by another'),
  COUNTERSIGN_DIRECTORY_PAGE_TIME: amountSetting(defaultTokenAdminLimits.directoryPageMs, 'ms', { min: 1_000, max: 600_000 }, 'Longest time for a page of entries of a directory to come during a synchronisation; then the next server is asked, or the run fails'),
  COUNTERSIGN_JOB_POLL: amountSetting(defaultTokenAdminLimits.jobPollMs, 'ms', { min: 100, max: 60_000 }, 'How often a replica looks for jobs that another one took in'),
};

/** What there is to set wherever token-admin runs. */
export const adminTuning = z.strictObject({ ...access, ...limits });
export type AdminTuning = z.infer<typeof adminTuning>;

/** Every setting of token-admin; an unknown one is an error. */
export const tokenAdminSettings = z.strictObject({
  ...processSettings,
  ...databaseSettings,
  COUNTERSIGN_HTTP: listenSetting({ description: 'Address of the admin API, and of /health/live, /health/ready and /metrics (TCP)', default: '127.0.0.1:8080' }),
  ...access,
  COUNTERSIGN_FIRST_API_KEY_FILE: fileSetting({ description: 'Where the first API key is written, if the file is not there; for one replica only', optional: true }),
  COUNTERSIGN_FIRST_ADMINISTRATOR_FILE: fileSetting({ description: 'Where the password of the first administrator is written while there is no administrator; deleted once it was changed; for one replica only', optional: true }),
  COUNTERSIGN_REDIS_URL: urlSetting({ description: 'Redis, where the sessions of administrators are kept' }, 'redis', 'rediss'),
  COUNTERSIGN_REDIS_TIMEOUT: amountSetting(500, 'ms', { min: 10, max: 10_000 }, 'Longest wait for a command of Redis'),
  ...limits,
  COUNTERSIGN_DATABASE_CONNECTIONS: amountSetting(defaultTokenAdminLimits.databaseConnections, 'connections', { min: 2, max: 100 }, 'Connections to the database for administration; the relay and the question whether the database is there have three of their own, jobs have six'),
});
export type TokenAdminSettings = z.infer<typeof tokenAdminSettings>;

export function limitsOf(settings: TokenAdminSettings): TokenAdminLimits {
  return { ...adminLimitsOf(settings), databaseConnections: settings.COUNTERSIGN_DATABASE_CONNECTIONS };
}

/** Those that there are wherever token-admin runs. */
export function adminLimitsOf(settings: AdminTuning): Omit<TokenAdminLimits, 'databaseConnections'> {
  return {
    tokensPerUser: settings.COUNTERSIGN_TOKENS_PER_USER,
    importMaxBytes: settings.COUNTERSIGN_IMPORT_MAX_BYTES,
    statementTimeoutMs: settings.COUNTERSIGN_ADMIN_STATEMENT_TIMEOUT,
    reconcileMs: settings.COUNTERSIGN_RECONCILE_EVERY,
    jobLeaseMs: settings.COUNTERSIGN_JOB_LEASE,
    jobPollMs: settings.COUNTERSIGN_JOB_POLL,
    directoryPageMs: settings.COUNTERSIGN_DIRECTORY_PAGE_TIME,
    signInRefusalMs: settings.COUNTERSIGN_SIGN_IN_REFUSAL,
    bodyMs: settings.COUNTERSIGN_BODY_TIMEOUT,
  };
}

/** Certificate and key, where HTTPS is served. @throws SettingsError when one of the two is missing or cannot be read, or they do not fit */
export async function tlsOf(settings: AdminTuning): Promise<{ cert: string; key: string } | undefined> {
  const [certificate, key] = [settings.COUNTERSIGN_TLS_CERTIFICATE_FILE, settings.COUNTERSIGN_TLS_KEY_FILE];
  if (certificate === undefined && key === undefined) return undefined;
  if (certificate === undefined || key === undefined) throw new SettingsError('COUNTERSIGN_TLS_CERTIFICATE_FILE and COUNTERSIGN_TLS_KEY_FILE belong together');
  const pair = { cert: await readPem('COUNTERSIGN_TLS_CERTIFICATE_FILE', certificate), key: await readPem('COUNTERSIGN_TLS_KEY_FILE', key) };
  try {
    createSecureContext(pair);
  } catch {
    // What OpenSSL says of a key is not repeated.
    throw new SettingsError(`${certificate} and ${key} are no certificate and its private key (PEM, the key without a password)`);
  }
  return pair;
}

async function readPem(name: string, file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new SettingsError(`${name}: ${file} cannot be read (${typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unknown'})`);
  }
}

/** Addresses and CIDR ranges of the proxies that are believed. */
export function trustedProxiesOf({ COUNTERSIGN_TRUSTED_PROXIES: proxies }: AdminTuning): string[] | undefined {
  return proxies?.split(',');
}
