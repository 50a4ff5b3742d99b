import type { Caller } from '../../domain/caller.ts';
import { Refused } from '../../domain/refused.ts';
import { Conditions } from './page.ts';
import { within } from './reach.ts';
import { tokens } from './token-rows.ts';
import type { Sql } from './sql.ts';

/**
 * Addresses and serial numbers are unique over all sites. Whoever reaches the thing that has one is told which it is;
 * whoever does not is told no name of it, and that it lies beyond the scope, where a search would find nothing.
 * Somebody who takes the value meanwhile is left to the database's constraint.
 */

interface Holder {
  readonly name: string;
  readonly site: string;
}

/**
 * @param address as the database keeps it; `hostId` is who asks for it
 * @throws Refused already-exists
 */
export async function requireFreeAddress(sql: Sql, caller: Caller, { address, hostId }: { address: string; hostId: string }): Promise<void> {
  const from = 'directory.agent_host_address n JOIN directory.agent_host h ON h.id = n.agent_host_id JOIN directory.site s ON s.id = h.site_id';
  const taken = new Conditions().add('n.address = ?', address).add('h.id <> ?', hostId);
  const [found] = await sql.rows(`SELECT FROM ${from} WHERE ${taken.toString()}`, taken.values);
  if (found === undefined) return;
  const where = await within(sql, caller, 'agent-host', taken);
  const [holder] = await sql.rows<Holder>(`SELECT h.name, s.name AS site FROM ${from} WHERE ${where.toString()}`, where.values);
  throw new Refused('already-exists', holder === undefined
    ? `An agent host beyond the scope has ${address} already.`
    : `The agent host ${holder.name} of the site ${holder.site} has ${address} already.`);
}

/** @throws Refused already-exists */
export async function requireFreeSerial(sql: Sql, caller: Caller, serial: string): Promise<void> {
  const from = `${tokens.from} JOIN directory.site s ON s.id = t.site_id`;
  const taken = new Conditions().add('t.serial = ?', serial);
  const [found] = await sql.rows(`SELECT FROM ${from} WHERE ${taken.toString()}`, taken.values);
  if (found === undefined) return;
  const where = await within(sql, caller, 'token', taken);
  const [holder] = await sql.rows<Pick<Holder, 'site'>>(`SELECT s.name AS site FROM ${from} WHERE ${where.toString()}`, where.values);
  throw new Refused('already-exists', holder === undefined
    ? 'A token beyond the scope has this serial number already.'
    : `A token of the site ${holder.site} has this serial number already.`);
}
