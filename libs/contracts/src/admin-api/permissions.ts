import { z } from 'zod';

/** Everything that somebody may be allowed to do; closed. Each operation of the admin API names the one that it needs. */
export const permissions = [
  'directory.read', 'sites.write', 'groups.write',
  'users.write', 'users.unlock', 'users.password',
  'tokens.write', 'tokens.assign', 'tokens.pin', 'tokens.sync', 'tokens.import', 'tokens.bypass',
  'agent-hosts.write', 'radius-profiles.write',
  'policies.read', 'policies.write',
  'administrators.read', 'administrators.write', 'api-keys.write',
  'audit.read', 'audit.export', 'audit.verify', 'audit.administer',
  'reports.read', 'drops.read', 'sessions.read', 'sessions.end',
  'jobs.read', 'jobs.cancel', 'back-ends.write', 'radius.test',
  'settings.read', 'settings.write', 'health.read',
] as const;

export const permissionSchema = z.enum(permissions);
export type Permission = z.infer<typeof permissionSchema>;

/**
 * What an operation asks of its caller: a permission; or `session` – somebody whose password was right, at whatever
 * stage of signing in; or `anyone`.
 */
export type Access = Permission | 'session' | 'anyone';
