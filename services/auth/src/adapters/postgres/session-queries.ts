/** Sessions as accounting reports them. A device is told by agent host and source address: each half of a pair counts its own. */

const DEVICE = 'agent_host_id = $1 AND source_address = $2 AND device_session_id = $3';

/** Of a session that is known: `$1` to `$3` its device and number. */
export const keepAlive = `
  UPDATE authn.online_session SET state = 'online', updated_at = $4, expires_at = $5, address = COALESCE($6::inet, address), interim = interim OR $7,
    calling_station_id = COALESCE($8, calling_station_id), received_octets = COALESCE($9, received_octets), sent_octets = COALESCE($10, sent_octets)
  WHERE ${DEVICE} AND state <> 'ended' RETURNING id`;

export const hasEnded = `SELECT FROM authn.online_session WHERE ${DEVICE} AND state = 'ended'`;

/** The reservation that the session was signed in for: by its address, then by who calls from where. */
export const findReservation = `
  SELECT id FROM authn.online_session
  WHERE agent_host_id = $1 AND user_id = $2 AND state = 'reserved' AND expires_at > $3
    AND (pool_address IS NULL OR $4::inet IS NULL OR pool_address = $4::inet)
  ORDER BY (pool_address = $4::inet) DESC NULLS LAST, (calling_station_id = $5) DESC NULLS LAST, started_at
  LIMIT 1 FOR UPDATE`;

export const begin = `
  UPDATE authn.online_session SET state = 'online', source_address = $2, device_session_id = $3, updated_at = $4, expires_at = $5,
    address = COALESCE($6::inet, address), interim = $7, calling_station_id = COALESCE($8, calling_station_id), received_octets = $9, sent_octets = $10
  WHERE id = $1`;

/** Without a reservation: nobody kept count, or the device reports somebody whom it let in by itself. */
export const add = `
  INSERT INTO authn.online_session (id, state, user_id, user_site_id, login, login_folded, agent_host_id, site_id, source_address, device_session_id,
    calling_station_id, address, started_at, updated_at, ended_at, expires_at, interim, received_octets, sent_octets)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
  ON CONFLICT DO NOTHING`;

/** It keeps its number for a while, so that a start that comes late opens nothing; its address is free. */
export const end = `
  UPDATE authn.online_session SET state = 'ended', updated_at = $4, ended_at = $4, expires_at = $5, pool_id = NULL, pool_address = NULL,
    address = COALESCE($6::inet, address), received_octets = COALESCE($7, received_octets), sent_octets = COALESCE($8, sent_octets)
  WHERE ${DEVICE} AND state <> 'ended' RETURNING id`;

export const drop = 'DELETE FROM authn.online_session WHERE id = $1';

/** The device begins anew: its numbers may, too. */
export const endAll = `
  UPDATE authn.online_session SET state = 'ended', device_session_id = NULL, updated_at = $3, ended_at = COALESCE(ended_at, $3), expires_at = $4,
    pool_id = NULL, pool_address = NULL
  WHERE agent_host_id = $1 AND source_address = $2 AND device_session_id IS NOT NULL`;

/** What is over by itself; replicas take different ones. */
export const sweep = `
  DELETE FROM authn.online_session WHERE id IN (SELECT id FROM authn.online_session WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED)
  RETURNING id, state, user_id, login, agent_host_id, site_id, source_address, device_session_id`;

const SHOWN = `s.id, s.state, s.user_id, s.login, s.agent_host_id, COALESCE(h.name, '') AS agent_host, s.source_address, s.device_session_id,
  s.calling_station_id, host(s.address) AS address, s.started_at, s.updated_at, s.ended_at, s.received_octets::float8 AS received_octets,
  s.sent_octets::float8 AS sent_octets`;

/** `$1`: sites, or null; the rest are filters that may be null. Of the login name a beginning. */
export const list = `
  SELECT ${SHOWN} FROM authn.online_session s LEFT JOIN directory.auth_agent_host_v1 h USING (agent_host_id)
  WHERE ($1::uuid[] IS NULL OR s.site_id = ANY($1) OR s.user_site_id = ANY($1))
    AND ($2::uuid IS NULL OR s.user_id = $2) AND ($3::uuid IS NULL OR s.agent_host_id = $3)
    AND ($4::text IS NULL OR starts_with(s.login_folded, $4)) AND ($5::text IS NULL OR s.state = $5)
    AND (s.state = 'ended' OR s.expires_at > $6)
    AND ($7::timestamptz IS NULL OR (s.started_at, s.id) < ($7, $8::uuid))
  ORDER BY s.started_at DESC, s.id DESC LIMIT $9`;

export const endOne = `
  DELETE FROM authn.online_session WHERE id = $1 AND state <> 'ended' AND ($2::uuid[] IS NULL OR site_id = ANY($2) OR user_site_id = ANY($2))
  RETURNING id, state, user_id, login, agent_host_id, site_id, source_address, device_session_id`;

export const poolUse = `
  SELECT pool_id AS "poolId", count(*)::int AS used FROM authn.online_session
  WHERE pool_id = ANY($1::uuid[]) AND expires_at > $2 GROUP BY pool_id`;

export const findHost = `
  SELECT agent_host_id, site_id, name, open_to_all, login_form FROM directory.auth_agent_host_v1 WHERE agent_host_id = $1`;

export const findUsers = `
  SELECT user_id, site_id, site_ancestors::text AS site_ancestors, false AS by_alias FROM directory.auth_login_v1 WHERE login_folded = $1
  UNION ALL
  SELECT a.user_id, s.site_id, s.site_ancestors::text, true FROM directory.auth_alias_v1 a JOIN directory.auth_user_v1 s USING (user_id)
  WHERE a.alias_folded = $1 AND a.agent_host_id = $2`;
