import type * as adminApi from '@countersign/contracts/admin-api';
import { changed } from '../../application/recorded-change.ts';
import type { ChangeSql } from './directory-database.ts';
import { findToken } from './token-rows.ts';

/**
 * Takes back what a user, whom the caller has locked, holds.
 * @param keep ids of tokens that stay; they have to be the user's, which nobody checks here
 */
export async function takeBackTokens(sql: ChangeSql, user: Pick<adminApi.User, 'id' | 'login'>, keep: readonly string[] = []): Promise<void> {
  // Locked in the order in which everybody locks: a token before its assignment.
  await sql.rows('SELECT FROM directory.token WHERE id IN (SELECT token_id FROM directory.assignment WHERE user_id = $1) ORDER BY id FOR UPDATE', [user.id]);
  const taken = await sql.rows<{ tokenId: string }>(
    'DELETE FROM directory.assignment WHERE user_id = $1 AND token_id <> ALL ($2::uuid[]) RETURNING token_id AS "tokenId"', [user.id, keep]);
  for (const { tokenId } of taken) {
    const token = await findToken(sql, tokenId);
    sql.record(changed('token', 'unassign', { before: token, after: token }, { user, was: { user: user.login }, is: { user: null } }));
  }
}
