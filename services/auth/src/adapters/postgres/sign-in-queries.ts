/** The statements of the deciding transaction, in the order in which it runs them. Plain SQL: this is the hot path. */

/**
 * Locks the rows of users; a user's first sign-in makes the row. One order for everybody, for new rows, too: else two
 * that want the same users would wait for each other. An update that changes nothing writes nothing and keeps the lock.
 */
const lockAll = (userIds: string): string => `
  INSERT INTO authn.user_state AS s (user_id) ${userIds} ORDER BY user_id
  ON CONFLICT (user_id) DO UPDATE SET memory = s.memory WHERE false`;

/** `$1`: user ids. */
export const lockUsers = lockAll('SELECT user_id FROM unnest($1::uuid[]) AS u(user_id)');

/** `$1`: folded login names. */
export const lockLogins = lockAll('SELECT user_id FROM directory.auth_login_v1 WHERE login_folded = ANY($1::text[])');

/** Whoever has one of the names `$1`, or goes by it on one of the agent hosts `$2`. */
const NAMED = `
  SELECT user_id FROM directory.auth_login_v1 WHERE login_folded = ANY($1::text[])
  UNION SELECT user_id FROM directory.auth_alias_v1 WHERE alias_folded = ANY($1::text[]) AND agent_host_id = ANY($2::uuid[])`;

/** The same where one of the agent hosts (`$2`) knows somebody by another name. */
export const lockNames = lockAll(`SELECT user_id FROM (${NAMED}) n`);

/** `$1`: ids of agent hosts. */
export const loadHosts = `
  SELECT agent_host_id, site_id, name, secret_version, new_pin, next_tokencode, open_to_all, open_to_site,
         login_form, nas_profile, failover_grace_seconds, access_times, time_zone, p.version AS policy_version, limit_sessions,
         radius_profile_id, has_own_profiles, has_aliases
  FROM directory.auth_agent_host_v3 LEFT JOIN directory.auth_site_policy_v1 p USING (site_id) WHERE agent_host_id = ANY($1::uuid[])`;

/** `$1`: sites whose policies are not known yet. */
export const loadPolicies = 'SELECT site_id, version, policy FROM directory.auth_site_policy_v1 WHERE site_id = ANY($1::uuid[])';

/**
 * When a token was last signed in with. A usual sign-in moves its seed and nothing else of the token, and says so there –
 * together with whose it was, since a seed outlives its assignments.
 */
export const lastSignIn = 'GREATEST(s.last_sign_in_at, CASE WHEN c.last_assignment_id = t.assignment_id THEN c.last_sign_in_at END)';

/**
 * Everything about users and their tokens, a row for each token (or one without). `$2`: the agent hosts that ask; the
 * arrays of those on which the user is activated are null when they are empty, which is the most common case. Whether
 * somebody is an administrator matters, and is looked up, under a policy only.
 */
const loadAll = (whose: string, more = ''): string => `
  SELECT u.user_id, u.login_folded, u.site_id, u.site_ancestors::text AS site_ancestors, u.group_id, u.login, u.enabled, u.starts_at, u.ends_at,
         u.password_hash, u.password_expires_at, u.password_must_change, u.active_on_all_hosts, u.active_on_site_hosts,
         u.access_times, u.time_zone, p.version AS policy_version,
         p.version IS NOT NULL AND EXISTS (SELECT FROM directory.auth_administrator_v1 r WHERE r.user_id = u.user_id) AS administrator_under_policy,
         u.new_pin, u.next_tokencode, u.maximum_sessions, u.radius_profile_id, u.group_radius_profile_id,${more}
         NULLIF(ARRAY(SELECT a.agent_host_id FROM directory.auth_activation_v1 a
           WHERE a.user_id = u.user_id AND a.agent_host_id = ANY($2::uuid[])), '{}') AS activated_on,
         CASE WHEN u.group_id IS NOT NULL THEN NULLIF(ARRAY(SELECT g.agent_host_id FROM directory.auth_group_activation_v1 g
           WHERE g.group_id = u.group_id AND g.agent_host_id = ANY($2::uuid[])), '{}') END AS group_activated_on,
         m.memory, m.stand_ins,
         t.assignment_id, t.token_id, t.serial, t.algorithm, t.hash, t.digits, t.period, t.t0,
         t.initial_counter, t.uses, t.sealed_seed, t.seed_fingerprint, t.starts_at AS token_starts_at, t.ends_at AS token_ends_at,
         t.enabled AS token_enabled, t.lost, t.one_time, t.use_pin, t.allow_next_tokencode,
         s.mode, s.sealed_pin, s.failures, s.locked_until, s.lock_level, ${lastSignIn} AS last_sign_in_at,
         c.last_counter, c.drift
  FROM directory.auth_subject_v2 u
  JOIN authn.user_state m USING (user_id)
  LEFT JOIN directory.auth_site_policy_v1 p USING (site_id)
  LEFT JOIN directory.auth_token_v2 t USING (user_id)
  LEFT JOIN authn.token_state s USING (assignment_id)
  LEFT JOIN authn.seed_state c USING (seed_fingerprint)
  WHERE ${whose}
  ORDER BY u.user_id, t.serial`;

/** `$1`: folded login names. */
export const loadLogins = loadAll('u.login_folded = ANY($1::text[])');

/** The same where one of the agent hosts (`$2`) knows somebody by another name. */
export const loadNames = loadAll(`u.user_id = ANY(ARRAY(${NAMED}))`, `
         (SELECT json_agg(x) FROM directory.auth_alias_v1 x
           WHERE x.user_id = u.user_id AND x.agent_host_id = ANY($2::uuid[])) AS aliases,`);

/** `$1`: user ids. */
export const loadUsers = loadAll('u.user_id = ANY($1::uuid[])');

/**
 * Writes users, tokens, seeds and the record together. A counter only ever moves forward: when not every seed takes its
 * new counter, another transaction – of a user who shares the seed – was faster, and nothing of this one may stand.
 */
export const writeAll = `
  WITH users AS (
    UPDATE authn.user_state s SET memory = v.memory::json, last_sign_in_at = COALESCE(v.signed_in_at, s.last_sign_in_at)
    FROM unnest($1::uuid[], string_to_array($2, E'\\n'), $3::timestamptz[]) AS v(user_id, memory, signed_in_at) WHERE s.user_id = v.user_id
  ), tokens AS (
    INSERT INTO authn.token_state AS s (assignment_id, mode, sealed_pin, failures, locked_until, lock_level, last_sign_in_at)
    SELECT * FROM unnest($4::uuid[], $5::text[], $6::bytea[], $7::int[], $8::timestamptz[], $9::int[], $10::timestamptz[])
    ON CONFLICT (assignment_id) DO UPDATE SET mode = excluded.mode, sealed_pin = excluded.sealed_pin,
      failures = excluded.failures, locked_until = excluded.locked_until, lock_level = excluded.lock_level,
      last_sign_in_at = excluded.last_sign_in_at
  ), seeds AS (
    INSERT INTO authn.seed_state AS s (seed_fingerprint, last_counter, drift, last_assignment_id, last_sign_in_at)
    SELECT * FROM unnest($11::bytea[], $12::bigint[], $13::int[], $14::uuid[], $15::timestamptz[])
      AS v(seed_fingerprint, last_counter, drift, last_assignment_id, last_sign_in_at)
    ORDER BY 1
    ON CONFLICT (seed_fingerprint) DO UPDATE SET last_counter = excluded.last_counter, drift = excluded.drift,
      last_assignment_id = excluded.last_assignment_id, last_sign_in_at = excluded.last_sign_in_at
      WHERE s.last_counter < excluded.last_counter
    RETURNING 1
  ), recorded AS (
    INSERT INTO authn.outbox (id, events) SELECT $16::uuid, $17::json WHERE $17::text <> '[]'
  )
  SELECT authn.require_seeds((SELECT count(*) FROM seeds), cardinality($11::bytea[]))`;

/** SQLSTATE of `authn.require_seeds`. */
export const SEED_MOVED = 'CS001';
