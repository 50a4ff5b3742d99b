/** The statements of the deciding transaction, in the order in which it runs them. Plain SQL: this is the hot path. */

export const loadHosts = `
  SELECT agent_host_id, site_id, name, secret_version, new_pin, next_tokencode, open_to_all, open_to_site,
         login_form, nas_profile, failover_grace_seconds, access_times, time_zone
  FROM directory.auth_agent_host_v2 WHERE agent_host_id = ANY($1::uuid[])`;

export const findLogins = `
  SELECT login_folded, user_id, site_id, site_ancestors
  FROM directory.auth_login_v1 WHERE login_folded = ANY($1::text[])`;

/**
 * A user's first sign-in makes the row. Before the locks, so that nobody who holds one waits for another's new row; in
 * the same order, so that two who make the same rows do not wait for each other.
 */
export const addUserStates = `
  INSERT INTO authn.user_state (user_id) SELECT * FROM unnest($1::uuid[]) AS u(user_id) ORDER BY user_id
  ON CONFLICT DO NOTHING`;

/** One order for everybody: ORDER BY in a locking SELECT orders the locks, in an UPDATE … FROM it does not. */
export const lockUsers = `
  SELECT user_id, memory FROM authn.user_state
  WHERE user_id = ANY($1::uuid[]) ORDER BY user_id FOR NO KEY UPDATE`;

export const loadUsers = `
  SELECT user_id, site_id, site_ancestors, group_id, login, enabled, starts_at, ends_at, password_hash,
         password_expires_at, password_must_change, active_on_all_hosts, active_on_site_hosts, access_times, time_zone,
         new_pin, next_tokencode
  FROM directory.auth_user_v2 WHERE user_id = ANY($1::uuid[])`;

export const loadActivations = `
  SELECT p.user_id, p.agent_host_id,
         EXISTS (SELECT 1 FROM directory.auth_activation_v1 a
                 WHERE a.agent_host_id = p.agent_host_id AND a.user_id = p.user_id) AS activated,
         EXISTS (SELECT 1 FROM directory.auth_user_v1 u
                 JOIN directory.auth_group_activation_v1 g ON g.group_id = u.group_id
                 WHERE u.user_id = p.user_id AND g.agent_host_id = p.agent_host_id) AS group_activated
  FROM unnest($1::uuid[], $2::uuid[]) AS p(user_id, agent_host_id)`;

export const loadTokens = `
  SELECT t.user_id, t.assignment_id, t.token_id, t.serial, t.algorithm, t.hash, t.digits, t.period, t.t0,
         t.initial_counter, t.sealed_seed, t.seed_fingerprint, t.starts_at, t.ends_at, t.enabled, t.lost,
         t.one_time, t.use_pin, t.allow_next_tokencode,
         s.mode, s.sealed_pin, s.failures, s.locked_until, s.lock_level, s.last_sign_in_at,
         c.last_counter, c.drift
  FROM directory.auth_token_v1 t
  LEFT JOIN authn.token_state s USING (assignment_id)
  LEFT JOIN authn.seed_state c USING (seed_fingerprint)
  WHERE t.user_id = ANY($1::uuid[])
  ORDER BY t.user_id, t.serial`;

/**
 * Writes users, tokens, seeds and the record together. A counter only ever moves forward: the number of seeds that
 * took the new counter tells whether another transaction – of a user who shares the seed – was faster.
 */
export const writeAll = `
  WITH users AS (
    UPDATE authn.user_state s SET memory = v.memory::jsonb
    FROM unnest($1::uuid[], $2::text[]) AS v(user_id, memory) WHERE s.user_id = v.user_id
  ), tokens AS (
    INSERT INTO authn.token_state AS s
      (assignment_id, mode, sealed_pin, failures, locked_until, lock_level, last_sign_in_at)
    SELECT * FROM unnest($3::uuid[], $4::text[], $5::bytea[], $6::int[], $7::timestamptz[], $8::int[], $9::timestamptz[])
    ON CONFLICT (assignment_id) DO UPDATE SET mode = excluded.mode, sealed_pin = excluded.sealed_pin,
      failures = excluded.failures, locked_until = excluded.locked_until, lock_level = excluded.lock_level,
      last_sign_in_at = excluded.last_sign_in_at
  ), seeds AS (
    INSERT INTO authn.seed_state AS s (seed_fingerprint, last_counter, drift)
    SELECT * FROM unnest($10::bytea[], $11::bigint[], $12::int[]) AS v(seed_fingerprint, last_counter, drift)
    ORDER BY 1
    ON CONFLICT (seed_fingerprint) DO UPDATE SET last_counter = excluded.last_counter, drift = excluded.drift
      WHERE s.last_counter < excluded.last_counter
    RETURNING 1
  ), recorded AS (
    INSERT INTO authn.outbox (id, events) SELECT $13::uuid, $14::jsonb WHERE $14::jsonb <> '[]'::jsonb
  )
  SELECT count(*)::int AS seeds FROM seeds`;
