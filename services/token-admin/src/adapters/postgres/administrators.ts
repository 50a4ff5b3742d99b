import { adminApi, foldLogin } from '@countersign/contracts';
import { changed, deleted, made } from '../../application/recorded-change.ts';
import type { Caller } from '../../domain/caller.ts';
import { Refused } from '../../domain/refused.ts';
import { endSessions, lockAdministrators, requireAbove, requireSuperAdministrator } from './administrator-guard.ts';
import type { Asked } from './asked.ts';
import { revokeKeysOf } from './api-keys.ts';
import type { ChangeSql, DirectoryDatabase } from './directory-database.ts';
import { Conditions, page, type Page, type PageRequest } from './page.ts';
import { coversScope, oneWithin, within } from './reach.ts';
import { scopeColumn, scopeColumns } from './scope-columns.ts';
import { siteFilter } from './sites.ts';
import { insertRow, one, requireVersion, type Optional, type Source, type Sql } from './sql.ts';
import { lockUser } from './user-rows.ts';

type Administrator = adminApi.Administrator;
type Role = adminApi.Role;
type Scope = adminApi.Scope;

const source: Source = {
  columns: `a.user_id AS id, u.site_id AS "siteId", u.login, u.display_name AS "displayName", u.enabled, a.role, ${scopeColumn('a.')} AS scope,
    u.password_hash IS NOT NULL AS "passwordSet", u.password_must_change AS "mustChangePassword", a.password_changed_at AS "passwordChangedAt",
    (SELECT count(*) FROM directory.assignment t WHERE t.user_id = a.user_id)::int AS tokens,
    a.last_sign_in_at AS "lastSignInAt", a.created_at AS "createdAt", a.version`,
  from: 'directory.administrator a JOIN directory.user_account u ON u.id = a.user_id',
  what: 'administrator',
};
export const findAdministrator = async (sql: Sql, id: string): Promise<Administrator> => one<Administrator>(sql, source, 'WHERE a.user_id = $1', [id]);

export interface NewAdministrator {
  readonly userId: string;
  readonly role: Role;
  readonly scope: Scope;
  /** argon2id as a PHC string, for the first sign-in; the user's own when it is not given. */
  readonly passwordHash?: string | undefined;
}

/** Users with a role: who they are and how far each reaches. */
export class Administrators {
  constructor(private readonly database: DirectoryDatabase) {}

  async list(query: PageRequest & Optional<{ site: string; login: string; role: Role }>, caller: Caller): Promise<Page<Administrator>> {
    return this.database.read(async (sql) => {
      const where = new Conditions()
        .add('u.site_id = ?', await siteFilter(sql, query.site, caller))
        .add('a.login_folded = ?', query.login && foldLogin(query.login))
        .add('a.role = ?', query.role);
      await within(sql, caller, 'administrator', where);
      return page<Administrator>(sql, query, source, where, { key: 'a.login_folded', id: 'a.user_id' });
    });
  }

  async get(id: string, caller: Caller): Promise<Administrator> {
    return this.database.read(async (sql) => oneWithin<Administrator>(sql, caller, 'administrator', source, { id, idColumn: 'a.user_id' }));
  }

  async create({ userId, role, scope, passwordHash }: NewAdministrator, caller: Caller): Promise<Administrator> {
    requireScopeFits(role, scope);
    return this.database.change(caller, async (sql) => {
      const user = await lockUser(sql, userId, caller);
      await requireGrantable(sql, caller, role, scope);
      if (passwordHash === undefined && !user.passwordSet) throw new Refused('bad-request', 'The user has no static password: give one for the first sign-in.');
      await insertRow(sql, 'administrator', { user_id: userId, login_folded: foldLogin(user.login), role, ...scopeColumns(scope) });
      if (passwordHash !== undefined) {
        await sql.run('UPDATE directory.user_account SET password_hash = $2, password_length = NULL, password_must_change = true, password_expires_at = NULL, version = version + 1 WHERE id = $1', [userId, passwordHash]);
      }
      const after = await findAdministrator(sql, userId);
      sql.record(made('administrator', 'appoint', after));
      return after;
    });
  }

  async update(id: string, input: Optional<{ role: Role; scope: Scope }>, { caller, version }: Asked): Promise<Administrator> {
    return this.database.change(caller, async (sql) => {
      await lockAdministrators(sql);
      const before = await this.#lockBelow(sql, id, caller);
      requireVersion(before, version);
      const { role = before.role, scope = before.scope } = input;
      requireScopeFits(role, scope);
      await requireGrantable(sql, caller, role, scope);
      const columns = scopeColumns(scope);
      await sql.run('UPDATE directory.administrator SET role = $2, scope_kind = $3, scope_ids = $4, version = version + 1 WHERE user_id = $1', [id, role, columns.scope_kind, columns.scope_ids]);
      await requireSuperAdministrator(sql);
      const after = await findAdministrator(sql, id);
      sql.record(changed('administrator', 'update', { before, after }));
      return after;
    });
  }

  async delete(id: string, { caller, version }: Asked): Promise<void> {
    await this.database.change(caller, async (sql) => {
      await lockAdministrators(sql);
      const before = await this.#lockBelow(sql, id, caller);
      requireVersion(before, version);
      await revokeKeysOf(sql, id);
      await sql.run('DELETE FROM directory.administrator WHERE user_id = $1', [id]);
      await requireSuperAdministrator(sql);
      sql.record(deleted('administrator', before));
    });
  }

  async endSessions(id: string, caller: Caller): Promise<void> {
    await this.database.change(caller, async (sql) => {
      const before = await this.#lockBelow(sql, id, caller);
      await endSessions(sql, id);
      sql.record(changed('administrator', 'sign-out-everywhere', { before, after: before }));
    });
  }

  async #lockBelow(sql: ChangeSql, id: string, caller: Caller): Promise<Administrator> {
    const before = await oneWithin<Administrator>(sql, caller, 'administrator', source, { id, idColumn: 'a.user_id', lock: 'FOR UPDATE OF a' });
    await requireAbove(sql, caller, before);
    return before;
  }
}

function requireScopeFits(role: Role, scope: Scope): void {
  if (role === 'super-administrator' && scope.kind !== 'all') throw new Refused('bad-request', 'A super administrator reaches everywhere: the scope has to be `all`.');
}

/** @throws Refused forbidden, not-found */
async function requireGrantable(sql: Sql, caller: Caller, role: Role, scope: Scope): Promise<void> {
  const known = await coversScope(sql, { kind: 'all' }, scope);
  const inReach = known && await coversScope(sql, caller.scope, scope);
  if (scope.kind !== 'all' && !inReach) throw new Refused('not-found', 'There is no such site or group.');
  await requireAbove(sql, caller, { role, scope });
}
