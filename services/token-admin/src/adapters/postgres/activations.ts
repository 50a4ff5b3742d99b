import type { adminApi } from '@countersign/contracts';
import { changed } from '../../application/recorded-change.ts';
import type { Caller } from '../../domain/caller.ts';
import { lockHost, reachHost } from './agent-host-rows.ts';
import type { DirectoryDatabase } from './directory-database.ts';
import { requireGroup } from './reach.ts';
import type { Sql } from './sql.ts';
import { reachUser } from './user-rows.ts';

/** Identifiers of each kind that a list of activations holds. */
const LISTED = 1_000;

/** Who may sign in at an agent host: users one by one, and groups. */
export class Activations {
  constructor(private readonly database: DirectoryDatabase) {}

  async list(hostId: string, caller: Caller): Promise<{ userIds: string[]; groupIds: string[] }> {
    return this.database.read(async (sql) => {
      await reachHost(sql, hostId, caller);
      return { userIds: await activated(sql, 'user', hostId), groupIds: await activated(sql, 'group', hostId) };
    });
  }

  /** Activates or deactivates; what is so already stays so and leaves no record. */
  async set(hostId: string, whom: adminApi.Activation, active: boolean, caller: Caller): Promise<void> {
    await this.database.change(caller, async (sql) => {
      const host = await lockHost(sql, hostId, caller);
      const [kind, id] = 'userId' in whom ? ['user', whom.userId] as const : ['group', whom.groupId] as const;
      if (kind === 'user') await reachUser(sql, id, caller);
      else await requireGroup(sql, caller, id);
      const table = `directory.agent_host_${kind}`;
      const statement = active
        ? `INSERT INTO ${table} (agent_host_id, ${kind}_id) VALUES ($1, $2) ON CONFLICT DO NOTHING`
        : `DELETE FROM ${table} WHERE agent_host_id = $1 AND ${kind}_id = $2`;
      if (await sql.run(statement, [hostId, id]) === 0) return;
      const named = await nameOf(sql, kind, id);
      sql.record(changed('agent-host', active ? 'activate' : 'deactivate', { before: host, after: host }, {
        ...(kind === 'user' ? { user: { id, login: named } } : {}),
        was: { [kind]: active ? null : named, [`${kind}Id`]: active ? null : id },
        is: { [kind]: active ? named : null, [`${kind}Id`]: active ? id : null },
      }));
    });
  }
}

async function activated(sql: Sql, kind: 'user' | 'group', hostId: string): Promise<string[]> {
  const rows = await sql.rows<{ id: string }>(`SELECT ${kind}_id AS id FROM directory.agent_host_${kind} WHERE agent_host_id = $1 ORDER BY 1 LIMIT ${LISTED}`, [hostId]);
  return rows.map(({ id }) => id);
}

async function nameOf(sql: Sql, kind: 'user' | 'group', id: string): Promise<string> {
  const [row] = await sql.rows<{ name: string }>(kind === 'user'
    ? 'SELECT login AS name FROM directory.user_account WHERE id = $1'
    : 'SELECT name FROM directory.user_group WHERE id = $1', [id]);
  return row?.name ?? '';
}
