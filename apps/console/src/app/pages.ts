import type { Permission } from '@countersign/contracts/admin-api';
import type { Messages } from '../i18n/index.ts';
import { reachesSites } from '../session/scope-reach.ts';
import type { SignedIn } from '../session/session-context.ts';

export type PageName = keyof Messages['navigation'];

/** Where a page is, and what its reader must be allowed to do. */
export interface Page {
  readonly name: PageName;
  readonly path: string;
  readonly permission: Permission | null;
  /** What it shows belongs to sites: a scope of groups holds none of it. */
  readonly ofSites?: true;
}

export interface Section {
  readonly title: PageName | null;
  readonly pages: readonly Page[];
}

/** The navigation, in its order. Pages below a page (one user, one token) need what it needs. */
export const sections: readonly Section[] = [
  { title: null, pages: [{ name: 'overview', path: '/', permission: null }, { name: 'setup', path: '/setup', permission: 'agent-hosts.write' }] },
  {
    title: 'directory',
    pages: [
      { name: 'sites', path: '/sites', permission: 'directory.read' },
      { name: 'users', path: '/users', permission: 'directory.read' },
      { name: 'userImport', path: '/import-users', permission: 'users.write', ofSites: true },
      { name: 'tokens', path: '/tokens', permission: 'directory.read' },
      { name: 'tokenImport', path: '/import', permission: 'tokens.import' },
      { name: 'agentHosts', path: '/agent-hosts', permission: 'directory.read', ofSites: true },
      { name: 'radiusProfiles', path: '/radius-profiles', permission: 'directory.read', ofSites: true },
      { name: 'addressPools', path: '/address-pools', permission: 'directory.read', ofSites: true },
      { name: 'backEnds', path: '/back-ends', permission: 'policies.read', ofSites: true },
      { name: 'directorySyncs', path: '/directory-syncs', permission: 'policies.read', ofSites: true },
    ],
  },
  {
    title: 'troubleshooting',
    pages: [
      { name: 'log', path: '/log', permission: 'audit.read' },
      { name: 'drops', path: '/drops', permission: 'drops.read' },
      { name: 'sessions', path: '/sessions', permission: 'sessions.read' },
      { name: 'reports', path: '/reports', permission: 'reports.read' },
      { name: 'test', path: '/test', permission: 'radius.test' },
    ],
  },
  {
    title: 'administration',
    pages: [
      { name: 'jobs', path: '/jobs', permission: 'jobs.read' },
      { name: 'policies', path: '/policies', permission: 'policies.read' },
      { name: 'administrators', path: '/administrators', permission: 'administrators.read' },
      { name: 'apiKeys', path: '/api-keys', permission: 'api-keys.write' },
      { name: 'forwarding', path: '/forwarding', permission: 'settings.read' },
      { name: 'settings', path: '/settings', permission: 'settings.read' },
    ],
  },
];

/** Why a page is not for who is signed in; undefined where it is. */
export function barOf({ permission, ofSites }: Pick<Page, 'permission' | 'ofSites'>, { session, can }: Pick<SignedIn, 'session' | 'can'>): 'role' | 'scope' | undefined {
  if (permission !== null && !session.permissions.includes(permission)) return 'role';
  return (permission === null || can(permission)) && (ofSites !== true || reachesSites(session)) ? undefined : 'scope';
}
