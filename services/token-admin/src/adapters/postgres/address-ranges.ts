import type { Caller } from '../../domain/caller.ts';
import { Refused } from '../../domain/refused.ts';
import { Conditions } from './page.ts';
import { beyond } from './reach.ts';
import type { Sql } from './sql.ts';

/**
 * Of overlapping ranges the longest prefix counts: whoever gives an agent host a part of another one's range takes its
 * sign-ins, and whoever gives it a wider one takes what the other gives up. Within one's reach that is a feature.
 */

/** Two who take ranges at once do not see each other's yet: one waits until the other has ended. Of the schema, so that it holds for every replica. */
const LOCK = 'SELECT pg_advisory_xact_lock(hashtext(\'countersign:agent-host-addresses\'))';

/** Held, to the end of the transaction, by whoever gives an agent host an address: those who reach everything, too. */
export async function lockAddresses(sql: Sql): Promise<void> {
  await sql.rows(LOCK);
}

/**
 * The range lies in, holds or equals none of an agent host that the caller does not reach. Asked under {@link lockAddresses}.
 * @param address as the database keeps it
 * @throws Refused already-exists, without a name of the other
 */
export async function requireNoOverlapBeyond(sql: Sql, caller: Pick<Caller, 'scope'>, address: string): Promise<void> {
  if (caller.scope.kind === 'all') return;
  const { text, values } = await overlapBeyond(sql, caller, address);
  const [found] = await sql.rows(text, values);
  if (found === undefined) return;
  throw new Refused('already-exists', `${address} overlaps an address or range of an agent host beyond the scope, whose sign-ins would change hands: it takes somebody who reaches both.`);
}

/** The question for the first such range. */
export async function overlapBeyond(sql: Sql, caller: Pick<Caller, 'scope'>, address: string): Promise<{ text: string; values: readonly unknown[] }> {
  const where = await beyond(sql, caller, 'agent-host', new Conditions().add('n.address && ?::cidr', address));
  return { text: `SELECT FROM directory.agent_host_address n JOIN directory.agent_host h ON h.id = n.agent_host_id WHERE ${where.toString()} LIMIT 1`, values: where.values };
}
