import type { Actor, adminApi } from '@countersign/contracts';
import { Refused } from '../../domain/refused.ts';
import type { ChangeSql, DirectoryDatabase } from './directory-database.ts';
import { resolveSite } from './sites.ts';
import { Conditions, one, page, requireVersion, updateRow, type Page, type PageRequest, type Sql } from './sql.ts';
import { lockUser } from './users.ts';

export type Token = adminApi.Token;
type Optional<T> = { [K in keyof T]?: T[K] | undefined };
export type TokenChanges = Optional<Pick<Token, 'enabled' | 'lost' | 'oneTime' | 'usePin' | 'allowNextTokencode' | 'sms' | 'startsAt' | 'endsAt' | 'version'>>;

/** A token as it is stored: definition, sealed seed and the seed's fingerprint. */
export interface NewToken {
  readonly id: string;
  readonly serial: string;
  readonly siteId: string;
  readonly kind: Token['kind'];
  readonly algorithm: 'hotp' | 'totp';
  readonly hash: Token['hash'];
  readonly digits: number;
  readonly period: number | null;
  readonly sealedSeed: Uint8Array;
  readonly seedFingerprint: Uint8Array;
  readonly usePin: boolean;
}

const SELECT = `SELECT t.id, t.serial, t.site_id AS "siteId", t.kind, t.algorithm, t.hash, t.digits, t.period, t.suite, t.starts_at AS "startsAt",
  t.ends_at AS "endsAt", t.enabled, t.lost, t.one_time AS "oneTime", t.use_pin AS "usePin", t.allow_next_tokencode AS "allowNextTokencode", t.sms,
  t.manufacturer, t.model, t.imported_at AS "importedAt", t.version, a.id AS "assignmentId", a.user_id AS "userId", u.login, a.assigned_at AS "assignedAt"
  FROM directory.token t LEFT JOIN directory.assignment a ON a.token_id = t.id LEFT JOIN directory.user_account u ON u.id = a.user_id`;

type Row = Omit<Token, 'assignment'> & { assignmentId: string | null; userId: string | null; login: string | null; assignedAt: string | null };

function tokenOf({ assignmentId, userId, login, assignedAt, ...token }: Row): Token {
  const assigned = assignmentId !== null && userId !== null && login !== null && assignedAt !== null;
  return { ...token, assignment: assigned ? { id: assignmentId, userId, login, assignedAt } : null };
}

const findToken = async (sql: Sql, id: string): Promise<Token> => tokenOf(await one<Row>(sql, 'token', `${SELECT} WHERE t.id = $1`, [id]));

/** Token definitions and who holds them. */
export class Tokens {
  constructor(private readonly database: DirectoryDatabase, private readonly settings: { readonly tokensPerUser: number }) {}

  async list(query: PageRequest & Optional<{ site: string; serial: string; search: string; userId: string; assigned: boolean; enabled: boolean }>): Promise<Page<Token>> {
    return this.database.read(async (sql) => {
      const site = query.site === undefined ? undefined : (await resolveSite(sql, query.site)).id;
      const where = new Conditions()
        .add('t.site_id = ?', site)
        .add('t.serial = ?', query.serial)
        .add('starts_with(t.serial, ?)', query.search)
        .add('a.user_id = ?', query.userId)
        .add('(a.id IS NOT NULL) = ?', query.assigned)
        .add('t.enabled = ?', query.enabled);
      const { items, nextCursor } = await page<Row>(sql, query, { select: SELECT, where, key: 't.serial', id: 't.id' });
      return { items: items.map((row) => tokenOf(row)), nextCursor };
    });
  }

  async get(id: string): Promise<Token> {
    return this.database.read(async (sql) => findToken(sql, id));
  }

  async create(token: NewToken, assignTo: string | undefined, actor: Actor): Promise<Token> {
    return this.database.change(actor, async (sql) => {
      await sql.run(`
        INSERT INTO directory.token (id, serial, site_id, kind, algorithm, hash, digits, period, sealed_seed, seed_fingerprint, use_pin)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`, [
        token.id, token.serial, token.siteId, token.kind, token.algorithm, token.hash, token.digits, token.period,
        Buffer.from(token.sealedSeed), Buffer.from(token.seedFingerprint), token.usePin,
      ]);
      const after = await findToken(sql, token.id);
      sql.record({ action: 'token.make', ...about(after), after: { ...after, assignment: null } });
      return assignTo === undefined ? after : this.#assign(sql, token.id, assignTo);
    });
  }

  async update(id: string, input: TokenChanges, actor: Actor): Promise<Token> {
    return this.database.change(actor, async (sql) => {
      await sql.rows('SELECT FROM directory.token WHERE id = $1 FOR UPDATE', [id]);
      const before = await findToken(sql, id);
      requireVersion(before, input.version);
      await updateRow(sql, 'token', id, {
        enabled: input.enabled, lost: input.lost, one_time: input.oneTime, use_pin: input.usePin, allow_next_tokencode: input.allowNextTokencode,
        sms: input.sms, starts_at: input.startsAt, ends_at: input.endsAt,
      });
      const after = await findToken(sql, id);
      sql.record({ action: 'token.update', ...about(after), before, after });
      return after;
    });
  }

  async delete(id: string, actor: Actor): Promise<void> {
    await this.database.change(actor, async (sql) => {
      await sql.rows('SELECT FROM directory.token WHERE id = $1 FOR UPDATE', [id]);
      const before = await findToken(sql, id);
      if (before.assignment !== null) throw new Refused('token-assigned', 'Take the token back first.');
      await sql.run('DELETE FROM directory.token WHERE id = $1', [id]);
      sql.record({ action: 'token.delete', ...about(before), before });
    });
  }

  async assign(id: string, userId: string, actor: Actor): Promise<Token> {
    return this.database.change(actor, async (sql) => this.#assign(sql, id, userId));
  }

  async unassign(id: string, actor: Actor): Promise<Token> {
    return this.database.change(actor, async (sql) => {
      await sql.rows('SELECT FROM directory.token WHERE id = $1 FOR UPDATE', [id]);
      const before = await findToken(sql, id);
      if (before.assignment === null) throw new Refused('token-not-assigned');
      await sql.run('DELETE FROM directory.assignment WHERE id = $1', [before.assignment.id]);
      const after = await findToken(sql, id);
      const { userId, login } = before.assignment;
      sql.record({ action: 'token.unassign', ...about(after), user: { id: userId, login }, before: { user: login }, after: { user: null } });
      return after;
    });
  }

  /** The user's row is the lock: parallel assignments count one after another. */
  async #assign(sql: ChangeSql, id: string, userId: string): Promise<Token> {
    const user = await lockUser(sql, userId);
    await sql.rows('SELECT FROM directory.token WHERE id = $1 FOR UPDATE', [id]);
    const before = await findToken(sql, id);
    if (before.assignment !== null) throw new Refused('token-assigned', 'Somebody holds this token.');
    const [held] = await sql.rows<{ tokens: number }>('SELECT count(*)::int AS tokens FROM directory.assignment WHERE user_id = $1', [userId]);
    if ((held?.tokens ?? 0) >= this.settings.tokensPerUser) {
      throw new Refused('token-limit-reached', `A user may hold ${this.settings.tokensPerUser} tokens.`);
    }
    await sql.run('INSERT INTO directory.assignment (id, token_id, user_id) VALUES ($1, $2, $3)', [sql.newId(), id, userId]);
    const after = await findToken(sql, id);
    sql.record({ action: 'token.assign', ...about(after), user: { id: userId, login: user.login }, before: { user: null }, after: { user: user.login } });
    return after;
  }
}

const about = (token: Token) => ({ object: { type: 'token' as const, id: token.id, label: token.serial }, site: token.siteId });
