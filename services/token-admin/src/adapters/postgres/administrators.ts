import { foldLogin } from '@countersign/contracts';
import * as adminApi from '@countersign/contracts/admin-api';
import { changed, deleted, made } from '../../application/recorded-change.ts';
import { type Caller, requirePermission } from '../../domain/caller.ts';
import { requireWithoutLogin } from '../../domain/first-password.ts';
import { Refused } from '../../domain/refused.ts';
import { endSessions, lockAdministrators, requireAbove, requireSuperAdministrator } from './administrator-guard.ts';
import { administrators, findAdministrator } from './administrator-rows.ts';
import type { Asked } from './asked.ts';
import { revokeKeysOf } from './api-keys.ts';
import type { ChangeSql, DirectoryDatabase } from './directory-database.ts';
import { Conditions, page, type Page, type PageRequest } from './page.ts';
import { holdScope, oneWithin, within } from './reach.ts';
import { scopeColumns } from './scope-columns.ts';
import { siteFilter } from './sites.ts';
import { insertRow, requireVersion, type Optional } from './sql.ts';
import { takeBackTokens } from './take-back.ts';
import { lockUser } from './user-rows.ts';

type Administrator = adminApi.Administrator;
type Role = adminApi.Role;
type Scope = adminApi.Scope;

export interface NewAdministrator {
  readonly userId: string;
  readonly role: Role;
  readonly scope: Scope;
  /** For the first sign-in, and its argon2id hash as a PHC string. */
  readonly password: { readonly text: string; readonly hash: string };
  /** Ids of the user's tokens that stay; the others are taken back. To be said by whoever appoints somebody with tokens. */
  readonly keepTokens?: readonly string[] | undefined;
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
      return page<Administrator>(sql, query, administrators, where, { key: 'a.login_folded', id: 'a.user_id' });
    });
  }

  async get(id: string, caller: Caller): Promise<Administrator> {
    return this.database.read(async (sql) => oneWithin<Administrator>(sql, caller, 'administrator', administrators, { id, idColumn: 'a.user_id' }));
  }

  /**
   * Nothing that anybody could sign in with as this user before opens an administrator's account: the password is a new
   * one, to be changed, bypass codes and temporary passwords are withdrawn while the user is locked, and of the tokens
   * only those stay that whoever appoints has named: somebody may have kept the seed of one.
   * @param withdraw does that; when it fails, nobody is appointed
   * @throws Refused confirmation-needed, forbidden, not-found, already-exists, password-unsuitable, bad-request for tokens that are not spoken of; what `withdraw` throws
   */
  async create({ userId, role, scope, password, keepTokens }: NewAdministrator, caller: Caller, withdraw: () => Promise<void>): Promise<Administrator> {
    requireScopeFits(role, scope);
    return this.database.change(caller, async (sql) => {
      const user = await lockUser(sql, userId, caller);
      await holdScope(sql, caller, scope);
      await requireAbove(sql, caller, { role, scope });
      requireWithoutLogin(password.text, user.login);
      await insertRow(sql, 'administrator', { user_id: userId, login_folded: foldLogin(user.login), role, ...scopeColumns(scope) });
      await sql.run('UPDATE directory.user_account SET password_hash = $2, password_length = NULL, password_must_change = true, password_expires_at = NULL, version = version + 1 WHERE id = $1', [userId, password.hash]);
      await keepOnly(sql, user, keepTokens, caller);
      const after = await findAdministrator(sql, userId);
      sql.record(made('administrator', 'appoint', after));
      await withdraw();
      return after;
    });
  }

  async update(id: string, input: Optional<{ role: Role; scope: Scope }>, { caller, version }: Asked): Promise<Administrator> {
    return this.database.change(caller, async (sql) => {
      const superAdministrators = await lockAdministrators(sql);
      const before = await this.#lockBelow(sql, id, caller);
      requireVersion(before, version);
      const { role = before.role, scope = before.scope } = input;
      requireScopeFits(role, scope);
      if (input.scope !== undefined) await holdScope(sql, caller, input.scope);
      await requireAbove(sql, caller, { role, scope });
      const columns = scopeColumns(scope);
      await sql.run('UPDATE directory.administrator SET role = $2, scope_kind = $3, scope_ids = $4, version = version + 1 WHERE user_id = $1', [id, role, columns.scope_kind, columns.scope_ids]);
      await requireSuperAdministrator(sql, superAdministrators);
      const after = await findAdministrator(sql, id);
      sql.record(changed('administrator', 'update', { before, after }));
      return after;
    });
  }

  async delete(id: string, { caller, version }: Asked): Promise<void> {
    await this.database.change(caller, async (sql) => {
      const superAdministrators = await lockAdministrators(sql);
      const before = await this.#lockBelow(sql, id, caller);
      requireVersion(before, version);
      await revokeKeysOf(sql, id);
      await sql.run('DELETE FROM directory.administrator WHERE user_id = $1', [id]);
      await requireSuperAdministrator(sql, superAdministrators);
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
    const before = await oneWithin<Administrator>(sql, caller, 'administrator', administrators, { id, idColumn: 'a.user_id', lock: 'FOR UPDATE OF a' });
    await requireAbove(sql, caller, before);
    return before;
  }
}

function requireScopeFits(role: Role, scope: Scope): void {
  if (role === 'super-administrator' && scope.kind !== 'all') throw new Refused('bad-request', 'A super administrator reaches everywhere: the scope has to be `all`.');
}

/** @throws Refused bad-request: tokens that are not spoken of, or not the user's; forbidden */
async function keepOnly(sql: ChangeSql, user: adminApi.User, keep: readonly string[] | undefined, caller: Caller): Promise<void> {
  const rows = await sql.rows<{ id: string }>('SELECT token_id AS id FROM directory.assignment WHERE user_id = $1', [user.id]);
  const held = new Set(rows.map(({ id }) => id));
  if (keep === undefined && held.size > 0) throw new Refused('bad-request', 'The user has tokens, whose seeds others may know: name in `keepTokens` those that stay; the others are taken back.');
  if (keep?.some((id) => !held.has(id)) === true) throw new Refused('bad-request', 'The user does not have a token that `keepTokens` names.');
  if (new Set(keep).size === held.size) return;
  requirePermission(caller, 'tokens.assign');
  await takeBackTokens(sql, user, keep);
}
