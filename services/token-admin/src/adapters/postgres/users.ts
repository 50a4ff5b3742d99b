import { foldLogin, type Actor, type adminApi } from '@countersign/contracts';
import { Refused } from '../../domain/refused.ts';
import type { DirectoryDatabase } from './directory-database.ts';
import { resolveSite } from './sites.ts';
import { Conditions, one, page, requireVersion, updateRow, type Page, type PageRequest, type Sql } from './sql.ts';

type User = adminApi.User;
type UserInput = Partial<Pick<User, 'login' | 'groupId' | 'displayName' | 'mobile' | 'email' | 'enabled' | 'startsAt' | 'endsAt' | 'activeOnAllHosts' | 'activeOnSiteHosts'>>;
/** As zod gives it: a field that is not there may be undefined. */
type Optional<T> = { [K in keyof T]?: T[K] | undefined };

const SELECT = `SELECT u.id, u.site_id AS "siteId", u.group_id AS "groupId", u.login, u.display_name AS "displayName", u.mobile, u.email, u.enabled,
  u.opened_at AS "openedAt", u.starts_at AS "startsAt", u.ends_at AS "endsAt", u.password_hash IS NOT NULL AS "passwordSet",
  u.password_expires_at AS "passwordExpiresAt", u.password_must_change AS "passwordMustChange",
  u.active_on_all_hosts AS "activeOnAllHosts", u.active_on_site_hosts AS "activeOnSiteHosts",
  (SELECT count(*) FROM directory.assignment a WHERE a.user_id = u.id)::int AS tokens, u.version
  FROM directory.user_account u`;

export const findUser = async (sql: Sql, id: string): Promise<User> => one<User>(sql, 'user', `${SELECT} WHERE u.id = $1`, [id]);
/** Everybody who changes what belongs to a user locks the user first. */
export const lockUser = async (sql: Sql, id: string): Promise<User> => one<User>(sql, 'user', `${SELECT} WHERE u.id = $1 FOR UPDATE OF u`, [id]);

/** Users of the directory and their static passwords (as argon2id strings). */
export class Users {
  constructor(private readonly database: DirectoryDatabase) {}

  async list(query: PageRequest & Optional<{ site: string; login: string; search: string; groupId: string }>): Promise<Page<User>> {
    return this.database.read(async (sql) => {
      const site = query.site === undefined ? undefined : (await resolveSite(sql, query.site)).id;
      const where = new Conditions()
        .add('u.site_id = ?', site)
        .add('u.group_id = ?', query.groupId)
        .add('u.login_folded = ?', query.login && foldLogin(query.login))
        .add('starts_with(u.login_folded, ?)', query.search && foldLogin(query.search));
      return page<User>(sql, query, { select: SELECT, where, key: 'u.login_folded', id: 'u.id' });
    });
  }

  async get(id: string): Promise<User> {
    return this.database.read(async (sql) => findUser(sql, id));
  }

  async create(input: { siteId: string; login: string } & Optional<UserInput>, actor: Actor): Promise<User> {
    requireOrder(input.startsAt ?? null, input.endsAt ?? null);
    return this.database.change(actor, async (sql) => {
      const id = sql.newId();
      await sql.run(`
        INSERT INTO directory.user_account (id, site_id, group_id, login, login_folded, display_name, mobile, email, enabled, starts_at, ends_at,
          active_on_all_hosts, active_on_site_hosts)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`, [
        id, input.siteId, input.groupId ?? null, input.login, foldedLogin(input.login), input.displayName ?? '', input.mobile ?? null, input.email ?? null,
        input.enabled ?? true, input.startsAt ?? null, input.endsAt ?? null, input.activeOnAllHosts ?? false, input.activeOnSiteHosts ?? false,
      ]);
      const after = await findUser(sql, id);
      sql.record({ action: 'user.create', ...about(after), after });
      return after;
    });
  }

  async update(id: string, input: Optional<UserInput & { version: number }>, actor: Actor): Promise<User> {
    return this.database.change(actor, async (sql) => {
      const before = await lockUser(sql, id);
      requireVersion(before, input.version);
      requireOrder(input.startsAt === undefined ? before.startsAt : input.startsAt, input.endsAt === undefined ? before.endsAt : input.endsAt);
      await updateRow(sql, 'user_account', id, {
        login: input.login, login_folded: input.login && foldedLogin(input.login), group_id: input.groupId, display_name: input.displayName,
        mobile: input.mobile, email: input.email, enabled: input.enabled, starts_at: input.startsAt, ends_at: input.endsAt,
        active_on_all_hosts: input.activeOnAllHosts, active_on_site_hosts: input.activeOnSiteHosts,
      });
      const after = await findUser(sql, id);
      sql.record({ action: 'user.update', ...about(after), before, after });
      return after;
    });
  }

  async delete(id: string, actor: Actor): Promise<void> {
    await this.database.change(actor, async (sql) => {
      const before = await lockUser(sql, id);
      const taken = await sql.rows<{ id: string; serial: string; siteId: string }>(`
        DELETE FROM directory.assignment a USING directory.token t WHERE a.user_id = $1 AND t.id = a.token_id
        RETURNING t.id, t.serial, t.site_id AS "siteId"`, [id]);
      await sql.run('DELETE FROM directory.user_account WHERE id = $1', [id]);
      for (const token of taken) {
        sql.record({
          action: 'token.unassign', object: { type: 'token', id: token.id, label: token.serial }, site: token.siteId,
          user: { id, login: before.login }, before: { user: before.login }, after: { user: null },
        });
      }
      sql.record({ action: 'user.delete', ...about(before), before });
    });
  }

  /** @param hash argon2id as a PHC string; null removes the password */
  async setPassword(id: string, password: { hash: string | null; expiresAt: string | null; mustChange: boolean }, actor: Actor): Promise<User> {
    return this.database.change(actor, async (sql) => {
      const before = await lockUser(sql, id);
      await updateRow(sql, 'user_account', id, {
        password_hash: password.hash, password_expires_at: password.expiresAt, password_must_change: password.mustChange,
      });
      const after = await findUser(sql, id);
      sql.record({
        action: password.hash === null ? 'static-password.remove' : 'static-password.set', ...about(after),
        object: { type: 'static-password', id, label: after.login }, before, after,
      });
      return after;
    });
  }
}

const about = (user: User) => ({
  object: { type: 'user' as const, id: user.id, label: user.login }, site: user.siteId, user: { id: user.id, login: user.login },
});

/** A name that folds to blanks would be nobody's and everybody's. */
function foldedLogin(login: string): string {
  const folded = foldLogin(login);
  if (folded.trim() === '') throw new Refused('bad-request', 'The login name is blank.');
  return folded;
}

function requireOrder(startsAt: string | null, endsAt: string | null): void {
  if (startsAt !== null && endsAt !== null && Date.parse(startsAt) >= Date.parse(endsAt)) throw new Refused('bad-request', 'The account would end before it starts.');
}
