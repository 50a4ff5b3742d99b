import * as adminApi from '@countersign/contracts/admin-api';
import { type Caller, requireSiteScope } from '../../domain/caller.ts';
import { reachHost } from './agent-host-rows.ts';
import type { DirectoryDatabase } from './directory-database.ts';
import { reachGroup } from './groups.ts';
import { Conditions } from './page.ts';
import { type Resource, within } from './reach.ts';
import { reachSite } from './sites.ts';
import type { Sql } from './sql.ts';
import { reachToken } from './token-rows.ts';
import { reachUser } from './user-rows.ts';

type Preview = adminApi.DeletionPreview;

interface Consequence {
  readonly effect: adminApi.DeletionEffect;
  readonly what: adminApi.DeletionSubject;
  /** The rows concerned, `$1` being what is deleted, and the name that people know each by. */
  readonly from: string;
  readonly name: string;
  /** What the rows are, where they may be of other sites: they are counted, and only those in reach are named. */
  readonly of?: Resource;
}

const { MOST_COUNTED } = adminApi;
/** Names that are shown as examples. */
const EXAMPLES = 5;

const consequence = (effect: Consequence['effect'], what: Consequence['what'], from: string, name = 'name', of?: Resource): Consequence =>
  ({ effect, what, from, name, ...(of === undefined ? {} : { of }) });
const inScope = (what: 'administrators' | 'api-keys'): Consequence => (what === 'administrators'
  ? consequence('loses', what, 'directory.administrator a JOIN directory.user_account u ON u.id = a.user_id WHERE $1 = ANY (a.scope_ids)', 'a.login_folded', 'administrator')
  : consequence('loses', what, 'directory.api_key k WHERE $1 = ANY (k.scope_ids) AND k.revoked_at IS NULL', 'k.name', 'api-key'));

const CONSEQUENCES: Readonly<Record<adminApi.Deletable, readonly Consequence[]>> = {
  sites: [
    consequence('prevents', 'sites', 'directory.site WHERE parent_id = $1'), consequence('prevents', 'groups', 'directory.user_group WHERE site_id = $1'),
    consequence('prevents', 'users', 'directory.user_account WHERE site_id = $1', 'login'), consequence('prevents', 'tokens', 'directory.token t WHERE t.site_id = $1', 't.serial', 'token'), // some may be with people of other sites
    consequence('prevents', 'agent-hosts', 'directory.agent_host WHERE site_id = $1'),
    consequence('prevents', 'back-ends', 'directory.back_end WHERE site_id = $1'), consequence('prevents', 'directory-syncs', 'directory.directory_sync WHERE site_id = $1'),
    consequence('prevents', 'radius-profiles', 'directory.radius_profile WHERE site_id = $1'), consequence('prevents', 'address-pools', 'directory.address_pool WHERE site_id = $1'),
    inScope('administrators'), inScope('api-keys'),
  ],
  groups: [
    consequence('prevents', 'users', 'directory.user_account WHERE group_id = $1', 'login'),
    consequence('deleted', 'activations', 'directory.agent_host_group g JOIN directory.agent_host h ON h.id = g.agent_host_id WHERE g.group_id = $1', 'h.name', 'agent-host'),
    inScope('administrators'), inScope('api-keys'),
  ],
  users: [
    consequence('prevents', 'administrators', 'directory.administrator WHERE user_id = $1', 'login_folded'),
    consequence('taken-back', 'tokens', 'directory.assignment a JOIN directory.token t ON t.id = a.token_id WHERE a.user_id = $1 AND NOT t.lost', 't.serial'),
    consequence('taken-back-lost', 'tokens', 'directory.assignment a JOIN directory.token t ON t.id = a.token_id WHERE a.user_id = $1 AND t.lost', 't.serial'),
    consequence('deleted', 'activations', 'directory.agent_host_user u JOIN directory.agent_host h ON h.id = u.agent_host_id WHERE u.user_id = $1', 'h.name', 'agent-host'),
    consequence('deleted', 'password', 'directory.user_account WHERE id = $1 AND password_hash IS NOT NULL', 'login'),
  ],
  tokens: [consequence('prevents', 'users', 'directory.assignment a JOIN directory.user_account u ON u.id = a.user_id WHERE a.token_id = $1', 'u.login')],
  'agent-hosts': [
    consequence('deleted', 'addresses', 'directory.agent_host_address WHERE agent_host_id = $1', 'address::text'),
    consequence('deleted', 'activations', `(
      SELECT u.login AS name, u.site_id, u.group_id FROM directory.agent_host_user a JOIN directory.user_account u ON u.id = a.user_id WHERE a.agent_host_id = $1
      UNION ALL SELECT g.name, g.site_id, g.id FROM directory.agent_host_group a JOIN directory.user_group g ON g.id = a.group_id WHERE a.agent_host_id = $1) u WHERE true`, 'name', 'user'),
    consequence('deleted', 'node-secret', 'directory.agent_host WHERE id = $1 AND sealed_node_secret IS NOT NULL'),
  ],
};

type Versioned = (sql: Sql, id: string, caller: Caller) => Promise<{ readonly version: number }>;
const REACH: Readonly<Record<adminApi.Deletable, Versioned>> = {
  sites: reachSite, groups: reachGroup, users: reachUser, tokens: reachToken, 'agent-hosts': reachHost,
};

/** Says what deleting would do. The deletion itself looks again: what came meanwhile is refused, or goes with it. */
export class Deletions {
  constructor(private readonly database: DirectoryDatabase) {}

  async preview(type: adminApi.Deletable, id: string, caller: Caller): Promise<Preview> {
    // Neither is deleted by those who lead groups alone, and what is in them is more than they see.
    if (type === 'sites' || type === 'groups') requireSiteScope(caller);
    return this.database.read(async (sql) => {
      const { version } = await REACH[type](sql, id, caller);
      const consequences: Preview['consequences'] = [];
      for (const { effect, what, from, name, of } of CONSEQUENCES[type]) {
        const where = new Conditions();
        where.value(id);
        if (of !== undefined) await within(sql, caller, of, where);
        const [row] = await sql.rows<{ counted: number; examples: string[] }>(`
          SELECT (SELECT count(*) FROM (SELECT FROM ${from} LIMIT ${MOST_COUNTED + 1}) counted)::int AS counted,
            ARRAY(SELECT name FROM (SELECT ${name} AS name FROM ${from} AND ${where.toString()} LIMIT ${MOST_COUNTED}) named ORDER BY 1 LIMIT ${EXAMPLES}) AS examples`, where.values);
        if (row === undefined || row.counted === 0) continue;
        consequences.push({ effect, what, count: Math.min(row.counted, MOST_COUNTED), more: row.counted > MOST_COUNTED, examples: row.examples });
      }
      return { possible: !consequences.some(({ effect }) => effect === 'prevents'), version, consequences };
    });
  }
}
