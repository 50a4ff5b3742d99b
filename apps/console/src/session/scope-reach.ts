import type { Permission, Session } from '@countersign/contracts/admin-api';

/** What concerns sites as a whole, their agent hosts or the trail: whoever's scope is groups of users may hold it by role, and never use it. */
const OF_SITES: ReadonlySet<Permission> = new Set<Permission>([
  'sites.write', 'groups.write', 'tokens.import', 'agent-hosts.write', 'radius-profiles.write', 'back-ends.write', 'policies.write', 'radius.test',
  'audit.read', 'audit.export', 'audit.verify', 'audit.administer', 'drops.read', 'sessions.read', 'sessions.end', 'jobs.read', 'jobs.cancel',
]);

/** Whether there can be anything of a site, rather than of its users, in the scope. */
export const reachesSites = ({ scope }: Pick<Session, 'scope'>): boolean => scope?.kind !== 'groups';

/** What the role permits and the scope does not rule out altogether. */
export const usablePermissions = (session: Pick<Session, 'scope' | 'permissions'>): ReadonlySet<Permission> =>
  new Set(session.permissions.filter((permission) => reachesSites(session) || !OF_SITES.has(permission)));
