import { randomBytes } from 'node:crypto';

/** What stands in the events: enough different values that filters have something to do. */
export const EVENT_USERS = 100_000;
export const EVENT_HOSTS = 50;
/** One event in so many has this result, or is of this user. */
const RARE = 40_000;
export const RARE_RESULT = 'token-lost';
export const RARE_USER = 'li.wei@branch.example';

/** Who it is: people come in no order. */
const PERSON = `n::bigint * 7919 % ${EVENT_USERS}`;

/** SQL for one plausible sign-in event as jsonb, of row number `n` at time `t`; its id is another expression. */
export function eventSql(id: string): string {
  return `jsonb_build_object(
    'id', ${id}, 'at', to_char(t AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'kind', 'sign-in',
    'result', CASE WHEN n % ${RARE} = 0 THEN '${RARE_RESULT}' WHEN n % 20 = 0 THEN 'wrong-tokencode' ELSE 'accepted' END, 'service', 'auth', 'site', NULL,
    'user', jsonb_build_object('id', NULL, 'login', CASE WHEN n % ${RARE} = 1 THEN '${RARE_USER}' ELSE 'user' || ${PERSON} END),
    'agentHost', jsonb_build_object('id', '00000000-0000-7000-8000-' || lpad((n % ${EVENT_HOSTS})::text, 12, '0'), 'name', 'vpn' || n % ${EVENT_HOSTS}),
    'host', '192.0.2.' || n % 250,
    'object', jsonb_build_object('type', 'token', 'id', NULL, 'label', 'SN' || ${PERSON}),
    'requestKey', md5(n::text || '${randomBytes(8).toString('hex')}'), 'detail', jsonb_build_object('counter', n))`;
}

/** SQL that notes the names of those events, as audit does when it records them: text is searched there. */
export const EVENT_NAMES_SQL = `
  INSERT INTO audit.name (month, kind, name)
  SELECT month, kind, name
  FROM (SELECT DISTINCT date_trunc('month', recorded_at AT TIME ZONE 'UTC')::date AS month FROM audit.event) AS months, (
    SELECT 'user' AS kind, 'user' || n AS name FROM generate_series(0, ${EVENT_USERS - 1}) AS n
    UNION ALL SELECT 'object', 'sn' || n FROM generate_series(0, ${EVENT_USERS - 1}) AS n
    UNION ALL SELECT 'agent-host', 'vpn' || n FROM generate_series(0, ${EVENT_HOSTS - 1}) AS n
    UNION ALL SELECT 'host', '192.0.2.' || n FROM generate_series(0, 249) AS n
    UNION ALL SELECT 'user', '${RARE_USER}') AS names
  ON CONFLICT DO NOTHING`;
