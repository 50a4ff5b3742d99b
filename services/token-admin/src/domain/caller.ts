import { adminApi, type Actor } from '@countersign/contracts';
import { Refused } from './refused.ts';

type Permission = adminApi.Permission;
type Role = adminApi.Role;
type Scope = adminApi.Scope;

/** Who asks, what that one may do, and where. Everything that reads or changes the directory is given one. */
export interface Caller {
  /** As the trail names the caller. */
  readonly actor: Actor;
  /** An administrator's; keys and the system have none. */
  readonly role: Role | null;
  readonly permissions: ReadonlySet<Permission>;
  readonly scope: Scope;
  /** Set when the request carries an Idempotency-Key: the first change of the request claims it in its transaction. */
  readonly claim?: Claim;
}

/** Takes the request's Idempotency-Key, once. @throws when another request has taken it */
export type Claim = (run: (text: string, values: readonly unknown[]) => Promise<number>) => Promise<void>;

const everything: ReadonlySet<Permission> = new Set(adminApi.permissions);

/** The installation itself: bootstrap and maintenance. */
export const systemCaller = (label: string): Caller => ({
  actor: { kind: 'system', id: null, label, address: null }, role: null, permissions: everything, scope: { kind: 'all' },
});

/** @throws Refused forbidden */
export function requirePermission({ permissions }: Pick<Caller, 'permissions'>, permission: Permission): void {
  if (!permissions.has(permission)) throw new Refused('forbidden', `It needs the permission ${permission}.`);
}

/** Nobody gives what that one has not. @throws Refused forbidden */
export function requireHeld({ permissions }: Pick<Caller, 'permissions'>, given: readonly Permission[]): void {
  if (!given.every((permission) => permissions.has(permission))) throw new Refused('forbidden', 'It would allow more than its maker may do.');
}

/** What opens something beyond the scope of whoever does it. @throws Refused forbidden */
export function requireWholeScope({ scope }: Pick<Caller, 'scope'>, what: string): void {
  if (scope.kind !== 'all') throw new Refused('forbidden', `${what} reaches beyond the scope.`);
}

/** What belongs to a site as a whole is not for those whose scope is groups. @throws Refused forbidden */
export function requireSiteScope({ scope }: Pick<Caller, 'scope'>): void {
  if (scope.kind === 'groups') throw new Refused('forbidden', 'The scope is groups of users, and this belongs to their site.');
}
