import type * as adminApi from '@countersign/contracts/admin-api';
import type { Caller } from '../../domain/caller.ts';
import { oneWithin } from './reach.ts';
import { one, type Source, type Sql } from './sql.ts';

type User = adminApi.User;

/** A user without the password: only whether there is one. */
export const users: Source = {
  columns: `u.id, u.site_id AS "siteId", u.group_id AS "groupId", u.login, u.display_name AS "displayName", u.mobile, u.email, u.enabled,
    u.opened_at AS "openedAt", u.starts_at AS "startsAt", u.ends_at AS "endsAt", u.password_hash IS NOT NULL AS "passwordSet",
    u.password_expires_at AS "passwordExpiresAt", u.password_must_change AS "passwordMustChange",
    u.active_on_all_hosts AS "activeOnAllHosts", u.active_on_site_hosts AS "activeOnSiteHosts",
    u.access_times AS "accessTimes", u.new_pin AS "newPin", u.next_tokencode AS "nextTokencode", u.sms, u.maximum_sessions AS "maximumSessions", u.identifier, u.radius_profile_id AS "radiusProfileId",
    (SELECT count(*) FROM directory.assignment a WHERE a.user_id = u.id)::int AS tokens, u.version`,
  from: 'directory.user_account u',
  what: 'user',
};

export const findUser = async (sql: Sql, id: string): Promise<User> => one<User>(sql, users, 'WHERE u.id = $1', [id]);
/** The user, if the caller reaches that one. */
export const reachUser = async (sql: Sql, id: string, caller: Caller): Promise<User> => oneWithin<User>(sql, caller, 'user', users, { id, idColumn: 'u.id' });
/** Everybody who changes what belongs to a user locks the user first. */
export const lockUser = async (sql: Sql, id: string, caller: Caller): Promise<User> =>
  oneWithin<User>(sql, caller, 'user', users, { id, idColumn: 'u.id', lock: 'FOR UPDATE OF u' });
