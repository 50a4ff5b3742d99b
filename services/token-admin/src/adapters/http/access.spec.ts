/** Who may do what, and where: every operation of the contract, by every role, inside and outside of a scope. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  addStandInsContract, adminApi as api, auditListContract, clearPinContract, dropsContract, removeStandInsContract, setPinContract, setTokenModeContract, standInsContract,
  synchroniseContract, unlockContract,
} from '@countersign/contracts';
import { privatePostgres, type PrivatePostgres } from '@countersign/testing';
import { appoint, Browser, serveAuth } from '../../spec-support/console.ts';
import { TokenAdminUnderTest, type Answer } from '../../spec-support/token-admin-under-test.ts';

interface Place {
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
const NOWHERE = '018f0000-0000-7000-8000-000000000000';
let server: PrivatePostgres;
let admin: TokenAdminUnderTest;
let [inside, outside]: Place[] = [];
let askedOfAudit: unknown[] = [];
/** What others did with what is running state. */
const reached: string[] = [];

beforeAll(async () => {
  server = await privatePostgres();
  admin = await TokenAdminUnderTest.start(server, { limits: { signInRefusalMs: 0 } });
  await serveAuth(admin);
  for (const contract of [setPinContract, clearPinContract, setTokenModeContract]) {
    await admin.bus.serve(contract, async () => { reached.push(contract.subject); return { done: true as const }; });
  }
  await admin.bus.serve(unlockContract, async () => { reached.push('unlock'); return { done: true }; });
  await admin.bus.serve(synchroniseContract, async () => { reached.push('synchronise'); return { driftSteps: 0 }; });
  await admin.bus.serve(standInsContract, async () => ({ standIns: [] }));
  await admin.bus.serve(addStandInsContract, async () => { reached.push('add-stand-ins'); return { done: true }; });
  await admin.bus.serve(removeStandInsContract, async () => { reached.push('remove-stand-ins'); return { removed: 0 }; });
  await admin.bus.serve(auditListContract, async (asked) => { askedOfAudit.push(asked.filter); return { entries: [], next: null }; });
  inside = await place('Inside');
  outside = await place('Outside');
  await admin.bus.serve(dropsContract, async () => ({
    replica: 'r', drops: [inside?.hostId ?? null, outside?.hostId ?? null, null].map((agentHostId) => ({
      source: '192.0.2.1', reason: 'x', count: 1, firstSeenAt: new Date().toISOString(), lastSeenAt: new Date().toISOString(), agentHost: null, agentHostId,
    })),
  }));
}, 120_000);
afterAll(async () => {
  expect(admin.errors).toEqual([]);
  await admin?.stop();
  await server.stop();
});

async function place(name: string): Promise<Place> {
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

const guarded = api.operations.filter(({ permission }) => permission !== 'anyone' && permission !== 'session');

describe.each(api.roles)('%s', (role) => {
  let browser: Browser;
  beforeAll(async () => {
    await appoint(admin, { siteId: inside?.siteId ?? '', login: role, role });
    browser = await Browser.signedIn(admin, role);
  });

  test.each(guarded.map((operation) => [operation.id, operation] as const))('%s', async (_, { method, path, permission, body }) => {
    const { status, body: problem } = await browser.call(method, path.replace('{id}', NOWHERE).replace('{type}', 'users'), body === null ? undefined : {});
    const mayDo = (api.rolePermissions[role] as readonly string[]).includes(permission);
    if (mayDo) expect([401, 403]).not.toContain(status);
    else expect([status, problem.code]).toEqual([403, 'forbidden']);
  });
});

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
/** Lists, and what is of the whole installation: tested below. */
const elsewhere = new Set(['listRadiusProfiles', 'listAddressPools', 'listRadiusAttributes', 'listOnlineSessions', 'endOnlineSession', 'listSites', 'listPolicies', 'listGroups', 'listUsers', 'listTokens', 'listAgentHosts', 'listProtection', 'listWarnings', 'readServiceHealth', 'listAdministrators', 'listApiKeys', 'listDrops', 'listAuditEvents', 'verifyAudit', 'importTokens', 'startTokenImport', 'startUserImport', 'listJobs', 'exportUsers', 'exportTokens', 'exportAgentHosts', 'listBackEnds', 'listFirstFactors', 'listDirectorySyncs', 'getSettings', 'updateSettings']);

const ask = async (browser: Browser, operation: api.Operation, at: Place): Promise<Answer> => {
  const { id = '', query = '', body } = requests[operation.id]?.(at) ?? {};
  return browser.call(operation.method, `${operation.path.replace('{id}', id).replace('{type}', 'users')}${query}`, body);
};

/** Everything of the place, as it stands in the database. */
async function stateOf({ siteId, administratorId }: Place): Promise<unknown> {
  const tables = ['site WHERE id = $1', 'user_group WHERE site_id = $1', 'policy WHERE site_id = $1', 'user_account WHERE site_id = $1', 'token WHERE site_id = $1', 'agent_host WHERE site_id = $1', 'radius_profile WHERE site_id = $1', 'address_pool WHERE site_id = $1', 'back_end WHERE site_id = $1', 'directory_sync WHERE site_id = $1', 'first_factor WHERE site_id = $1', 'api_key WHERE scope_ids = ARRAY[$1::uuid]',
    'assignment WHERE user_id IN (SELECT id FROM directory.user_account WHERE site_id = $1)', 'agent_host_user WHERE agent_host_id IN (SELECT id FROM directory.agent_host WHERE site_id = $1)'];
  const rows = await Promise.all(tables.map(async (table) => (await admin.database.query(`SELECT * FROM directory.${table} ORDER BY 1`, [siteId])).rows));
  return [...rows, (await admin.database.query('SELECT * FROM directory.administrator WHERE user_id = $1', [administratorId])).rows];
}

/** Reports of the directory: their scope is tested in directory-reports.spec.ts. */
const ofTheDirectory = /^\/reports\/(?:expiring-tokens|unused-tokens|unused-users)/;
/** The trail and what is counted from it are audit's: it is asked with the sites in reach, and its verification is of the whole. */
const ofTheTrail = ({ path }: api.Operation): boolean => /^\/(?:audit|reports)\//.test(path);
const located = guarded.filter((operation) => !elsewhere.has(operation.id) && !ofTheTrail(operation) && !ofTheDirectory.test(operation.path));

describe('a site administrator of one site', () => {
  let browser: Browser;
  beforeAll(async () => {
    await appoint(admin, { siteId: inside?.siteId ?? '', login: 'local', role: 'site-administrator', scope: { kind: 'sites', ids: [inside?.siteId ?? ''] } });
    browser = await Browser.signedIn(admin, 'local');
  });

  test.each(located.map((operation) => [operation.id, operation] as const))('finds nothing of another site: %s', async (id, operation) => {
    if (outside === undefined) throw new Error('no place');
    expect(Object.keys(requests)).toContain(id);
    const [before, others] = [await stateOf(outside), reached.length];
    expect(await ask(browser, operation, outside)).toMatchObject({ status: 404, body: { code: 'not-found' } });
    expect(await stateOf(outside)).toEqual(before);
    expect(reached).toHaveLength(others);
  });

  test('reaches what is below, and sites that come later', async () => {
    const { id } = await admin.make('/sites', { name: 'lab', parentId: inside?.siteId });
    const { id: below } = await admin.make('/sites', { name: 'bench', parentId: id });
    expect(await browser.call('POST', '/users', { siteId: below, login: 'deep' })).toMatchObject({ status: 201 });
    expect(await browser.call('GET', '/sites?site=Inside/lab/bench')).toMatchObject({ status: 200, body: { items: [{ id: below }] } });
  });

  test.each(['/sites', '/groups', '/users', '/tokens', '/agent-hosts', '/agent-host-protection', '/administrators', '/api-keys', '/jobs', '/back-ends', '/first-factors', '/directory-syncs'])('GET %s shows nothing from elsewhere', async (path) => {
    const { body } = await browser.call('GET', `${path}?limit=1000`);
    const text = JSON.stringify(body);
    expect(body.items.length).toBeGreaterThan(0);
    for (const id of Object.values(outside ?? {})) expect(text).not.toContain(id);
    if (path !== '/api-keys') expect(await browser.call('GET', `${path}?site=Outside`)).toMatchObject({ status: path === '/sites' ? 404 : 404 });
  });

  test.each(['/users', '/tokens', '/agent-hosts'])('GET %s/export shows nothing from elsewhere', async (path) => {
    const { status, body } = await browser.call('GET', `${path}/export`);
    expect([status, typeof body]).toEqual([200, 'string']);
    expect(body).toContain(path === '/users' ? inside?.userId : path === '/tokens' ? inside?.tokenId : inside?.hostId);
    for (const id of Object.values(outside ?? {})) expect(body).not.toContain(id);
    expect(await browser.call('GET', `${path}/export?site=Outside`)).toMatchObject({ status: 404 });
  });

  test('hears of drops and the trail of these sites only', async () => {
    const { body } = await browser.call('GET', '/radius/drops');
    expect(body.replicas[0].drops.map((drop: { agentHostId: string }) => drop.agentHostId)).toEqual([inside?.hostId]);
    askedOfAudit = [];
    await browser.call('GET', '/audit/events');
    expect(askedOfAudit).toEqual([{ sites: expect.arrayContaining([inside?.siteId]) }]);
    expect(JSON.stringify(askedOfAudit)).not.toContain(outside?.siteId);
    expect(await browser.call('GET', `/audit/events?sites=${outside?.siteId}`)).toMatchObject({ status: 400 });
  });

  test('makes no site at the top, changes no settings, moves nobody out, and imports nowhere else', async () => {
    const forbidden = { status: 403, body: { code: 'forbidden' } };
    expect(await browser.call('POST', '/sites', { name: 'top' })).toMatchObject(forbidden);
    expect(await browser.call('PATCH', '/settings', { tokensPerUser: 5 })).toMatchObject(forbidden);
    expect(await browser.call('PATCH', `/users/${inside?.userId}`, { groupId: outside?.groupId })).toMatchObject({ status: 404 });
    expect(await browser.call('POST', `/tokens/${inside?.stockId}/assign`, { userId: outside?.userId })).toMatchObject({ status: 404 });
    expect(await browser.call('POST', `/tokens/${outside?.stockId}/assign`, { userId: inside?.userId })).toMatchObject({ status: 404 });
    expect(await browser.call('POST', `/agent-hosts/${inside?.hostId}/activations`, { userId: outside?.userId })).toMatchObject({ status: 404 });
    const key = await browser.call('POST', '/api-keys', { name: 'mine', permissions: ['tokens.import'] });
    const body = `${JSON.stringify({ site: outside?.siteId })}\n`;
    for (const path of ['/token-imports', '/jobs/token-imports']) {
      expect(await admin.call('POST', path, body, { 'content-type': api.IMPORT_CONTENT_TYPE, authorization: `Bearer ${key.body.key}` })).toMatchObject({ status: 404 });
    }
  });

  test('opens nothing beyond the own sites', async () => {
    const forbidden = { status: 403, body: { code: 'forbidden' } };
    expect(await browser.call('PATCH', `/users/${inside?.userId}`, { activeOnAllHosts: true })).toMatchObject(forbidden);
    expect(await browser.call('POST', '/users', { siteId: inside?.siteId, login: 'everywhere', activeOnAllHosts: true })).toMatchObject(forbidden);
    expect(await browser.call('PATCH', `/agent-hosts/${inside?.hostId}`, { openToAll: true })).toMatchObject(forbidden);
    expect(await browser.call('POST', '/agent-hosts', { siteId: inside?.siteId, name: 'open', addresses: [{ address: '10.8.8.8' }], secret: 'a secret of hosts', openToAll: true })).toMatchObject(forbidden);
    expect(await browser.call('PATCH', `/users/${inside?.userId}`, { activeOnSiteHosts: true, activeOnAllHosts: false })).toMatchObject({ status: 200 });
  });

  test('appoints nobody above, and nobody further', async () => {
    const { id: userId } = await admin.make('/users', { siteId: inside?.siteId, login: 'candidate' });
    const appointed = async (role: string, scope: unknown): Promise<number> =>
      (await browser.call('POST', '/administrators', { userId, role, scope, password: 'a password for once' })).status;
    expect(await appointed('super-administrator', { kind: 'all' })).toBe(403);
    expect(await appointed('help-desk', { kind: 'all' })).toBe(403);
    expect(await appointed('help-desk', { kind: 'sites', ids: [outside?.siteId] })).toBe(404);
    expect(await appointed('help-desk', { kind: 'sites', ids: [inside?.siteId, outside?.siteId] })).toBe(404);
    expect(await appointed('help-desk', { kind: 'groups', ids: [outside?.groupId] })).toBe(404);
    expect(await appointed('help-desk', { kind: 'sites', ids: [inside?.siteId] })).toBe(201);
    expect(await browser.call('PATCH', `/administrators/${userId}`, { role: 'super-administrator', scope: { kind: 'all' } })).toMatchObject({ status: 403 });
  });

  test('makes no key that may do more or reaches further', async () => {
    const made = async (body: object): Promise<number> => (await browser.call('POST', '/api-keys', { name: 'k', ...body })).status;
    expect(await made({ permissions: ['settings.write'] })).toBe(403);
    expect(await made({ scope: { kind: 'all' } })).toBe(403);
    expect(await made({ scope: { kind: 'sites', ids: [outside?.siteId] } })).toBe(404);
    const { body } = await browser.call('POST', '/api-keys', { name: 'heir' });
    expect(body.apiKey).toMatchObject({ scope: { kind: 'sites', ids: [inside?.siteId] }, createdBy: 'administrator:local' });
    expect(body.apiKey.permissions).not.toContain('settings.write');
    const headers = { authorization: `Bearer ${body.key}` };
    expect(await admin.call('GET', `/users/${outside?.userId}`, undefined, headers)).toMatchObject({ status: 404 });
    expect(await admin.call('GET', `/users/${inside?.userId}`, undefined, headers)).toMatchObject({ status: 200 });
    expect(await admin.call('PATCH', '/settings', {}, headers)).toMatchObject({ status: 403 });
  });
});

describe('administrators are out of reach of those who could become them', () => {
  let boss: string;
  beforeAll(async () => {
    boss = await appoint(admin, { siteId: inside?.siteId ?? '', login: 'boss', role: 'super-administrator' });
    const { token } = await admin.make('/tokens/make', { siteId: inside?.siteId, assignTo: boss, serial: 'BOSS' });
    await admin.call('POST', `/tokens/${token.id}/unassign`);
  });

  test.each(['help-desk', 'token-administrator', 'local'] as const)('%s', async (login) => {
    const browser = await Browser.signedIn(admin, login);
    const { body: { items: [token] } } = await admin.call('GET', '/tokens?serial=BOSS');
    await admin.call('POST', `/tokens/${token.id}/assign`, { userId: boss });
    const tries: [string, string, unknown?][] = [
      ['PUT', `/users/${boss}/password`, { password: 'mine from now on' }], ['DELETE', `/users/${boss}/password`], ['PATCH', `/users/${boss}`, { enabled: false }],
      ['DELETE', `/users/${boss}`], ['POST', `/users/${boss}/unlock`], ['POST', `/tokens/${token.id}/unassign`], ['POST', `/tokens/${token.id}/pin`, { pin: '1234' }],
      ['PATCH', `/tokens/${token.id}`, { enabled: false }], ['POST', `/tokens/${inside?.stockId}/assign`, { userId: boss }], ['DELETE', `/administrators/${boss}`],
      ['PATCH', `/administrators/${boss}`, { role: 'auditor' }], ['DELETE', `/administrators/${boss}/sessions`], ['POST', `/tokens/${token.id}/synchronise`, { code1: '1', code2: '2' }],
    ];
    const others = reached.length;
    for (const [method, path, body] of tries) expect([method, path, (await browser.call(method, path, body)).status]).toEqual([method, path, path === `/users/${boss}` && method === 'DELETE' && login === 'local' ? 409 : 403]);
    expect(reached).toHaveLength(others);
    await admin.call('POST', `/tokens/${token.id}/unassign`);
  });
});

describe('a scope of groups', () => {
  let browser: Browser;
  beforeAll(async () => {
    await appoint(admin, { siteId: inside?.siteId ?? '', login: 'leader', role: 'site-administrator', scope: { kind: 'groups', ids: [inside?.groupId ?? ''] } });
    browser = await Browser.signedIn(admin, 'leader');
  });

  test('holds its users and their tokens, and nobody beside them', async () => {
    const { id: beside } = await admin.make('/users', { siteId: inside?.siteId, login: 'beside' });
    expect(await browser.call('GET', `/users/${inside?.userId}`)).toMatchObject({ status: 200 });
    expect(await browser.call('GET', `/tokens/${inside?.tokenId}`)).toMatchObject({ status: 503 }); // the running state is asked of auth, which is not there
    expect(await browser.call('GET', `/users/${beside}`)).toMatchObject({ status: 404 });
    expect(await browser.call('PATCH', `/users/${beside}`, { groupId: inside?.groupId })).toMatchObject({ status: 404 });
    expect(await browser.call('GET', `/agent-hosts/${inside?.hostId}`)).toMatchObject({ status: 404 });
    const { body } = await browser.call('GET', '/users?limit=1000');
    expect(body.items.map(({ id }: { id: string }) => id)).toEqual([inside?.userId]);
  });

  test('makes users in its groups only, and leaves site, group and stock alone', async () => {
    const [siteId, groupId] = [inside?.siteId, inside?.groupId];
    expect(await browser.call('POST', '/users', { siteId, groupId, login: 'member' })).toMatchObject({ status: 201 });
    expect(await browser.call('POST', '/users', { siteId, login: 'free' })).toMatchObject({ status: 403 });
    expect(await browser.call('PATCH', `/users/${inside?.userId}`, { groupId: null })).toMatchObject({ status: 403 });
    await admin.call('PATCH', `/users/${inside?.userId}`, { activeOnSiteHosts: false });
    expect(await browser.call('PATCH', `/users/${inside?.userId}`, { activeOnSiteHosts: true })).toMatchObject({ status: 403 });
    expect(await browser.call('PATCH', `/sites/${siteId}`, { name: 'mine' })).toMatchObject({ status: 403 });
    expect(await browser.call('DELETE', `/groups/${groupId}`)).toMatchObject({ status: 403 });
    expect(await browser.call('POST', '/groups', { siteId, name: 'another' })).toMatchObject({ status: 403 });
    expect(await browser.call('DELETE', `/tokens/${inside?.stockId}`)).toMatchObject({ status: 403 });
    expect(await browser.call('POST', '/tokens/make', { siteId })).toMatchObject({ status: 403 });
    expect(await browser.call('GET', '/audit/events')).toMatchObject({ status: 403 });
    expect(await browser.call('POST', `/tokens/${inside?.stockId}/assign`, { userId: inside?.userId })).toMatchObject({ status: 200 });
  });
});
