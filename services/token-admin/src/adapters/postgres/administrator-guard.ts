import * as adminApi from '@countersign/contracts/admin-api';
import { type Caller, requireConfirmed } from '../../domain/caller.ts';
import { Refused } from '../../domain/refused.ts';
import { coversScope } from './reach.ts';
import { scopeColumn } from './scope-columns.ts';
import type { Sql } from './sql.ts';

interface Power {
  readonly role: adminApi.Role;
  readonly scope: adminApi.Scope;
}

/**
 * Whoever can change an administrator's password, PIN, token or account could become that administrator. So it takes
 * the permission to appoint, and no less power than the other has; and a session whose password was given lately, also for
 * the own account, or a key of the installation.
 *
 * @param own what is done to the own account: `too`; or not, where the session has an operation of its own for it
 * @returns whether it is an administrator
 * @throws Refused forbidden, confirmation-needed, session-needed
 */
export async function guardAdministrator(sql: Sql, caller: Caller, userId: string, own: 'too' | 'others-only' | 'no-administrator' = 'too'): Promise<boolean> {
  const power = await powerOf(sql, userId);
  if (power === undefined) return false;
  if (own === 'no-administrator') throw new Refused('in-use', 'The user is an administrator: take the role away first.');
  if (caller.person?.id === userId && own === 'others-only') throw new Refused('forbidden', 'The own password is changed with the present one, at /session/password.');
  if (isOwn(caller, userId)) requireConfirmed(caller);
  else await requireAbove(sql, caller, power);
  return true;
}

/**
 * The caller may appoint, has all that the role gives, everywhere where it does, and is confirmed.
 * @throws Refused forbidden, confirmation-needed, session-needed
 */
export async function requireAbove(sql: Sql, caller: Caller, power: Power): Promise<void> {
  if (!await isAbove(sql, caller, power)) throw new Refused('forbidden', 'This concerns an administrator of another scope or higher role.');
  requireConfirmed(caller);
}

/** Whether {@link guardAdministrator} would refuse the caller whatever it is about, because of whom it is about. */
export async function isBeyondPower(sql: Sql, caller: Caller, userId: string): Promise<boolean> {
  const power = await powerOf(sql, userId);
  return power !== undefined && !isOwn(caller, userId) && !await isAbove(sql, caller, power);
}

const isOwn = ({ person, keyOwnerId }: Caller, userId: string): boolean => userId === (person?.id ?? keyOwnerId);

async function isAbove(sql: Sql, caller: Caller, { role, scope }: Power): Promise<boolean> {
  const mayAppoint = caller.permissions.has('administrators.write');
  const hasAll = adminApi.rolePermissions[role].every((permission) => caller.permissions.has(permission));
  return mayAppoint && hasAll && coversScope(sql, caller.scope, scope);
}

/** Undefined: no administrator. */
async function powerOf(sql: Sql, userId: string): Promise<Power | undefined> {
  const [power] = await sql.rows<Power>(`SELECT role, ${scopeColumn()} AS scope FROM directory.administrator WHERE user_id = $1`, [userId]);
  return power;
}

/** Every session of the administrator ends; nothing happens to whoever is none. No epoch comes twice, not even with a role that is given anew. */
export async function endSessions(sql: Sql, userId: string): Promise<void> {
  await sql.run("UPDATE directory.administrator SET session_epoch = nextval('directory.session_epoch') WHERE user_id = $1", [userId]);
}

/** An administrator's login name has changed with the user's. */
export async function keepLogin(sql: Sql, userId: string): Promise<void> {
  await sql.run(`
    UPDATE directory.administrator a SET login_folded = u.login_folded FROM directory.user_account u
    WHERE u.id = a.user_id AND u.id = $1`, [userId]);
}

/** Held while somebody's power is taken away, so that two who do so do not leave nobody. */
const LOCK = 'SELECT pg_advisory_xact_lock(hashtext(\'countersign:administrators\'))';

/** Who may do everything: how many now, and how many of these for as long as nobody changes it. */
export interface SuperAdministrators {
  readonly now: number;
  readonly lasting: number;
}

/** @returns who there is before the change, for {@link requireSuperAdministrator} */
export async function lockAdministrators(sql: Sql): Promise<SuperAdministrators> {
  await sql.rows(LOCK);
  return superAdministrators(sql);
}

/**
 * Somebody has to be left who may do everything, and whose account does not end by itself unless that of everybody did
 * before. Asked after the change.
 * @throws Refused last-administrator
 */
export async function requireSuperAdministrator(sql: Sql, before: SuperAdministrators): Promise<void> {
  const left = await superAdministrators(sql);
  if (left.now === 0 || (left.lasting === 0 && before.lasting > 0)) throw new Refused('last-administrator');
}

async function superAdministrators(sql: Sql): Promise<SuperAdministrators> {
  const [found] = await sql.rows<SuperAdministrators>(`
    SELECT count(*)::int AS now, (count(*) FILTER (WHERE u.ends_at IS NULL))::int AS lasting
    FROM directory.administrator a JOIN directory.user_account u ON u.id = a.user_id
    WHERE a.role = 'super-administrator' AND u.enabled AND u.password_hash IS NOT NULL
      AND (u.starts_at IS NULL OR u.starts_at <= now()) AND (u.ends_at IS NULL OR u.ends_at > now())`);
  return found ?? { now: 0, lasting: 0 };
}
