/** What a sign-in asks and writes where a profile, a pool or a limit concerns it. */

/** Profiles of pairs of users (`$1`) and agent hosts (`$2`), each with where it stands. */
export const loadProfiles = `
  SELECT p.user_id, p.agent_host_id, x.place, r.radius_profile_id, r.name, r.check_attributes, r.reply_attributes,
         r.pool_id, r.pool_ranges, r.pool_lease_minutes
  FROM (SELECT DISTINCT user_id, agent_host_id FROM unnest($1::uuid[], $2::uuid[]) AS v(user_id, agent_host_id)) p
  CROSS JOIN LATERAL (
    SELECT 'agent-host' AS place, radius_profile_id FROM directory.auth_agent_host_v3 h WHERE h.agent_host_id = p.agent_host_id
    UNION ALL SELECT 'group', group_radius_profile_id FROM directory.auth_subject_v2 u WHERE u.user_id = p.user_id
    UNION ALL SELECT 'user', radius_profile_id FROM directory.auth_subject_v2 u WHERE u.user_id = p.user_id
    UNION ALL SELECT 'user-on-agent-host', radius_profile_id FROM directory.auth_own_profile_v1 o
      WHERE o.agent_host_id = p.agent_host_id AND o.user_id = p.user_id
  ) x
  JOIN directory.auth_radius_profile_v1 r ON r.radius_profile_id = x.radius_profile_id`;

/** Of users (`$1`), alive at `$2`. */
export const loadSessions = `
  SELECT id, user_id, state, source, pool_id, host(pool_address) AS pool_address
  FROM authn.online_session WHERE user_id = ANY($1::uuid[]) AND state <> 'ended' AND expires_at > $2`;

/** A session keeps its address, whichever pool it came from, as long as the device reports it. */
const isFree = `
  NOT EXISTS (SELECT FROM authn.online_session s WHERE s.pool_id = $1 AND s.pool_address = c.address)
  AND NOT EXISTS (SELECT FROM authn.online_session s WHERE s.address = c.address AND s.state <> 'ended')`;

/** Those of the addresses `$2` that nobody has of the pool `$1`. */
export const freeAmong = `SELECT host(c.address) AS address FROM unnest($2::inet[]) AS c(address) WHERE ${isFree}`;

/** The exact search of a pool that is nearly full: one at a time, after what is over has given its addresses back. */
export const lockPool = `SELECT pg_advisory_xact_lock(hashtextextended('address pool ' || $1, 0))`;
export const giveBack = `
  UPDATE authn.online_session SET pool_id = NULL, pool_address = NULL, address = NULL
  WHERE id IN (SELECT id FROM authn.online_session WHERE pool_id = $1 AND expires_at <= $2 ORDER BY id FOR UPDATE SKIP LOCKED)`;
export const freeOfAll = `
  SELECT host(c.address) AS address
  FROM unnest($2::inet[], $3::inet[]) AS r(first, last), LATERAL (SELECT r.first + n AS address FROM generate_series(0, r.last - r.first) n) c
  WHERE ${isFree} LIMIT $4`;

/** An address that went to somebody else meanwhile breaks `online_session_pool_address`: everything is to be decided again. */
export const reserve = `
  INSERT INTO authn.online_session AS s (id, state, user_id, user_site_id, login, login_folded, agent_host_id, site_id, source, source_address,
    calling_station_id, pool_id, pool_address, address, started_at, updated_at, expires_at)
  SELECT v.id, 'reserved', v.user_id, v.user_site_id, v.login, v.login_folded, v.agent_host_id, v.site_id, v.source, v.source_address,
    v.calling_station_id, v.pool_id, v.pool_address, v.pool_address, v.at, v.at, v.expires_at
  FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::uuid[], $7::uuid[], $8::text[], $9::text[], $10::text[],
    $11::uuid[], $12::inet[], $13::timestamptz[], $14::timestamptz[])
    AS v(id, user_id, user_site_id, login, login_folded, agent_host_id, site_id, source, source_address, calling_station_id, pool_id, pool_address, at, expires_at)
  ORDER BY v.pool_id, v.pool_address
  ON CONFLICT (id) DO UPDATE SET updated_at = excluded.updated_at, expires_at = excluded.expires_at, source_address = excluded.source_address,
    pool_id = excluded.pool_id, pool_address = excluded.pool_address, address = excluded.address
  WHERE s.state = 'reserved'`;

/** The unique index that says who was faster. */
export const ADDRESS_TAKEN = 'online_session_pool_address';
