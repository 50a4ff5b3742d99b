import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { ConfigError } from './config-error.ts';
import { serviceNames } from './services.ts';

/** What the distributed start decides for each replica. */
const decidedHere: ReadonlySet<string> = new Set([
  'REPLICA', 'NATS_URL', 'NATS_KEY_FILE', 'KEYS_FILE', 'DATABASE_URL', 'MIGRATION_URL', 'REDIS_URL', 'CHECKPOINT_FILE', 'RETENTION_URL', 'RADIUS', 'ACCOUNTING',
  'SHARED_PORT', 'HTTP', 'HEALTH', 'FIRST_API_KEY_FILE', 'FIRST_ADMINISTRATOR_FILE',
].map((name) => `COUNTERSIGN_${name}`));

const ofOneService = z.record(z.string(), z.string()).superRefine((settings, context) => {
  for (const name of Object.keys(settings)) {
    if (!/^COUNTERSIGN_[A-Z_]+$/.test(name)) context.addIssue({ code: 'custom', path: [name], message: 'is no COUNTERSIGN_… setting' });
    if (decidedHere.has(name)) context.addIssue({ code: 'custom', path: [name], message: 'is decided by the distributed start, not by a file' });
  }
});
const settingsSchema = z.partialRecord(z.enum(serviceNames), ofOneService);

/** Settings of the services (docs/settings.md) by service and variable. */
export type ServiceSettings = z.infer<typeof settingsSchema>;

/** Reads `{"auth": {"COUNTERSIGN_GUESS_LIMIT": "30"}}`; each service checks its own at its start. @throws ConfigError */
export function readSettingsFile(file: string): ServiceSettings {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    throw new ConfigError(`--settings: ${file} cannot be read, or is not JSON`);
  }
  const settings = settingsSchema.safeParse(content);
  if (settings.success) return settings.data;
  const [issue] = settings.error.issues;
  throw new ConfigError(`--settings: ${file}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`);
}
