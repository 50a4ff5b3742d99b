import { mergeProfiles, type PlacedProfile } from '@countersign/contracts';
import type * as adminApi from '@countersign/contracts/admin-api';
import { changed, deleted, made } from '../../application/recorded-change.ts';
import { type Caller, requireSiteScope } from '../../domain/caller.ts';
import { checkedChecks, checkedReplies } from '../../domain/radius-lines.ts';
import { reachHost } from './agent-host-rows.ts';
import type { Asked } from './asked.ts';
import type { DirectoryDatabase } from './directory-database.ts';
import { requireUnused, type Use } from './in-use.ts';
import { Conditions, page, type Page, type PageRequest } from './page.ts';
import { oneWithin, requireSite, within } from './reach.ts';
import { siteFilter } from './sites.ts';
import { insertRow, jsonOf, one, requireVersion, updateRow, type Optional, type Source, type Sql } from './sql.ts';
import { addUsable, requireUsablePool } from './usable-profile.ts';
import { reachUser } from './user-rows.ts';

type Profile = adminApi.RadiusProfile;
type ProfileInput = Omit<Profile, 'id' | 'siteId' | 'version'>;
type Uses = { count: number; items: { id: string; name: string }[] };

const source: Source = {
  columns: `id, site_id AS "siteId", name, description, check_attributes AS "checkAttributes", reply_attributes AS "replyAttributes",
    pool_id AS "poolId", version`,
  from: 'directory.radius_profile',
  what: 'RADIUS profile',
};
const uses: readonly Use[] = [
  { table: 'agent_host', column: 'radius_profile_id', name: 'name', one: 'agent host', many: 'agent hosts' },
  { table: 'user_group', column: 'radius_profile_id', name: 'name', one: 'group', many: 'groups' },
  { table: 'user_account', column: 'radius_profile_id', name: 'login', one: 'user', many: 'users' },
  { // the agent host is in reach, the user may be of another site
    table: 'agent_host_user', column: 'radius_profile_id', name: '(SELECT name FROM directory.agent_host WHERE id = agent_host_id)',
    one: 'user on an agent host', many: 'users on agent hosts',
  },
];
/** Names of each kind that a list of uses holds. */
const LISTED = 100;

const find = async (sql: Sql, id: string): Promise<Profile> => one<Profile>(sql, source, 'WHERE id = $1', [id]);

/** RADIUS profiles: named sets of check attributes, reply attributes and a pool. */
export class RadiusProfiles {
  constructor(private readonly database: DirectoryDatabase) {}

  async list(query: PageRequest & Optional<{ site: string; name: string; search: string; usableIn: string }>, caller: Caller): Promise<Page<Profile>> {
    return this.database.read(async (sql) => {
      const where = new Conditions().add('site_id = ?', await siteFilter(sql, query.site, caller)).add('name = ?', query.name)
        .add('starts_with(lower(name), lower(?))', query.search);
      if (query.usableIn === undefined) await within(sql, caller, 'radius-profile', where);
      else {
        await addUsable(sql, caller, query.usableIn, where);
      }
      return page<Profile>(sql, query, source, where, { key: 'name', id: 'id' });
    });
  }

  async get(id: string, caller: Caller): Promise<Profile> {
    return this.database.read(async (sql) => reach(sql, id, caller));
  }

  async create(input: { siteId: string; name: string } & Optional<ProfileInput>, caller: Caller): Promise<Profile> {
    return this.database.change(caller, async (sql) => {
      await requireSite(sql, caller, input.siteId);
      await requireUsablePool(sql, input.siteId, input.poolId);
      const id = sql.newId();
      await insertRow(sql, 'radius_profile', { id, site_id: input.siteId, ...columnsOf(input) });
      const after = await find(sql, id);
      sql.record(made('radius-profile', 'create', after));
      return after;
    });
  }

  async update(id: string, input: Optional<ProfileInput>, { caller, version }: Asked): Promise<Profile> {
    return this.database.change(caller, async (sql) => {
      const before = await reach(sql, id, caller, 'FOR UPDATE');
      requireSiteScope(caller);
      requireVersion(before, version);
      await requireUsablePool(sql, before.siteId, input.poolId);
      await updateRow(sql, 'radius_profile', id, columnsOf(input));
      const after = await find(sql, id);
      sql.record(changed('radius-profile', 'update', { before, after }));
      return after;
    });
  }

  /** @throws Refused in-use while it stands anywhere */
  async delete(id: string, { caller, version }: Asked): Promise<void> {
    await this.database.change(caller, async (sql) => {
      const before = await reach(sql, id, caller, 'FOR UPDATE');
      requireSiteScope(caller);
      requireVersion(before, version);
      await requireUnused(sql, id, uses);
      await sql.run('DELETE FROM directory.radius_profile WHERE id = $1', [id]);
      sql.record(deleted('radius-profile', before));
    });
  }

  async uses(id: string, caller: Caller): Promise<{ agentHosts: Uses; groups: Uses; users: Uses; usersOnAgentHosts: Uses }> {
    return this.database.read(async (sql) => {
      await reach(sql, id, caller);
      const of = async (table: string, key: string, name: string, from = '', only = 'true', values: readonly unknown[] = [id]): Promise<Uses> => {
        const rows = await sql.rows<{ id: string; name: string }>(
          `SELECT ${key} AS id, ${name} AS name FROM directory.${table} x ${from} WHERE x.radius_profile_id = $1 AND ${only} ORDER BY 2, 1 LIMIT ${LISTED}`, [...values]);
        const [total] = await sql.rows<{ count: number }>(`SELECT count(*)::int AS count FROM directory.${table} WHERE radius_profile_id = $1`, [id]);
        return { count: total?.count ?? 0, items: rows };
      };
      // All are counted; people of other sites, who may sign in at an agent host here, are named to those who reach them.
      const reached = new Conditions();
      reached.value(id);
      await within(sql, caller, 'user', reached);
      return {
        agentHosts: await of('agent_host', 'x.id', 'x.name'), groups: await of('user_group', 'x.id', 'x.name'), users: await of('user_account', 'x.id', 'x.login'),
        usersOnAgentHosts: await of('agent_host_user', 'u.id', `u.login || ' – ' || h.name`,
          'JOIN directory.user_account u ON u.id = x.user_id JOIN directory.agent_host h ON h.id = x.agent_host_id', reached.toString(), reached.values),
      };
    });
  }

  /** What a sign-in of the user on the agent host takes with it, merged by the rule that auth goes by. */
  async effective(userId: string, hostId: string, caller: Caller): Promise<adminApi.EffectiveRadiusProfile> {
    return this.database.read(async (sql) => {
      await reachUser(sql, userId, caller);
      await reachHost(sql, hostId, caller);
      const rows = await sql.rows<Profile & { place: PlacedProfile['place']; poolName: string | null }>(`
        SELECT x.place, r.id, r.name, r.check_attributes AS "checkAttributes", r.reply_attributes AS "replyAttributes", r.pool_id AS "poolId", p.name AS "poolName"
        FROM (
          SELECT 'agent-host' AS place, radius_profile_id FROM directory.agent_host WHERE id = $2
          UNION ALL SELECT 'group', g.radius_profile_id FROM directory.user_account u JOIN directory.user_group g ON g.id = u.group_id WHERE u.id = $1
          UNION ALL SELECT 'user', radius_profile_id FROM directory.user_account WHERE id = $1
          UNION ALL SELECT 'user-on-agent-host', radius_profile_id FROM directory.agent_host_user WHERE user_id = $1 AND agent_host_id = $2
        ) x JOIN directory.radius_profile r ON r.id = x.radius_profile_id LEFT JOIN directory.address_pool p ON p.id = r.pool_id`, [userId, hostId]);
      const placed = rows.map(({ poolId, poolName, ...row }) => ({ ...row, pool: poolId === null ? null : { id: poolId, name: poolName ?? '' } }));
      const { checks, replies, pool } = mergeProfiles(placed);
      return { profiles: placed.map(({ place, id, name }) => ({ place, id, name })), checks: [...checks], replies: [...replies], pool };
    });
  }
}

const reach = async (sql: Sql, id: string, caller: Caller, lock = ''): Promise<Profile> =>
  oneWithin<Profile>(sql, caller, 'radius-profile', source, { id, idColumn: 'id', lock });

const columnsOf = (input: Optional<ProfileInput>) => ({
  name: input.name, description: input.description, pool_id: input.poolId,
  check_attributes: jsonOf(input.checkAttributes && checkedChecks(input.checkAttributes)),
  reply_attributes: jsonOf(input.replyAttributes && checkedReplies(input.replyAttributes)),
});
