import type { Actor } from '@countersign/contracts';
import * as adminApi from '@countersign/contracts/admin-api';
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
  /** Who acts by a session, and whether the password was given lately. */
  readonly person?: { readonly id: string; readonly confirmed: boolean };
  /** The administrator whose API key this is; an installation's key and the system have none. */
  readonly keyOwnerId?: string;
  /** Set when the request carries an Idempotency-Key: the first change of the request claims it in its transaction. */
  readonly claim?: Claim;
  /** Told when the request turned out to need the own password: its repetition needs it, too. */
  readonly onConfirmed?: () => void;
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

/**
 * What gives lasting access, or takes it, weakens the sign-ins of many, or leads passwords or the trail elsewhere, is not for whoever finds a session open: the password has to be of now. Nor is it
 * for a person's key, which shows no password: who has stolen it would do by it what the password guards. A key of the
 * installation was made for what no person is there to confirm.
 * @throws Refused confirmation-needed; session-needed
 */
export function requireConfirmed({ person, keyOwnerId, onConfirmed }: Pick<Caller, 'person' | 'keyOwnerId' | 'onConfirmed'>): void {
  if (keyOwnerId !== undefined) throw new Refused('session-needed', 'This key belongs to a person: use a session, or a key of the installation.');
  if (person?.confirmed === false) throw new Refused('confirmation-needed', 'Show the own password at /session/confirmation, and repeat this.');
  onConfirmed?.();
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
