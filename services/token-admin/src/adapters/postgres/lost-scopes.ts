import type * as adminApi from '@countersign/contracts/admin-api';
import { changed } from '../../application/recorded-change.ts';
import { administrators, findAdministrator } from './administrator-rows.ts';
import { apiKeys, findApiKey } from './api-key-rows.ts';
import type { ChangeSql } from './directory-database.ts';
import { select } from './sql.ts';

/**
 * Takes a site or group that is being deleted out of the scopes of administrators and API keys, each with its record. One
 * that named nothing else keeps its role or permissions and reaches nothing, never everything. Asked under the lock of
 * administrators and with the site or group locked, so that no scope gains it meanwhile.
 */
export async function takeOutOfScopes(sql: ChangeSql, kind: 'sites' | 'groups', id: string): Promise<void> {
  const named = 'scope_kind = $1 AND $2 = ANY (scope_ids)';
  for (const before of await sql.rows<adminApi.Administrator>(`${select(administrators, `WHERE ${named}`)} ORDER BY a.user_id FOR UPDATE OF a`, [kind, id])) {
    await sql.run('UPDATE directory.administrator SET scope_ids = array_remove(scope_ids, $2), version = version + 1 WHERE user_id = $1', [before.id, id]);
    sql.record(changed('administrator', 'update', { before, after: await findAdministrator(sql, before.id) }));
  }
  for (const before of await sql.rows<adminApi.ApiKey>(`${select(apiKeys, `WHERE ${named}`)} ORDER BY k.id FOR UPDATE OF k`, [kind, id])) {
    await sql.run('UPDATE directory.api_key SET scope_ids = array_remove(scope_ids, $2) WHERE id = $1', [before.id, id]);
    sql.record(changed('api-key', 'update', { before, after: await findApiKey(sql, before.id) }));
  }
}
