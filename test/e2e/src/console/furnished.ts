import { expect } from '@jest/globals';
import * as adminApi from '@countersign/contracts/admin-api';
import type { AdminApi } from '../harness/admin-api.ts';

/** A little of everything, and where it is shown. */
export async function furnish(api: AdminApi): Promise<Record<string, string>> {
  const { id: siteId } = await api.call(adminApi.createSite, { body: { name: '总部 & <Head> office' } });
  const { id: labId } = await api.call(adminApi.createSite, { body: { name: 'Lab', parentId: siteId } });
  await api.call(adminApi.updatePolicy, { parameters: { id: adminApi.INSTALLATION }, body: { policy: { pinMinimum: 6 } } });
  await api.call(adminApi.updatePolicy, { parameters: { id: labId }, body: { policy: { language: 'zh', lockSeconds: 60 } } });
  const group = await api.call(adminApi.createGroup, { body: { siteId, name: '=Finance()' } });
  const user = await api.call(adminApi.createUser, { body: { siteId, login: 'alice', displayName: '<img src=x onerror=alert(1)>', groupId: group.id } });
  const made = await api.call(adminApi.makeToken, { body: { siteId, assignTo: user.id } });
  await api.call(adminApi.updateToken, { parameters: { id: made.token.id }, body: { endsAt: '2020-01-01T00:00:00.000Z' } });
  const host = await api.call(adminApi.createAgentHost, {
    body: { siteId, name: 'VPN', addresses: [{ address: '192.0.2.1' }, { address: '192.0.2.2', name: 'standby' }], secret: 'a-secret-of-the-vpn', requireMessageAuthenticator: false, openToSite: true },
  });
  await api.call(adminApi.addActivation, { parameters: { id: host.id }, body: { groupId: group.id } });
  await api.call(adminApi.addActivation, { parameters: { id: host.id }, body: { userId: user.id, alias: 'root' } });
  const reply = await api.call(adminApi.testRadius, { body: { agentHostId: host.id, login: 'alice', password: '000000' } });
  expect(reply).toMatchObject({ outcome: 'refuse' });
  const pool = await api.call(adminApi.createAddressPool, { body: { siteId, name: 'VPN pool', ranges: [{ first: '10.0.0.1', last: '10.0.0.99' }, { first: '10.0.1.1', last: '10.0.1.99' }] } });
  const profile = await api.call(adminApi.createRadiusProfile, {
    body: {
      siteId, name: '<b>Remote</b>', description: '远程接入', poolId: pool.id, checkAttributes: [{ name: 'NAS-Port-Type', check: 'equals', value: 'Virtual' }, { name: 'Called-Station-Id', check: 'present', value: '' }],
      replyAttributes: [{ name: 'ASA-Group-Policy', value: 'Staff', append: false }, { name: 'Cisco-AVPair', value: 'ip:inacl#1=permit ip any any', append: true }],
    },
  });
  await api.call(adminApi.updateAgentHost, { parameters: { id: host.id }, body: { radiusProfileId: profile.id, nasProfile: 'cisco-asa', limitSessions: true } });
  const lost = await api.call(adminApi.makeToken, { body: { siteId, assignTo: user.id } });
  await api.call(adminApi.reportTokenLost, { parameters: { id: lost.token.id }, body: {} });
  const free = await api.call(adminApi.makeToken, { body: { siteId } });
  const helper = await api.call(adminApi.createUser, { body: { siteId, login: 'helper', displayName: '服务台' } });
  await api.call(adminApi.createAdministrator, { body: { userId: helper.id, role: 'help-desk', scope: { kind: 'sites', ids: [siteId] }, password: 'for the first sign-in' } });
  const job = await api.importUsers({ site: siteId, fileName: '<人员>.csv', makeGroups: true }, 'login,group,email\nbob,Night,\n=eve,Night,nonsense\n');
  const backEnd = await api.call(adminApi.createBackEnd, {
    body: { siteId, name: '目录 <ldap>', servers: ['127.0.0.1:1', 'localhost:2'], security: 'none', lookup: { how: 'name', template: 'uid={login},dc=example' } },
  });
  await api.call(adminApi.setFirstFactor, { parameters: { id: siteId }, body: { backEndId: backEnd.id, staticPassword: 'optional' } });
  const attributes = { login: 'uid', id: 'entryUUID', displayName: 'cn', mobile: null, email: null, group: null };
  const sync = await api.call(adminApi.createDirectorySync, { body: { siteId, backEndId: backEnd.id, name: '=people', baseDn: 'dc=example', filter: '(uid=*)', attributes } });
  await api.call(adminApi.runDirectorySync, { parameters: { id: sync.id }, body: { dryRun: true } });
  const line = await lineOf(api, reply.requestKey ?? '');
  return {
    overview: '/', setup: '/setup', sites: `/sites?site=${siteId}`, users: '/users', user: `/users/${user.id}`, tokens: '/tokens', token: `/tokens/${made.token.id}`, 'lost-token': `/tokens/${lost.token.id}`, 'free-token': `/tokens/${free.token.id}`,
    import: '/import', 'user-import': '/import-users', jobs: '/jobs', job: `/jobs/${job.id}`, 'agent-hosts': '/agent-hosts', 'back-ends': '/back-ends', 'directory-syncs': '/directory-syncs', 'agent-host': `/agent-hosts/${host.id}`, 'radius-profiles': '/radius-profiles', 'address-pools': '/address-pools', sessions: '/sessions',
    log: '/log', 'log-line': `/log/${line}`, drops: '/drops', reports: '/reports',
    test: `/test?host=${host.id}&login=alice`, administrators: '/administrators', 'api-keys': '/api-keys', forwarding: '/forwarding', settings: '/settings', policies: '/policies', policy: `/policies?site=${labId}`, account: '/account', nothing: '/no/such/page',
  };
}

async function lineOf(api: AdminApi, requestKey: string): Promise<number> {
  for (let tries = 0; tries < 50; tries += 1) {
    const { entries: [entry] } = await api.call(adminApi.listAuditEvents, { query: { requestKey } });
    if (entry !== undefined) return entry.sequence;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('the sign-in is not in the log');
}
