import { foldLogin } from '@countersign/contracts';
import * as adminApi from '@countersign/contracts/admin-api';
import { changed } from '../../application/recorded-change.ts';
import type { Caller } from '../../domain/caller.ts';
import { endSessions } from './administrator-guard.ts';
import type { DirectoryDatabase } from './directory-database.ts';
import { scopeColumn } from './scope-columns.ts';
import { findUser } from './user-rows.ts';

/** An administrator as signing in and every later request need to know that one. */
export interface Account {
  readonly id: string;
  readonly siteId: string;
  readonly login: string;
  readonly displayName: string;
  readonly role: adminApi.Role;
  readonly scope: adminApi.Scope;
  readonly epoch: number;
  readonly lastSignInAt: string | null;
}

const SELECT = `
  SELECT a.user_id AS id, u.site_id AS "siteId", u.login, u.display_name AS "displayName", a.role, ${scopeColumn('a.')} AS scope,
    a.session_epoch AS epoch, a.last_sign_in_at AS "lastSignInAt"
  FROM directory.administrator a JOIN directory.user_account u ON u.id = a.user_id`;

/** Without a sign-in for so long, a second super administrator may be of no help any more. */
const IDLE = '3 months';

/** What administrators do to their own accounts by signing in; all of it true from the next request on. */
export class OwnAccounts {
  constructor(private readonly database: DirectoryDatabase, private readonly now: () => number) {}

  async byLogin(login: string): Promise<Account | undefined> {
    const [account] = await this.database.read(async (sql) => sql.rows<Account>(`${SELECT} WHERE a.login_folded = $1`, [foldLogin(login)]));
    return account;
  }

  /** Undefined when there is no such administrator, or the account may not be used now. */
  async usable(id: string): Promise<Account | undefined> {
    const [account] = await this.database.read(async (sql) => sql.rows<Account>(
      `${SELECT} WHERE a.user_id = $1 AND u.enabled AND (u.starts_at IS NULL OR u.starts_at <= $2) AND (u.ends_at IS NULL OR u.ends_at > $2)`,
      [id, new Date(this.now())]));
    return account;
  }

  /** The tokens that are assigned to this administrator now, whatever there was at the sign-in; what is disabled or lost cannot be used. */
  async ownTokens(id: string): Promise<{ readonly assignmentId: string; readonly usable: boolean }[]> {
    return this.database.read(async (sql) => sql.rows(`
      SELECT a.id AS "assignmentId", t.enabled AND NOT t.lost AS usable
      FROM directory.assignment a JOIN directory.token t ON t.id = a.token_id WHERE a.user_id = $1`, [id]));
  }

  /** auth has written the record of it. */
  async signedIn(id: string): Promise<void> {
    await this.database.read(async (sql) => sql.run('UPDATE directory.administrator SET last_sign_in_at = $2 WHERE user_id = $1', [id, new Date(this.now())]));
  }

  /** Every session made before is over. @returns the epoch of the next one */
  async setPassword(id: string, { hash, length }: { hash: string; length: number }, caller: Caller): Promise<number> {
    return this.database.change(caller, async (sql) => {
      const before = await findUser(sql, id);
      await sql.run('UPDATE directory.user_account SET password_hash = $2, password_length = $3, password_must_change = false, password_expires_at = NULL, version = version + 1 WHERE id = $1', [id, hash, length]);
      await sql.run('UPDATE directory.administrator SET password_changed_at = $2 WHERE user_id = $1', [id, new Date(this.now())]);
      await endSessions(sql, id);
      const after = await findUser(sql, id);
      sql.record(changed('static-password', 'change', { before, after }));
      const [row] = await sql.rows<{ epoch: number }>('SELECT session_epoch AS epoch FROM directory.administrator WHERE user_id = $1', [id]);
      return row?.epoch ?? 0;
    });
  }

  async endSessions(id: string, caller: Caller): Promise<void> {
    await this.database.change(caller, async (sql) => {
      const user = await findUser(sql, id);
      await endSessions(sql, id);
      sql.record({ ...changed('user', 'sign-out-everywhere', { before: user, after: user }), action: 'administrator.sign-out-everywhere' });
    });
  }

  /** What there is to say about who could help when a super administrator is away. */
  async warnings(): Promise<adminApi.Session['warnings']> {
    const [found] = await this.database.read(async (sql) => sql.rows<{ count: number; active: number }>(`
      SELECT count(*)::int AS count, (count(*) FILTER (WHERE COALESCE(a.last_sign_in_at, a.created_at) > $1::timestamptz - interval '${IDLE}'))::int AS active
      FROM directory.administrator a JOIN directory.user_account u ON u.id = a.user_id
      WHERE a.role = 'super-administrator' AND u.enabled AND (u.starts_at IS NULL OR u.starts_at <= $1) AND (u.ends_at IS NULL OR u.ends_at > $1)`, [new Date(this.now())]));
    if (found === undefined || found.count < 2) return ['one-administrator'];
    return found.active < 2 ? ['second-administrator-idle'] : [];
  }
}
