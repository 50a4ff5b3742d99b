import { retentionTuning } from '@countersign/audit/settings';
import { authTuning, limitsOf as authLimitsOf, rulesOf as signInRulesOf } from '@countersign/auth/settings';
import { gatewayTuning, limitsOf as gatewayLimitsOf } from '@countersign/radius-gateway/settings';
import { SettingsError, connectionSettings, connectionTimesOf, readSettings } from '@countersign/service-process/settings';
import { type AdminTuning, adminTuning } from '@countersign/token-admin/settings';
import type { ConnectionTimes } from '@countersign/persistence';
import { z } from 'zod';
import { ConfigError } from './config-error.ts';

/** The rules of a sign-in, the limits of the services, HTTPS: the same variables as where each runs on its own (docs/settings.md). */
export interface Tuning {
  readonly rules: ReturnType<typeof signInRulesOf>;
  readonly auth: ReturnType<typeof authLimitsOf>;
  readonly gateway: ReturnType<typeof gatewayLimitsOf>;
  /** Of the admin API: certificate, proxies that are believed, limits. */
  readonly admin: AdminTuning;
  /** How long the database may be silent. */
  readonly database: ConnectionTimes;
  /** How long the trail is kept. */
  readonly retention: { readonly months: number; readonly drop: boolean };
}

const variablesOf = ({ shape }: { readonly shape: object }): ReadonlySet<string> => new Set(Object.keys(shape));
const ofAuth = variablesOf(authTuning);
const ofGateway = variablesOf(gatewayTuning);
const ofAudit = variablesOf(retentionTuning);
const ofAdmin = variablesOf(adminTuning);
const databaseTuning = z.strictObject(connectionSettings);
const ofDatabase = variablesOf(databaseTuning);

export const isTuningVariable = (name: string): boolean => ofAuth.has(name) || ofGateway.has(name) || ofAudit.has(name) || ofAdmin.has(name) || ofDatabase.has(name);

/** @throws ConfigError naming each variable that is wrong */
export function readTuning(environment: NodeJS.ProcessEnv): Tuning {
  const only = (known: ReadonlySet<string>): NodeJS.ProcessEnv => Object.fromEntries(Object.entries(environment).filter(([name]) => known.has(name)));
  try {
    const auth = readSettings(authTuning, only(ofAuth));
    const retention = readSettings(retentionTuning, only(ofAudit));
    return {
      rules: signInRulesOf(auth), auth: authLimitsOf(auth), gateway: gatewayLimitsOf(readSettings(gatewayTuning, only(ofGateway))),
      admin: readSettings(adminTuning, only(ofAdmin)), database: connectionTimesOf(readSettings(databaseTuning, only(ofDatabase))),
      retention: { months: retention.COUNTERSIGN_RETENTION_MONTHS, drop: retention.COUNTERSIGN_RETENTION_DROP },
    };
  } catch (error) {
    if (error instanceof SettingsError) throw new ConfigError(`The setting ${error.message}.`);
    throw error;
  }
}
