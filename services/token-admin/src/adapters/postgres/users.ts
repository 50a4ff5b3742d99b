import { foldLogin, type Actor, type adminApi } from '@countersign/contracts';
import { changed, deleted, made } from '../../application/recorded-change.ts';
import { Refused } from '../../domain/refused.ts';
import type { Asked } from './asked.ts';
import type { DirectoryDatabase } from './directory-database.ts';
import { Conditions, page, type Page, type PageRequest } from './page.ts';
import { siteFilter } from './sites.ts';
import { insertRow, requireVersion, updateRow, type Optional } from './sql.ts';
import { findToken } from './token-rows.ts';
import { findUser, lockUser, users as source } from './user-rows.ts';

type User = adminApi.User;
type UserInput = Pick<User, 'login' | 'groupId' | 'displayName' | 'mobile' | 'email' | 'enabled' | 'startsAt' | 'endsAt' | 'activeOnAllHosts' | 'activeOnSiteHosts'>;

/** Users of the directory and their static passwords (as argon2id strings). */
export class Users {
  constructor(private readonly database: DirectoryDatabase) {}

  async list(query: PageRequest & Optional<{ site: string; login: string; search: string; groupId: string }>): Promise<Page<User>> {
    return this.database.read(async (sql) => {
      const where = new Conditions()
        .add('u.site_id = ?', await siteFilter(sql, query.site))
        .add('u.group_id = ?', query.groupId)
        .add('u.login_folded = ?', query.login && foldLogin(query.login))
        .add('starts_with(u.login_folded, ?)', query.search && foldLogin(query.search));
      return page<User>(sql, query, source, where, { key: 'u.login_folded', id: 'u.id' });
    });
  }

  async get(id: string): Promise<User> {
    return this.database.read(async (sql) => findUser(sql, id));
  }

  async create(input: { siteId: string; login: string } & Optional<UserInput>, actor: Actor): Promise<User> {
    requireOrder(input.startsAt ?? null, input.endsAt ?? null);
    return this.database.change(actor, async (sql) => {
      const id = sql.newId();
      await insertRow(sql, 'user_account', { id, site_id: input.siteId, ...columnsOf(input) });
      const after = await findUser(sql, id);
      sql.record(made('user', 'create', after));
      return after;
    });
  }

  async update(id: string, input: Optional<UserInput>, { actor, version }: Asked): Promise<User> {
    return this.database.change(actor, async (sql) => {
      const before = await lockUser(sql, id);
      requireVersion(before, version);
      requireOrder(input.startsAt === undefined ? before.startsAt : input.startsAt, input.endsAt === undefined ? before.endsAt : input.endsAt);
      await updateRow(sql, 'user_account', id, columnsOf(input));
      const after = await findUser(sql, id);
      sql.record(changed('user', 'update', { before, after }));
      return after;
    });
  }

  /** Takes the user's tokens back and ends the user's activations. */
  async delete(id: string, { actor, version }: Asked): Promise<void> {
    await this.database.change(actor, async (sql) => {
      const before = await lockUser(sql, id);
      requireVersion(before, version);
      const taken = await sql.rows<{ tokenId: string }>('DELETE FROM directory.assignment WHERE user_id = $1 RETURNING token_id AS "tokenId"', [id]);
      for (const { tokenId } of taken) {
        const token = await findToken(sql, tokenId);
        sql.record(changed('token', 'unassign', { before: token, after: token }, { user: before, was: { user: before.login }, is: { user: null } }));
      }
      const ended = await sql.run('DELETE FROM directory.agent_host_user WHERE user_id = $1', [id]);
      await sql.run('DELETE FROM directory.user_account WHERE id = $1', [id]);
      sql.record(deleted('user', before, { was: { activations: ended } }));
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
      sql.record(changed('static-password', password.hash === null ? 'remove' : 'set', { before, after }));
      return after;
    });
  }
}

const columnsOf = (input: Optional<UserInput>) => ({
  login: input.login, login_folded: input.login && foldedLogin(input.login), group_id: input.groupId, display_name: input.displayName,
  mobile: input.mobile, email: input.email, enabled: input.enabled, starts_at: input.startsAt, ends_at: input.endsAt,
  active_on_all_hosts: input.activeOnAllHosts, active_on_site_hosts: input.activeOnSiteHosts,
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
