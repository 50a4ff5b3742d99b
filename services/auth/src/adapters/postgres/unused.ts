import { BEFORE_ITS_TOKENS, type UnusedPlace, type unusedContract } from '@countersign/contracts';
import type { Pool } from 'pg';
import type { z } from 'zod';
import { accountWalk, Values } from './account-walk.ts';

type Question = z.output<typeof unusedContract.request>;
type Found = z.output<typeof unusedContract.reply>['found'];

/** Before the first page: no identifier is above it. */
const ABOVE_ALL: UnusedPlace = { userId: 'ffffffff-ffff-ffff-ffff-ffffffffffff', tokenId: 'ffffffff-ffff-ffff-ffff-ffffffffffff' };

interface Row {
  /** The last account that was looked at, in every row; null where there was none left. */
  readonly walk_end: string | null;
  /** Null where nothing was found. */
  readonly user_id: string | null;
  readonly token_id: string | null;
  readonly used: Date | null;
}

/** Accounts, each with its state looked up by the primary key. */
const ofUsers = `
  SELECT w.user_id, NULL::uuid AS token_id, w.user_id AS id, w.opened_at AS there,
    (SELECT s.last_sign_in_at FROM authn.user_state s WHERE s.user_id = w.user_id) AS used`;
/** Their tokens, the same way: a usual sign-in leaves its time with the seed (`lastSignIn` in sign-in-queries.ts). */
const ofTokens = `
  SELECT w.user_id, h.token_id, h.token_id AS id, h.assigned_at AS there, GREATEST(
    (SELECT s.last_sign_in_at FROM authn.token_state s WHERE s.assignment_id = h.assignment_id),
    (SELECT c.last_sign_in_at FROM authn.seed_state c WHERE c.seed_fingerprint = h.seed_fingerprint AND c.last_assignment_id = h.assignment_id)) AS used`;
const THEIR_TOKENS = 'CROSS JOIN LATERAL (SELECT * FROM directory.auth_holding_v1 h WHERE h.user_id = w.user_id ORDER BY h.token_id DESC) h';

/** Finds accounts and tokens that are not used, page by page; a page is one walk along an index of accounts. */
export class UnusedAccounts {
  constructor(private readonly pool: Pool) {}

  async find({ of, since, limit, after, ...whose }: Question): Promise<{ found: Found; next: UnusedPlace | null }> {
    const begin = after ?? ABOVE_ALL;
    const values = new Values();
    const { sql: walk, most } = accountWalk(whose, begin.userId, values);
    const [user, token, then, limited] = [values.place(begin.userId), values.place(begin.tokenId), values.place(since), values.place(limit + 1)];
    // Where the walk ends comes with what it found: an account that is deleted in between would move the end past others.
    // OFFSET 0 and the look-ups by row keep the planner from joining whole tables first: it stops once the page is full.
    const { rows } = await this.pool.query<Row>(`
      WITH w AS MATERIALIZED (${walk})
      SELECT walk_end, user_id, token_id, used FROM (SELECT (SELECT user_id FROM w OFFSET ${most - 1}) AS walk_end) walked LEFT JOIN (
        SELECT user_id, token_id, used FROM (
          ${of === 'users' ? ofUsers : ofTokens} FROM w ${of === 'users' ? '' : THEIR_TOKENS} WHERE w.is_meant OFFSET 0
        ) each
        WHERE (user_id, id) < (${user}::uuid, ${token}::uuid)
          AND CASE WHEN ${then}::timestamptz IS NULL THEN used IS NULL ELSE there <= ${then} AND (used IS NULL OR used < ${then}) END
        LIMIT ${limited}
      ) page ON true`, values.all);
    const page = rows.flatMap(({ user_id: userId, token_id: tokenId, used }) =>
      userId === null ? [] : [{ userId, tokenId, lastSignInAt: used?.toISOString() ?? null }]);
    const found = page.slice(0, limit);
    const last = found.at(-1);
    if (page.length > limit && last) return { found, next: { userId: last.userId, tokenId: last.tokenId ?? BEFORE_ITS_TOKENS } };
    const end = rows[0]?.walk_end ?? null;
    return { found, next: end === null ? null : { userId: end, tokenId: BEFORE_ITS_TOKENS } };
  }
}
