import type * as adminApi from '@countersign/contracts/admin-api';
import { scopeColumn } from './scope-columns.ts';
import { one, type Source, type Sql } from './sql.ts';

type Administrator = adminApi.Administrator;

/** Users with a role. */
export const administrators: Source = {
  columns: `a.user_id AS id, u.site_id AS "siteId", u.login, u.display_name AS "displayName", u.enabled, a.role, ${scopeColumn('a.')} AS scope,
    u.password_hash IS NOT NULL AS "passwordSet", u.password_must_change AS "mustChangePassword", a.password_changed_at AS "passwordChangedAt",
    (SELECT count(*) FROM directory.assignment t WHERE t.user_id = a.user_id)::int AS tokens,
    a.last_sign_in_at AS "lastSignInAt", a.created_at AS "createdAt", a.version`,
  from: 'directory.administrator a JOIN directory.user_account u ON u.id = a.user_id',
  what: 'administrator',
};

export const findAdministrator = async (sql: Sql, id: string): Promise<Administrator> => one<Administrator>(sql, administrators, 'WHERE a.user_id = $1', [id]);
