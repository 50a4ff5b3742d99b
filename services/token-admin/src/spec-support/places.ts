/** Sites that hold one thing of every kind, and for every operation of the contract what it is asked about there. */
import * as api from '@countersign/contracts/admin-api';
import { appoint, type Browser } from './console.ts';
import type { Answer, TokenAdminUnderTest } from './token-admin-under-test.ts';

export interface Place {
  readonly siteId: string;
  readonly groupId: string;
  readonly userId: string;
  readonly tokenId: string;
  readonly stockId: string;
  readonly lostId: string;
  readonly hostId: string;
  readonly backEndId: string;
  readonly syncId: string;
  readonly administratorId: string;
  readonly keyId: string;
  readonly profileId: string;
  readonly poolId: string;
  readonly jobId: string;
}

const SYNC_ATTRIBUTES = { login: 'uid', id: 'entryUUID', displayName: null, mobile: null, email: null, group: null };

/** A site with one thing of every kind. */
export async function makePlace(admin: TokenAdminUnderTest, name: string): Promise<Place> {
  const { id: siteId } = await admin.make('/sites', { name });
  const { id: groupId } = await admin.make('/groups', { siteId, name: 'staff' });
  const { id: userId } = await admin.make('/users', { siteId, groupId, login: `user of ${name}` });
  const { token } = await admin.make('/tokens/make', { siteId, assignTo: userId });
  const stock = await admin.make('/tokens/make', { siteId });
  const lost = await admin.make('/tokens/make', { siteId, assignTo: userId });
  await admin.call('POST', `/tokens/${lost.token.id}/lost`, {});
  const { id: hostId } = await admin.make('/agent-hosts', { siteId, name: 'vpn', addresses: [{ address: `10.0.0.${name.length}` }], secret: 'a secret of hosts' });
  const { id: backEndId } = await admin.make('/back-ends', { siteId, name: 'ldap', servers: ['127.0.0.1:1'], security: 'none', lookup: { how: 'name', template: '{login}@x' } });
  await admin.call('PUT', `/sites/${siteId}/first-factor`, { backEndId: null });
  const { id: syncId } = await admin.make('/directory-syncs', { siteId, backEndId, name: 'people', baseDn: 'dc=x', filter: '(uid=*)', attributes: SYNC_ATTRIBUTES });
  const administratorId = await appoint(admin, { siteId, login: `auditor of ${name}`, role: 'auditor', scope: { kind: 'sites', ids: [siteId] } });
  const { apiKey } = await admin.make('/api-keys', { name, scope: { kind: 'sites', ids: [siteId] }, permissions: ['directory.read'] });
  const job = await admin.upload('/jobs/token-imports', `J ${name},3132333435363738393031323334353637383930\n`, { site: siteId, dryRun: true });
  const { id: poolId } = await admin.make('/address-pools', { siteId, name: 'pool', ranges: [{ first: '10.0.0.1', last: '10.0.0.9' }] });
  const { id: profileId } = await admin.make('/radius-profiles', { siteId, name: 'profile' });
  return {
    profileId, poolId, siteId, groupId, userId, tokenId: token.id, stockId: stock.token.id, lostId: lost.token.id, hostId, backEndId, syncId, administratorId, keyId: apiKey.id, jobId: job.body.id,
  };
}

/** A good request for each operation on something that belongs to a place. */
const requests: Readonly<Record<string, (at: Place) => { id?: string; query?: string; body?: unknown }>> = {
  getSite: (at) => ({ id: at.siteId }), updateSite: (at) => ({ id: at.siteId, body: { name: 'renamed' } }), deleteSite: (at) => ({ id: at.siteId }),
  createSite: (at) => ({ body: { name: 'below', parentId: at.siteId } }),
  getGroup: (at) => ({ id: at.groupId }), updateGroup: (at) => ({ id: at.groupId, body: { name: 'renamed' } }), deleteGroup: (at) => ({ id: at.groupId }),
  getPolicy: (at) => ({ id: at.siteId }), updatePolicy: (at) => ({ id: at.siteId, body: { policy: { pinMinimum: 6 } } }),
  tryPolicy: (at) => ({ id: at.siteId, body: { policy: { pinMinimum: 6 } } }),
  createGroup: (at) => ({ body: { siteId: at.siteId, name: 'new' } }),
  getUser: (at) => ({ id: at.userId }), updateUser: (at) => ({ id: at.userId, body: { displayName: 'changed' } }), deleteUser: (at) => ({ id: at.userId }),
  createUser: (at) => ({ body: { siteId: at.siteId, login: 'new' } }),
  setUserPassword: (at) => ({ id: at.userId, body: { password: 'another password' } }), removeUserPassword: (at) => ({ id: at.userId }), unlockUser: (at) => ({ id: at.userId }),
  getToken: (at) => ({ id: at.tokenId }), updateToken: (at) => ({ id: at.tokenId, body: { enabled: false } }), deleteToken: (at) => ({ id: at.stockId }),
  makeToken: (at) => ({ body: { siteId: at.siteId } }), makeScratchCards: (at) => ({ body: { siteId: at.siteId } }), assignToken: (at) => ({ id: at.stockId, body: { userId: at.userId } }), unassignToken: (at) => ({ id: at.tokenId }),
  reportTokenLost: (at) => ({ id: at.tokenId, body: {} }), setTokenPin: (at) => ({ id: at.tokenId, body: { pin: '123456' } }), clearTokenPin: (at) => ({ id: at.tokenId }),
  setTokenMode: (at) => ({ id: at.tokenId, body: { mode: 'normal' } }), synchroniseToken: (at) => ({ id: at.tokenId, body: { code1: '1', code2: '2' } }),
  listBypassCodes: (at) => ({ id: at.userId }), issueBypassCodes: (at) => ({ id: at.userId, body: {} }), withdrawBypassCodes: (at) => ({ id: at.userId }),
  issueTemporaryPassword: (at) => ({ id: at.lostId, body: {} }), withdrawTemporaryPassword: (at) => ({ id: at.lostId }),
  getAgentHost: (at) => ({ id: at.hostId }), updateAgentHost: (at) => ({ id: at.hostId, body: { newPin: false } }), deleteAgentHost: (at) => ({ id: at.hostId }),
  getBackEnd: (at) => ({ id: at.backEndId }), updateBackEnd: (at) => ({ id: at.backEndId, body: { name: 'renamed' } }), deleteBackEnd: (at) => ({ id: at.backEndId }),
  createBackEnd: (at) => ({ body: { siteId: at.siteId, name: 'new', servers: ['127.0.0.1:1'], security: 'none', lookup: { how: 'name', template: '{login}@x' } } }),
  testBackEnd: (at) => ({ id: at.backEndId, body: {} }), showBackEndHealth: (at) => ({ id: at.backEndId }),
  getDirectorySync: (at) => ({ id: at.syncId }), updateDirectorySync: (at) => ({ id: at.syncId, body: { name: 'renamed' } }), deleteDirectorySync: (at) => ({ id: at.syncId }),
  createDirectorySync: (at) => ({ body: { siteId: at.siteId, backEndId: at.backEndId, name: 'new', baseDn: 'dc=x', filter: '(uid=*)', attributes: SYNC_ATTRIBUTES } }),
  runDirectorySync: (at) => ({ id: at.syncId, body: { dryRun: true } }),
  getFirstFactor: (at) => ({ id: at.siteId }), setFirstFactor: (at) => ({ id: at.siteId, body: { backEndId: at.backEndId } }), removeFirstFactor: (at) => ({ id: at.siteId }),
  createAgentHost: (at) => ({ body: { siteId: at.siteId, name: 'new', addresses: [{ address: '10.9.9.9' }], secret: 'a secret of hosts' } }),
  generateNodeSecret: (at) => ({ id: at.hostId }), clearNodeSecret: (at) => ({ id: at.hostId }), requireMessageAuthenticator: (at) => ({ id: at.hostId }),
  listUserHosts: (at) => ({ id: at.userId }), listGroupHosts: (at) => ({ id: at.groupId }),
  previewDeletion: (at) => ({ id: at.userId }),
  listAgentHostWarnings: (at) => ({ id: at.hostId }), listActivations: (at) => ({ id: at.hostId }),
  addActivation: (at) => ({ id: at.hostId, body: { userId: at.userId } }), removeActivation: (at) => ({ id: at.hostId, body: { userId: at.userId } }),
  getAdministrator: (at) => ({ id: at.administratorId }), updateAdministrator: (at) => ({ id: at.administratorId, body: { role: 'help-desk' } }),
  deleteAdministrator: (at) => ({ id: at.administratorId }), endAdministratorSessions: (at) => ({ id: at.administratorId }),
  createAdministrator: (at) => ({ body: { userId: at.userId, role: 'auditor', scope: { kind: 'sites', ids: [at.siteId] }, password: 'a password for once' } }),
  createRadiusProfile: (at) => ({ body: { siteId: at.siteId, name: 'new' } }), getRadiusProfile: (at) => ({ id: at.profileId }),
  updateRadiusProfile: (at) => ({ id: at.profileId, body: { description: 'changed' } }), deleteRadiusProfile: (at) => ({ id: at.profileId }),
  listRadiusProfileUses: (at) => ({ id: at.profileId }), getEffectiveRadiusProfile: (at) => ({ id: at.userId, query: `?agentHostId=${at.hostId}` }),
  createAddressPool: (at) => ({ body: { siteId: at.siteId, name: 'new', ranges: [{ first: '10.1.0.1', last: '10.1.0.2' }] } }), getAddressPool: (at) => ({ id: at.poolId }),
  updateAddressPool: (at) => ({ id: at.poolId, body: { leaseMinutes: 5 } }), deleteAddressPool: (at) => ({ id: at.poolId }),
  testRadius: (at) => ({ body: { agentHostId: at.hostId, login: 'anybody', password: 'anything' } }),
  getJob: (at) => ({ id: at.jobId }), cancelJob: (at) => ({ id: at.jobId }), downloadJobReport: (at) => ({ id: at.jobId }),
  revokeApiKey: (at) => ({ id: at.keyId }), createApiKey: (at) => ({ body: { name: 'new', scope: { kind: 'sites', ids: [at.siteId] } } }),
};

/** What an operation is about, and so how its scope is tested: one thing of a place, a list, the trail, or the installation itself. */
const PLACES: Readonly<Record<'list' | 'use' | 'upload' | 'trail' | 'online-session' | 'installation', readonly string[]>> = {
  list: [
    'listSites', 'listGroups', 'listUsers', 'listTokens', 'listAgentHosts', 'listProtection', 'listWarnings', 'listAdministrators', 'listApiKeys', 'listDrops', 'listJobs',
    'listBackEnds', 'listFirstFactors', 'listDirectorySyncs', 'listRadiusProfiles', 'listAddressPools', 'listPolicies', 'exportUsers', 'exportTokens', 'exportAgentHosts',
    'reportExpiringTokens', 'reportExpiryMonths', 'reportUnusedTokens', 'reportUnusedUsers', 'exportExpiringTokens', 'exportUnusedTokens', 'exportUnusedUsers',
  ],
  use: ['reportTokenUse', 'reportUserUse'],
  upload: ['importTokens', 'startTokenImport', 'startUserImport'],
  trail: [
    'listAuditEvents', 'exportAuditEvents', 'tailAuditEvents', 'explainAuditEvent', 'reportSignIns', 'reportResults', 'reportRefusedUsers', 'reportRefusedAgentHosts', 'downloadReport',
  ],
  'online-session': ['listOnlineSessions', 'endOnlineSession'],
  installation: [
    'getSettings', 'updateSettings', 'readServiceHealth', 'listRadiusAttributes', 'getAuditForwarding', 'updateAuditForwarding', 'verifyAudit', 'startAuditVerification', 'getAuditVerification',
    'cancelAuditVerification',
  ],
};
type Kind = keyof typeof PLACES | 'object';

/** @throws for an operation that nobody has thought about: its scope would not be tested */
export function placeOf(id: string): Kind {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Object.keys forgets the names
  const kinds = (Object.keys(PLACES) as (keyof typeof PLACES)[]).filter((kind) => PLACES[kind].includes(id));
  const all: Kind[] = Object.hasOwn(requests, id) ? ['object', ...kinds] : kinds;
  const [kind, another] = all;
  if (kind === undefined || another !== undefined) throw new Error(`${id} needs exactly one place: a request about a thing, or an entry in PLACES`);
  return kind;
}

/** The operation's request about the place. */
export const ask = async (browser: Browser, operation: api.Operation, at: Place, headers: Readonly<Record<string, string>> = {}): Promise<Answer> => {
  const { id = '', query = '', body } = requests[operation.id]?.(at) ?? {};
  return browser.call(operation.method, `${operation.path.replace('{id}', id).replace('{type}', 'users')}${query}`, body, headers);
};

/** Everything of the place, as it stands in the database. */
export async function stateOf(admin: TokenAdminUnderTest, { siteId, administratorId }: Place): Promise<unknown> {
  const tables = ['site WHERE id = $1', 'user_group WHERE site_id = $1', 'policy WHERE site_id = $1', 'user_account WHERE site_id = $1', 'token WHERE site_id = $1', 'agent_host WHERE site_id = $1', 'radius_profile WHERE site_id = $1', 'address_pool WHERE site_id = $1', 'back_end WHERE site_id = $1', 'directory_sync WHERE site_id = $1', 'first_factor WHERE site_id = $1', 'api_key WHERE scope_ids = ARRAY[$1::uuid]',
    'assignment WHERE user_id IN (SELECT id FROM directory.user_account WHERE site_id = $1)', 'agent_host_user WHERE agent_host_id IN (SELECT id FROM directory.agent_host WHERE site_id = $1)'];
  const rows: unknown[] = [];
  for (const table of tables) rows.push((await admin.database.query(`SELECT * FROM directory.${table} ORDER BY 1`, [siteId])).rows);
  return [...rows, (await admin.database.query('SELECT * FROM directory.administrator WHERE user_id = $1', [administratorId])).rows];
}
