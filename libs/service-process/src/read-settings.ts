import type { z } from 'zod';

/** The settings are wrong: the message is one line, names the variable and the cause, and never quotes a value. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

const PREFIX = 'COUNTERSIGN_';

/**
 * The settings of a service, read from the variables that begin with COUNTERSIGN_. One that is empty counts as not set.
 *
 * @param schema a strict object whose keys are the variables' names
 * @throws SettingsError naming every variable that is unknown, missing or wrong
 */
export function readSettings<Settings>(schema: z.ZodType<Settings>, environment: NodeJS.ProcessEnv): Settings {
  const given = Object.entries(environment).filter(([name, value]) => name.startsWith(PREFIX) && value !== undefined && value !== '');
  const parsed = schema.safeParse(Object.fromEntries(given));
  if (parsed.success) return parsed.data;
  throw new SettingsError(parsed.error.issues.flatMap(faultsOf).join('; '));
}

function faultsOf(issue: z.core.$ZodIssue): string[] {
  if (issue.code === 'unrecognized_keys') return issue.keys.map((name) => `${name} is no setting of this service`);
  return [`${issue.path.join('.')} ${issue.message}`];
}
