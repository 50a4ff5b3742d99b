import { foldLogin } from '@countersign/contracts';
import type * as adminApi from '@countersign/contracts/admin-api';
import { changed } from '../../application/recorded-change.ts';
import type { Caller } from '../../domain/caller.ts';
import { Refused } from '../../domain/refused.ts';
import { lockHost, reachHost } from './agent-host-rows.ts';
import type { ChangeSql, DirectoryDatabase } from './directory-database.ts';
import { Conditions } from './page.ts';
import { requireGroup, within } from './reach.ts';
import type { Optional, Sql } from './sql.ts';
import { requireUsableProfile } from './usable-profile.ts';
import { reachUser } from './user-rows.ts';

/** Identifiers of each kind that a list of activations holds. */
const LISTED = 1_000;

type Personal = adminApi.PersonalActivation;
type Whom = ({ userId: string } & Optional<Personal>) | { groupId: string };

/** Who may sign in at an agent host: users one by one, and groups; and by what other name and with which profile. */
export class Activations {
  constructor(private readonly database: DirectoryDatabase) {}

  /** Users and groups in reach: somebody of another site may sign in here, too, and is named to those who reach that one. */
  async list(hostId: string, caller: Caller): Promise<{ userIds: string[]; groupIds: string[]; personal: ({ userId: string } & Personal)[] }> {
    return this.database.read(async (sql) => {
      await reachHost(sql, hostId, caller);
      const here = new Conditions();
      const host = here.value(hostId);
      await within(sql, caller, 'user', here);
      const personal = await sql.rows<{ userId: string } & Personal>(`
        SELECT a.user_id AS "userId", a.alias, a.radius_profile_id AS "radiusProfileId" FROM directory.agent_host_user a JOIN directory.user_account u ON u.id = a.user_id
        WHERE a.agent_host_id = ${host} AND (a.alias IS NOT NULL OR a.radius_profile_id IS NOT NULL) AND ${here.toString()} ORDER BY 1 LIMIT ${LISTED}`, here.values);
      return { userIds: await activated(sql, 'user', hostId, caller), groupIds: await activated(sql, 'group', hostId, caller), personal };
    });
  }

  /** Activates or deactivates; what is so already stays so and leaves no record, but for another alias or profile of a user. */
  async set(hostId: string, whom: Whom, active: boolean, caller: Caller): Promise<void> {
    await this.database.change(caller, async (sql) => {
      const host = await lockHost(sql, hostId, caller);
      const [kind, id] = 'userId' in whom ? ['user', whom.userId] as const : ['group', whom.groupId] as const;
      if (kind === 'user') await reachUser(sql, id, caller);
      else await requireGroup(sql, caller, id);
      const table = `directory.agent_host_${kind}`;
      const statement = active
        ? `INSERT INTO ${table} (agent_host_id, ${kind}_id) VALUES ($1, $2) ON CONFLICT DO NOTHING`
        : `DELETE FROM ${table} WHERE agent_host_id = $1 AND ${kind}_id = $2`;
      const touched = await sql.run(statement, [hostId, id]);
      const named = await nameOf(sql, kind, id);
      if (touched > 0) {
        sql.record(changed('agent-host', active ? 'activate' : 'deactivate', { before: host, after: host }, {
          ...(kind === 'user' ? { user: { id, login: named } } : {}),
          was: { [kind]: active ? null : named, [`${kind}Id`]: active ? null : id },
          is: { [kind]: active ? named : null, [`${kind}Id`]: active ? id : null },
        }));
      }
      if (active && 'userId' in whom) await setPersonal(sql, host, whom, named, caller);
    });
  }
}

/** @throws Refused already-exists where somebody else has the alias here; bad-request for one that folds to blanks */
async function setPersonal(sql: ChangeSql, host: adminApi.AgentHost, whom: { userId: string } & Optional<Personal>, login: string, caller: Caller): Promise<void> {
  const [before] = await sql.rows<Personal>(`
    SELECT alias, radius_profile_id AS "radiusProfileId" FROM directory.agent_host_user WHERE agent_host_id = $1 AND user_id = $2`, [host.id, whom.userId]);
  if (before === undefined) return;
  const after: Personal = {
    alias: whom.alias === undefined ? before.alias : whom.alias,
    radiusProfileId: whom.radiusProfileId === undefined ? before.radiusProfileId : whom.radiusProfileId,
  };
  if (after.alias === before.alias && after.radiusProfileId === before.radiusProfileId) return;
  await requireUsableProfile(sql, caller, { siteId: host.siteId, before: before.radiusProfileId }, after.radiusProfileId);
  const folded = after.alias === null ? null : foldLogin(after.alias);
  if (folded?.trim() === '') throw new Refused('bad-request', 'The alias is blank.');
  await sql.run('UPDATE directory.agent_host_user SET alias = $3, alias_folded = $4, radius_profile_id = $5 WHERE agent_host_id = $1 AND user_id = $2',
    [host.id, whom.userId, after.alias, folded, after.radiusProfileId]);
  sql.record(changed('agent-host', 'personalise', { before: host, after: host }, {
    user: { id: whom.userId, login }, was: { alias: before.alias, ownRadiusProfileId: before.radiusProfileId }, is: { alias: after.alias, ownRadiusProfileId: after.radiusProfileId },
  }));
}

const TABLES = { user: 'directory.user_account u', group: 'directory.user_group' } as const;

async function activated(sql: Sql, kind: 'user' | 'group', hostId: string, caller: Caller): Promise<string[]> {
  const where = await within(sql, caller, kind, new Conditions().add(`id IN (SELECT ${kind}_id FROM directory.agent_host_${kind} WHERE agent_host_id = ?)`, hostId));
  const rows = await sql.rows<{ id: string }>(`SELECT id FROM ${TABLES[kind]} WHERE ${where.toString()} ORDER BY 1 LIMIT ${LISTED}`, where.values);
  return rows.map(({ id }) => id);
}

async function nameOf(sql: Sql, kind: 'user' | 'group', id: string): Promise<string> {
  const [row] = await sql.rows<{ name: string }>(kind === 'user'
    ? 'SELECT login AS name FROM directory.user_account WHERE id = $1'
    : 'SELECT name FROM directory.user_group WHERE id = $1', [id]);
  return row?.name ?? '';
}
