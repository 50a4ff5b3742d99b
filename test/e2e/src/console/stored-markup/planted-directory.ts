import * as adminApi from '@countersign/contracts/admin-api';
import type { AdminApi } from '../../harness/admin-api.ts';
import type { Markup } from './markup.ts';

export const SECRET = 'a-secret-of-the-vpn';
/** Who signs in, by a name without markup, beside those whose names are markup. */
export const LOGIN = 'alice';

export interface Planted {
  readonly siteId: string;
  readonly hostId: string;
  /** Pages that show it, beside those of the menu. */
  readonly pages: readonly string[];
}

const POLICY_TEXTS = ['newPin', 'nextTokencode', 'passcodeAccepted', 'passwordAccepted', 'refused'] as const;

/** Markup in every field that administrators fill in, as far as its rules take it. */
export async function plantDirectory(api: AdminApi, markup: Markup): Promise<Planted> {
  const { id: siteId } = await api.call(adminApi.createSite, { body: { name: markup.in('createSite.name') } });
  const texts = POLICY_TEXTS.flatMap((name) => ['En', 'Zh'].map((language) => [`${name}Text${language}`, markup.in(`updatePolicy.policy.${name}Text${language}`)]));
  await api.call(adminApi.updatePolicy, { parameters: { id: siteId }, body: { policy: Object.fromEntries(texts) } });
  const group = await api.call(adminApi.createGroup, { body: { siteId, name: markup.in('createGroup.name') } });
  const user = await api.call(adminApi.createUser, { body: {
    siteId, login: markup.in('createUser.login'), displayName: markup.in('createUser.displayName'), mobile: markup.in('createUser.mobile', 32),
    identifier: markup.in('createUser.identifier', 64), groupId: group.id,
  } });
  const alice = await api.call(adminApi.createUser, { body: { siteId, login: LOGIN, groupId: group.id } });
  const { token } = await api.call(adminApi.makeToken, { body: { siteId, serial: markup.in('makeToken.serial', 64), issuer: markup.in('makeToken.issuer', 64), assignTo: user.id } });
  const network = await plantNetwork(api, markup, siteId, user.id);
  await api.call(adminApi.updateUser, { parameters: { id: alice.id }, body: { activeOnSiteHosts: true } });
  await api.call(adminApi.createApiKey, { body: { name: markup.in('createApiKey.name'), expiresAt: null } });
  await api.call(adminApi.createAdministrator, { body: { userId: user.id, role: 'auditor', scope: { kind: 'groups', ids: [group.id] }, password: 'a password for once', keepTokens: [token.id] } });
  await plantBackEnd(api, markup, siteId);
  await api.call(adminApi.issueBypassCodes, { parameters: { id: user.id }, body: {} });
  return {
    siteId, hostId: network.hostId,
    pages: [
      `/sites?site=${siteId}`, `/users?site=${siteId}`, `/users?site=${siteId}&group=${group.id}`, `/users/${user.id}`, `/tokens/${token.id}`, `/policies?site=${siteId}`,
      `/agent-hosts/${network.hostId}`, `/test?host=${network.hostId}&login=${LOGIN}`, `/agent-hosts?add=${encodeURIComponent(markup.in('address of a page'))}`,
      `/users?search=${encodeURIComponent(markup.in('search of a page'))}`, `/log?text=${encodeURIComponent(markup.in('filter of a page'))}`, `/no/${encodeURIComponent('<img src=x onerror=planted(0)>')}`,
    ],
  };
}

async function plantNetwork(api: AdminApi, markup: Markup, siteId: string, userId: string): Promise<{ hostId: string }> {
  const pool = await api.call(adminApi.createAddressPool, { body: {
    siteId, name: markup.in('createAddressPool.name'), description: markup.in('createAddressPool.description'), ranges: [{ first: '10.0.0.1', last: '10.0.0.9' }],
  } });
  const profile = await api.call(adminApi.createRadiusProfile, { body: {
    siteId, name: markup.in('createRadiusProfile.name'), description: markup.in('createRadiusProfile.description'), poolId: pool.id,
    replyAttributes: [{ name: 'Cisco-AVPair', value: markup.in('createRadiusProfile.replyAttributes[].value'), append: true }],
  } });
  // Its check refuses: the trace of the sign-in says by which value.
  const strict = await api.call(adminApi.createRadiusProfile, { body: {
    siteId, name: markup.in('createRadiusProfile.name, of the check'), checkAttributes: [{ name: 'Called-Station-Id', check: 'equals', value: markup.in('createRadiusProfile.checkAttributes[].value') }],
  } });
  const host = await api.call(adminApi.createAgentHost, { body: {
    siteId, name: markup.in('createAgentHost.name'), addresses: [{ address: '127.0.0.1' }, { address: '192.0.2.7', name: markup.in('createAgentHost.addresses[].name') }],
    secret: SECRET, radiusProfileId: profile.id, requireMessageAuthenticator: false, limitSessions: true,
  } });
  await api.call(adminApi.addActivation, { parameters: { id: host.id }, body: { userId, alias: markup.in('addActivation.alias'), radiusProfileId: strict.id } });
  return { hostId: host.id };
}

async function plantBackEnd(api: AdminApi, markup: Markup, siteId: string): Promise<void> {
  const { id: backEndId } = await api.call(adminApi.createBackEnd, { body: {
    siteId, name: markup.in('createBackEnd.name'), servers: ['127.0.0.1:1'], security: 'none',
    lookup: { how: 'search', baseDn: markup.in('createBackEnd.lookup.baseDn'), filter: '(uid={login})', bindDn: markup.in('createBackEnd.lookup.bindDn') }, bindPassword: 'x',
  } });
  await api.call(adminApi.setFirstFactor, { parameters: { id: siteId }, body: { backEndId, staticPassword: 'none', passcode: true } });
  const attributes = { login: 'uid', id: 'entryUUID', displayName: null, mobile: null, email: null, group: null };
  const sync = await api.call(adminApi.createDirectorySync, { body: {
    siteId, backEndId, name: markup.in('createDirectorySync.name'), baseDn: markup.in('createDirectorySync.baseDn'), filter: `(cn=${markup.in('createDirectorySync.filter', 128, (text) => !text.includes('('))})`, attributes,
  } });
  const { id } = await api.call(adminApi.runDirectorySync, { parameters: { id: sync.id }, body: {} });
  await api.job(id, ({ endedAt }) => endedAt !== null);
}
