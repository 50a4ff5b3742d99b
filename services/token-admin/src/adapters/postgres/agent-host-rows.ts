import type * as adminApi from '@countersign/contracts/admin-api';
import type { Caller } from '../../domain/caller.ts';
import { oneWithin } from './reach.ts';
import { jsonOf, one, type Optional, type Source, type Sql } from './sql.ts';

export type AgentHost = adminApi.AgentHost;
export type AgentHostFlags = Omit<AgentHost, 'id' | 'siteId' | 'name' | 'addresses' | 'secretVersion' | 'messageAuthenticatorLocked' | 'nodeSecretAt' | 'version'>;

const ADDRESSES = `COALESCE((SELECT jsonb_agg(jsonb_build_object('address', a.address, 'name', a.name) ORDER BY a.is_primary DESC, a.address)
    FROM directory.agent_host_address a WHERE a.agent_host_id = h.id), '[]')`;

/** An agent host without its secret, the main address first. */
export const agentHosts: Source = {
  columns: `h.id, h.site_id AS "siteId", h.name, ${ADDRESSES} AS addresses, h.secret_version AS "secretVersion",
    h.require_message_authenticator AS "requireMessageAuthenticator", h.limit_proxy_state AS "limitProxyState", h.new_pin AS "newPin",
    h.next_tokencode AS "nextTokencode", h.open_to_all AS "openToAll", h.open_to_site AS "openToSite", h.login_form AS "loginForm",
    h.nas_profile AS "nasProfile", h.failover_grace_seconds AS "failoverGraceSeconds",
    h.sms, h.limit_sessions AS "limitSessions", h.access_times AS "accessTimes",
    h.message_authenticator_locked AS "messageAuthenticatorLocked", h.node_secret_at AS "nodeSecretAt", h.radius_profile_id AS "radiusProfileId", h.version`,
  from: 'directory.agent_host h',
  what: 'agent host',
};

export const findHost = async (sql: Sql, id: string): Promise<AgentHost> => one<AgentHost>(sql, agentHosts, 'WHERE h.id = $1', [id]);

/** The agent host, if the caller reaches it. */
export const reachHost = async (sql: Sql, id: string, caller: Caller): Promise<AgentHost> =>
  oneWithin<AgentHost>(sql, caller, 'agent-host', agentHosts, { id, idColumn: 'h.id' });

/** Locked before it is looked at: its addresses stand in another table, and have to be as new as the lock. */
export async function lockHost(sql: Sql, id: string, caller: Caller): Promise<AgentHost> {
  await sql.rows('SELECT FROM directory.agent_host WHERE id = $1 FOR UPDATE', [id]);
  return reachHost(sql, id, caller);
}

export const flagColumns = (flags: Optional<AgentHostFlags>) => ({
  require_message_authenticator: flags.requireMessageAuthenticator, limit_proxy_state: flags.limitProxyState, new_pin: flags.newPin,
  next_tokencode: flags.nextTokencode, open_to_all: flags.openToAll, open_to_site: flags.openToSite, login_form: flags.loginForm,
  nas_profile: flags.nasProfile, failover_grace_seconds: flags.failoverGraceSeconds, sms: flags.sms, limit_sessions: flags.limitSessions,
  access_times: jsonOf(flags.accessTimes), radius_profile_id: flags.radiusProfileId,
});
