import { poolSize } from '@countersign/contracts';
import type * as adminApi from '@countersign/contracts/admin-api';
import { changed, deleted, made } from '../../application/recorded-change.ts';
import { type Caller, requireSiteScope } from '../../domain/caller.ts';
import type { Asked } from './asked.ts';
import type { DirectoryDatabase } from './directory-database.ts';
import { requireUnused, type Use } from './in-use.ts';
import { Conditions, page, type Page, type PageRequest } from './page.ts';
import { oneWithin, requireSite, within } from './reach.ts';
import { siteFilter } from './sites.ts';
import { insertRow, jsonOf, one, requireVersion, updateRow, type Optional, type Source, type Sql } from './sql.ts';
import { addUsable } from './usable-profile.ts';

export type Pool = Omit<adminApi.AddressPool, 'used'>;
type PoolRow = Omit<Pool, 'size'>;
type PoolInput = Omit<PoolRow, 'id' | 'siteId' | 'version'>;

const source: Source = {
  columns: 'id, site_id AS "siteId", name, description, ranges, lease_minutes AS "leaseMinutes", version', from: 'directory.address_pool', what: 'address pool',
};
const uses: readonly Use[] = [{ table: 'radius_profile', column: 'pool_id', name: 'name', one: 'RADIUS profile', many: 'RADIUS profiles' }];

/** Pools of addresses that profiles give out; who has which is auth's. */
export class AddressPools {
  constructor(private readonly database: DirectoryDatabase) {}

  async list(query: PageRequest & Optional<{ site: string; name: string; usableIn: string }>, caller: Caller): Promise<Page<Pool>> {
    return this.database.read(async (sql) => {
      const where = new Conditions().add('site_id = ?', await siteFilter(sql, query.site, caller)).add('name = ?', query.name);
      if (query.usableIn === undefined) await within(sql, caller, 'radius-profile', where);
      else {
        await addUsable(sql, caller, query.usableIn, where);
      }
      const { items, nextCursor } = await page<PoolRow>(sql, query, source, where, { key: 'name', id: 'id' });
      return { items: items.map(sized), nextCursor };
    });
  }

  async get(id: string, caller: Caller): Promise<Pool> {
    return this.database.read(async (sql) => reach(sql, id, caller));
  }

  async create(input: { siteId: string } & Pick<PoolInput, 'name' | 'ranges'> & Optional<PoolInput>, caller: Caller): Promise<Pool> {
    return this.database.change(caller, async (sql) => {
      await requireSite(sql, caller, input.siteId);
      const id = sql.newId();
      await insertRow(sql, 'address_pool', { id, site_id: input.siteId, ...columnsOf(input) });
      const after = sized(await one<PoolRow>(sql, source, 'WHERE id = $1', [id]));
      sql.record(made('address-pool', 'create', after));
      return after;
    });
  }

  async update(id: string, input: Optional<PoolInput>, { caller, version }: Asked): Promise<Pool> {
    return this.database.change(caller, async (sql) => {
      const before = await reach(sql, id, caller, 'FOR UPDATE');
      requireSiteScope(caller);
      requireVersion(before, version);
      await updateRow(sql, 'address_pool', id, columnsOf(input));
      const after = sized(await one<PoolRow>(sql, source, 'WHERE id = $1', [id]));
      sql.record(changed('address-pool', 'update', { before, after }));
      return after;
    });
  }

  /** @throws Refused in-use while a profile names it */
  async delete(id: string, { caller, version }: Asked): Promise<void> {
    await this.database.change(caller, async (sql) => {
      const before = await reach(sql, id, caller, 'FOR UPDATE');
      requireSiteScope(caller);
      requireVersion(before, version);
      await requireUnused(sql, id, uses);
      await sql.run('DELETE FROM directory.address_pool WHERE id = $1', [id]);
      sql.record(deleted('address-pool', before));
    });
  }
}

const sized = (row: PoolRow): Pool => ({ ...row, size: poolSize(row.ranges) });
const reach = async (sql: Sql, id: string, caller: Caller, lock = ''): Promise<Pool> =>
  sized(await oneWithin<PoolRow>(sql, caller, 'radius-profile', source, { id, idColumn: 'id', lock }));
const columnsOf = (input: Optional<PoolInput>) => ({
  name: input.name, description: input.description, ranges: jsonOf(input.ranges), lease_minutes: input.leaseMinutes,
});
