import { unusedContract } from '@countersign/contracts';
import type { Subscription } from '@countersign/messaging';
import type { TokenAdminUnderTest } from './token-admin-under-test.ts';

/** An auth that calls everything unused, whoever was asked about. */
export async function serveEverythingUnused({ bus, database }: Pick<TokenAdminUnderTest, 'bus' | 'database'>): Promise<Subscription> {
  return bus.serve(unusedContract, async ({ of }) => {
    const { rows } = await database.query<{ userId: string; tokenId: string | null }>(of === 'users'
      ? 'SELECT id AS "userId", NULL AS "tokenId" FROM directory.user_account'
      : 'SELECT user_id AS "userId", token_id AS "tokenId" FROM directory.assignment');
    return { found: rows.map((row) => ({ ...row, lastSignInAt: null })), next: null };
  });
}
