import * as adminApi from '@countersign/contracts/admin-api';
import { coversScope, reachesAnything } from './reach.ts';
import { scopeColumn } from './scope-columns.ts';
import type { Sql } from './sql.ts';

type Permission = adminApi.Permission;
type Scope = adminApi.Scope;

/** What a key may do and where; null permissions: every one that there is. */
export interface KeyPower {
  readonly permissions: readonly Permission[] | null;
  readonly scope: Scope;
}

/** An administrator, enabled and within the dates. @param id and at as SQL names them, such as `$2` */
const usable = (id: string, at: string): string => `
  FROM directory.administrator a JOIN directory.user_account u ON u.id = a.user_id
  WHERE a.user_id = ${id} AND u.enabled AND (u.starts_at IS NULL OR u.starts_at <= ${at}) AND (u.ends_at IS NULL OR u.ends_at > ${at})`;

/** A key's owner as the API shows it, of table `k`; null: the installation. */
export const OWNER_COLUMN = `CASE WHEN k.owner_id IS NOT NULL THEN jsonb_build_object('id', k.owner_id,
  'login', COALESCE((SELECT login FROM directory.user_account WHERE id = k.owner_id), ''), 'active', EXISTS (SELECT ${usable('k.owner_id', 'now()')})) END`;

/**
 * What is left of the power that a key was given: no more than its owner has now.
 * @returns undefined when the owner may not act, or reaches nothing of what the key was made for
 */
export async function powerOf(sql: Sql, ownerId: string, given: KeyPower, at: Date): Promise<KeyPower | undefined> {
  const [holder] = await sql.rows<{ role: adminApi.Role; scope: Scope }>(`SELECT a.role, ${scopeColumn('a.')} AS scope ${usable('$1', '$2')}`, [ownerId, at]);
  if (holder === undefined) return undefined;
  const held: readonly Permission[] = adminApi.rolePermissions[holder.role];
  const scope = await narrower(sql, given.scope, holder.scope);
  return scope && { scope, permissions: given.permissions === null ? held : given.permissions.filter((permission) => held.includes(permission)) };
}

/** The one that lies in the other; undefined when neither does, or nothing of it is left. */
export async function narrower(sql: Sql, one: Scope, other: Scope): Promise<Scope | undefined> {
  const inner = await coversScope(sql, other, one) ? one : await coversScope(sql, one, other) ? other : undefined;
  return inner !== undefined && await reachesAnything(sql, inner) ? inner : undefined;
}
