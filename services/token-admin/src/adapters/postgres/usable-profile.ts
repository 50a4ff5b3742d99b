import { type Caller, requirePermission, requireSiteScope } from '../../domain/caller.ts';
import { Refused } from '../../domain/refused.ts';
import type { Conditions } from './page.ts';
import { oneWithin, within } from './reach.ts';
import type { Sql } from './sql.ts';

/**
 * A profile may stand at what belongs to its site or to a site below. It decides what somebody may do on a device, so
 * that putting it somewhere needs the permission to change profiles, too, and the site: no profile lies in a scope of
 * groups. Leaving it or taking it away needs nothing more.
 * @throws Refused forbidden, not-found
 */
export async function requireUsableProfile(sql: Sql, caller: Caller, at: { readonly siteId: string; readonly before: string | null }, profileId: string | null | undefined): Promise<void> {
  if (profileId === undefined || profileId === null || profileId === at.before) return;
  requirePermission(caller, 'radius-profiles.write');
  requireSiteScope(caller);
  if (!await isUsableIn(sql, 'radius_profile', profileId, at.siteId)) throw new Refused('not-found', 'There is no such RADIUS profile in this site or above it.');
}

/** The same for the pool of a profile. @throws Refused not-found */
export async function requireUsablePool(sql: Sql, siteId: string, poolId: string | null | undefined): Promise<void> {
  if (poolId === undefined || poolId === null) return;
  if (!await isUsableIn(sql, 'address_pool', poolId, siteId)) throw new Refused('not-found', 'There is no such address pool in this site or above it.');
}

/**
 * Adds that profiles or pools are usable in a site: who reaches all of it may see what it is given from above. Those who
 * lead groups of it give nobody any, and see none.
 * @throws Refused not-found
 */
export async function addUsable(sql: Sql, caller: Caller, siteId: string, where: Conditions): Promise<void> {
  await oneWithin(sql, caller, 'site', { columns: 'id', from: 'directory.site', what: 'site' }, { id: siteId, idColumn: 'id' });
  where.add(USABLE_IN, siteId);
  if (caller.scope.kind === 'groups') await within(sql, caller, 'radius-profile', where);
}

/** What is usable in a site: its own, and that of the sites above. `?` stands for the site. */
const USABLE_IN = 'site_id = ANY (ARRAY (SELECT unnest(ancestors) FROM directory.site WHERE id = ?))';

async function isUsableIn(sql: Sql, table: 'radius_profile' | 'address_pool', id: string, siteId: string): Promise<boolean> {
  const rows = await sql.rows(`SELECT FROM directory.${table} WHERE id = $1 AND ${USABLE_IN.replace('?', '$2')} FOR SHARE`, [id, siteId]);
  return rows.length > 0;
}
