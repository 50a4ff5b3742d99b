import { randomBytes } from 'node:crypto';

/** What stands in the events: enough different values that filters have something to do. */
export const EVENT_USERS = 100_000;
export const EVENT_HOSTS = 50;

/** SQL for one plausible sign-in event as jsonb, of row number `n` at time `t`; its id is another expression. */
export function eventSql(id: string): string {
  return `jsonb_build_object(
    'id', ${id}, 'at', to_char(t AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'kind', 'sign-in',
    'result', CASE WHEN n % 20 = 0 THEN 'wrong-tokencode' ELSE 'accepted' END, 'service', 'auth', 'site', NULL,
    'user', jsonb_build_object('id', NULL, 'login', 'user' || n % ${EVENT_USERS}),
    'agentHost', jsonb_build_object('id', '00000000-0000-7000-8000-' || lpad((n % ${EVENT_HOSTS})::text, 12, '0'), 'name', 'vpn' || n % ${EVENT_HOSTS}),
    'host', '192.0.2.' || n % 250,
    'object', jsonb_build_object('type', 'token', 'id', NULL, 'label', 'SN' || n % ${EVENT_USERS}),
    'requestKey', md5(n::text || '${randomBytes(8).toString('hex')}'), 'detail', jsonb_build_object('counter', n))`;
}
