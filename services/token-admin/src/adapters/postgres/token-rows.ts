import type * as adminApi from '@countersign/contracts/admin-api';
import type { Caller } from '../../domain/caller.ts';
import { oneWithin } from './reach.ts';
import { one, type Source, type Sql } from './sql.ts';

export type Token = adminApi.Token;

/** A token without its seed, and who holds it. */
export const tokens: Source = {
  columns: `t.id, t.serial, t.site_id AS "siteId", t.kind, t.algorithm, t.hash, t.digits, t.period, t.uses, t.suite, t.starts_at AS "startsAt",
    t.ends_at AS "endsAt", t.enabled, t.lost, t.one_time AS "oneTime", t.use_pin AS "usePin", t.allow_next_tokencode AS "allowNextTokencode", t.sms,
    t.manufacturer, t.model, t.imported_at AS "importedAt", t.version, a.id AS "assignmentId", a.user_id AS "userId", u.login, a.assigned_at AS "assignedAt"`,
  from: `directory.token t LEFT JOIN directory.assignment a ON a.token_id = t.id LEFT JOIN directory.user_account u ON u.id = a.user_id`,
  what: 'token',
};

export type TokenRow = Omit<Token, 'assignment' | 'usesLeft'> & { assignmentId: string | null; userId: string | null; login: string | null; assignedAt: string | null };

export function tokenOf({ assignmentId, userId, login, assignedAt, ...token }: TokenRow): Token {
  const assigned = assignmentId !== null && userId !== null && login !== null && assignedAt !== null;
  return { ...token, usesLeft: null, assignment: assigned ? { id: assignmentId, userId, login, assignedAt } : null };
}

export const findToken = async (sql: Sql, id: string): Promise<Token> => tokenOf(await one<TokenRow>(sql, tokens, 'WHERE t.id = $1', [id]));

/** The token, if the caller reaches it. */
export const reachToken = async (sql: Sql, id: string, caller: Caller): Promise<Token> =>
  tokenOf(await oneWithin<TokenRow>(sql, caller, 'token', tokens, { id, idColumn: 't.id' }));

/** Locked before it is looked at: who waited for another change has to see that change. */
export async function lockToken(sql: Sql, id: string, caller: Caller): Promise<Token> {
  await sql.rows('SELECT FROM directory.token WHERE id = $1 FOR UPDATE', [id]);
  return reachToken(sql, id, caller);
}
