import type * as adminApi from '@countersign/contracts/admin-api';
import type { RightsNow } from '../../application/jobs/job-rights.ts';
import type { Caller } from '../../domain/caller.ts';
import { type KeyPower, narrower, powerOf } from './api-key-owners.ts';
import type { DirectoryDatabase } from './directory-database.ts';
import { scopeColumn } from './scope-columns.ts';
import type { Sql } from './sql.ts';

const KEY = `
  SELECT permissions, ${scopeColumn()} AS scope, owner_id AS "ownerId" FROM directory.api_key
  WHERE id = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $2)`;

/**
 * What somebody who asked for something earlier may still do of it: an administrator with a role, enabled and within the
 * dates; a key that is neither revoked nor expired, and its owner. The installation keeps what it was given.
 * @param now Unix milliseconds
 */
export const rightsNow = (database: DirectoryDatabase, now: () => number): RightsNow => async (maker) => database.read(async (sql) => {
  const { actor: { kind, id }, permissions, scope } = maker;
  if (kind === 'system') return maker;
  if (id === null) return undefined;
  const given: KeyPower = { permissions: [...permissions], scope };
  const left = kind === 'administrator' ? await powerOf(sql, id, given, new Date(now())) : await leftOfKey(sql, id, given, new Date(now()));
  return left && withRights(maker, left, given.permissions ?? []);
});

async function leftOfKey(sql: Sql, id: string, given: KeyPower, at: Date): Promise<KeyPower | undefined> {
  const [key] = await sql.rows<KeyPower & { ownerId: string | null }>(KEY, [id, at]);
  const scope = key && await narrower(sql, given.scope, key.scope);
  if (key === undefined || scope === undefined) return undefined;
  const of = key.permissions;
  const left: KeyPower = { scope, permissions: of === null ? given.permissions : (given.permissions ?? []).filter((each) => of.includes(each)) };
  return key.ownerId === null ? left : powerOf(sql, key.ownerId, left, at);
}

const withRights = (maker: Caller, { permissions, scope }: KeyPower, given: readonly adminApi.Permission[]): Caller =>
  ({ ...maker, scope, permissions: new Set(permissions ?? given) });
