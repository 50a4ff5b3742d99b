import { z } from 'zod';
import { permissions, type Permission } from './permissions.ts';

/** What an administrator may be; closed. */
export const roles = ['super-administrator', 'site-administrator', 'token-administrator', 'help-desk', 'auditor'] as const;
export const roleSchema = z.enum(roles);
export type Role = z.infer<typeof roleSchema>;

const allBut = (...withheld: readonly Permission[]): readonly Permission[] => permissions.filter((permission) => !withheld.includes(permission));
const tokens = ['tokens.write', 'tokens.assign', 'tokens.pin', 'tokens.sync', 'tokens.import', 'tokens.bypass'] as const;

/**
 * What each role may do, within the scope of who has it. A site administrator appoints others in that scope and never
 * above the own role; an auditor changes nothing, not even where the trail is forwarded to.
 */
export const rolePermissions: Readonly<Record<Role, readonly Permission[]>> = {
  'super-administrator': permissions,
  'site-administrator': allBut('settings.write', 'audit.administer'),
  'token-administrator': ['directory.read', ...tokens, 'users.unlock', 'jobs.read', 'jobs.cancel', 'radius.test', 'audit.read', 'health.read'],
  'help-desk': [
    'directory.read', 'users.unlock', 'users.password', 'tokens.pin', 'tokens.sync', 'tokens.bypass', 'radius.test', 'audit.read', 'drops.read', 'health.read',
  ],
  auditor: [
    'directory.read', 'policies.read', 'administrators.read', 'settings.read', 'audit.read', 'audit.export', 'audit.verify', 'reports.read',
    'drops.read', 'sessions.read', 'health.read',
  ],
};

/** Sites or groups in one scope; more are a site above them. */
const SCOPE_IDS = 100;
const idsSchema = z.array(z.uuid()).max(SCOPE_IDS);
const givenIdsSchema = idsSchema.min(1);

/** Where a role or a key reaches: everywhere, sites with everything below each, or groups of users. Without identifiers it reaches nothing: what it named is gone. */
export const scopeSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('all') }),
  z.strictObject({ kind: z.literal('sites'), ids: idsSchema }),
  z.strictObject({ kind: z.literal('groups'), ids: idsSchema }),
]).meta({ id: 'Scope' });
/** A scope as somebody gives it: of sites or groups it names one at least. */
export const givenScopeSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('all') }),
  z.strictObject({ kind: z.literal('sites'), ids: givenIdsSchema }),
  z.strictObject({ kind: z.literal('groups'), ids: givenIdsSchema }),
]).meta({ id: 'GivenScope' });
export type Scope = z.infer<typeof scopeSchema>;
