/** How far administrators of some sites, and of some groups, reach with every operation of the contract. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  addStandInsContract, auditListContract, auditTailContract, auditVerifyContract, basePolicyContract, cancelVerificationContract, changeForwardingContract, clearPinContract, defaultPolicy, dropsContract,
  endSessionContract, explainContract, lastUsesContract, listSessionsContract, poolUseContract, readVerificationContract, refusedReportContract, removeStandInsContract, resultsReportContract, setPinContract,
  setTokenModeContract, sightingsContract, signInsReportContract, startVerificationContract, synchroniseContract, tokenStatesContract, unlockContract, userStatesContract,
} from '@countersign/contracts';
import * as api from '@countersign/contracts/admin-api';
import { RefusedError } from '@countersign/messaging';
import { privatePostgres, type PrivatePostgres } from '@countersign/testing';
import { appoint, Browser, serveAuth } from '../../spec-support/console.ts';
import { ask, makePlace, type Place, placeOf, stateOf } from '../../spec-support/places.ts';
import { TokenAdminUnderTest } from '../../spec-support/token-admin-under-test.ts';
import { serveEverythingUnused } from '../../spec-support/unused.ts';

let server: PrivatePostgres;
let admin: TokenAdminUnderTest;
/** A site and another one; and who and what is in the first site beside the group. */
let [inside, outside, beside]: Place[] = [];
/** Of the first site, and of its group `staff`. */
let [local, leader]: Browser[] = [];
let [keyOfLocal, keyOfLeader]: Record<string, string>[] = [];
/** What the trail and sessions were asked with. */
const asked: { sites?: readonly string[] | null | undefined; groups?: readonly string[] | null }[] = [];
const changes: string[] = [];
const trail = { length: 0 };

beforeAll(async () => {
  server = await privatePostgres();
  admin = await TokenAdminUnderTest.start(server, { limits: { signInRefusalMs: 0 } });
  await serveAuth(admin);
  await serveNeighbours();
  [inside, outside] = [await makePlace(admin, 'Inside'), await makePlace(admin, 'Outside')];
  beside = await placeBeside(inside);
  await admin.database.query("UPDATE directory.token SET ends_at = now() + interval '20 days' WHERE assigned");
  await admin.call('PUT', `/policies/${outside.siteId}`, { policy: { pinMinimum: 6 } });
  await admin.call('POST', `/agent-hosts/${outside.hostId}/activations`, { groupId: inside.groupId });
  await appoint(admin, { siteId: outside.siteId, login: 'chief', role: 'super-administrator' });
  await appoint(admin, { siteId: inside.siteId, login: 'local', role: 'site-administrator', scope: { kind: 'sites', ids: [inside.siteId] } });
  await appoint(admin, { siteId: inside.siteId, login: 'leader', role: 'site-administrator', scope: { kind: 'groups', ids: [inside.groupId] } });
  [local, leader] = [await Browser.signedIn(admin, 'local'), await Browser.signedIn(admin, 'leader')];
  [keyOfLocal, keyOfLeader] = [await keyOf(local), await keyOf(leader)];
}, 120_000);
afterAll(async () => {
  trail.length += 1; // who waits for an entry, for somebody who has hung up, has it and ends
  await admin?.stop();
  await server.stop();
  expect(admin.errors).toEqual([]);
});

/** auth, audit and a gateway as far as they are asked; whatever would change something is noted. */
async function serveNeighbours(): Promise<void> {
  const { bus } = admin;
  const done = { done: true } as const;
  await bus.serve(basePolicyContract, async () => ({ policy: defaultPolicy }));
  await bus.serve(tokenStatesContract, async () => ({ states: [] }));
  await bus.serve(userStatesContract, async () => ({ states: [] }));
  await serveEverythingUnused(admin);
  await bus.serve(poolUseContract, async () => ({ pools: [] }));
  await bus.serve(sightingsContract, async () => ({ replica: 'r', sightings: [] }));
  for (const contract of [setPinContract, clearPinContract, setTokenModeContract]) await bus.serve(contract, async () => { changes.push(contract.subject); return done; });
  await bus.serve(unlockContract, async () => { changes.push('unlock'); return done; });
  await bus.serve(addStandInsContract, async () => { changes.push('add'); return done; });
  await bus.serve(removeStandInsContract, async () => { changes.push('remove'); return { removed: 0 }; });
  await bus.serve(synchroniseContract, async () => { changes.push('synchronise'); return { driftSteps: 0 }; });
  await bus.serve(changeForwardingContract, async ({ settings }) => { changes.push('forwarding'); return { settings, version: 2, forwarded: 0, waiting: 0, failure: null }; });
  await bus.serve(dropsContract, async () => ({
    replica: 'r', drops: [inside?.hostId ?? null, outside?.hostId ?? null, null].map((agentHostId) => ({
      source: '192.0.2.1', reason: 'message-authenticator-wrong', count: 1, firstSeenAt: new Date().toISOString(), lastSeenAt: new Date().toISOString(),
      agentHost: agentHostId === null ? null : 'vpn', agentHostId,
    })),
  }));
  await bus.serve(auditListContract, async ({ filter }) => { asked.push(filter); return { entries: [], next: null }; });
  await bus.serve(auditTailContract, async ({ filter, after, waitMs }) => {
    asked.push(filter);
    const position = after ?? trail.length;
    for (let waited = 0; waited < waitMs && trail.length <= position; waited += 10) await new Promise((resolve) => setTimeout(resolve, 10));
    return { entries: [], position: trail.length };
  });
  await bus.serve(explainContract, async ({ sites }) => { asked.push({ sites }); throw new RefusedError('not-found'); });
  await bus.serve(signInsReportContract, async ({ sites }) => { asked.push({ sites }); return { rows: [] }; });
  await bus.serve(resultsReportContract, async ({ sites }) => { asked.push({ sites }); return { rows: [] }; });
  await bus.serve(refusedReportContract, async ({ sites }) => { asked.push({ sites }); return { rows: [] }; });
  await bus.serve(lastUsesContract, async ({ sites, groups }) => {
    asked.push({ sites, groups });
    throw new RefusedError('unavailable');
  });
  await bus.serve(listSessionsContract, async ({ sites }) => { asked.push({ sites }); return { sessions: [] }; });
  await bus.serve(endSessionContract, async ({ sites }) => { asked.push({ sites }); return done; });
}

/** Another group of the same site, with a user, tokens and an administrator; everything else is the site's. */
async function placeBeside(at: Place): Promise<Place> {
  const { siteId } = at;
  const { id: groupId } = await admin.make('/groups', { siteId, name: 'others' });
  const { id: userId } = await admin.make('/users', { siteId, groupId, login: 'beside' });
  const [{ token }, lost] = [await admin.make('/tokens/make', { siteId, assignTo: userId }), await admin.make('/tokens/make', { siteId, assignTo: userId })];
  await admin.call('POST', `/tokens/${lost.token.id}/lost`, {});
  const administratorId = await appoint(admin, { siteId, login: 'auditor beside', role: 'auditor', scope: { kind: 'groups', ids: [groupId] } });
  return { ...at, groupId, userId, tokenId: token.id, lostId: lost.token.id, administratorId };
}

const keyOf = async (browser: Browser): Promise<Record<string, string>> => ({ authorization: `Bearer ${(await browser.call('POST', '/api-keys', { name: 'own' })).body.key}` });
const idsOf = (place: Place | undefined): string[] => Object.values(place ?? {});
const guarded = api.operations.filter(({ permission }) => permission !== 'anyone' && permission !== 'session');
const of = (kind: ReturnType<typeof placeOf>) => guarded.filter(({ id }) => placeOf(id) === kind).map((operation) => [operation.id, operation] as const);
function known(place: Place | undefined): Place {
  if (place === undefined) throw new Error('no place');
  return place;
}

test('every operation has its place', () => {
  expect(new Set(guarded.map(({ id }) => placeOf(id)))).toEqual(new Set(['object', 'list', 'use', 'upload', 'trail', 'online-session', 'installation']));
  expect(() => placeOf('operationOfTomorrow')).toThrow('operationOfTomorrow');
});

describe('things', () => {
  /** Groups are of a site: who leads one sees what the site is called and what holds in it. */
  const OF_THE_SITE = new Set(['getSite', 'getPolicy', 'getFirstFactor']);

  test.each(of('object'))('beside the group: %s', async (id, operation) => {
    const [before, others] = [await stateOf(admin, known(beside)), changes.length];
    const { status, body } = await ask(by(leader), operation, known(beside));
    if (OF_THE_SITE.has(id)) expect(status).toBe(200);
    else expect([[403, 'forbidden'], [404, 'not-found']]).toContainEqual([status, body.code]);
    expect(await stateOf(admin, known(beside))).toEqual(before);
    expect(changes).toHaveLength(others);
  });

  test.each(of('object').filter(([, { versioned }]) => versioned === true))('no version of another site is told apart: %s', async (_, operation) => {
    expect(await ask(by(local), operation, known(outside), { 'if-match': '"999"' })).toMatchObject({ status: 404, body: { code: 'not-found' } });
  });

  test('nothing of another site is attached to what is in reach', async () => {
    const [here, there] = [known(inside), known(outside)];
    const tries: [string, string, object][] = [
      ['PATCH', `/users/${here.userId}`, { radiusProfileId: there.profileId }], ['PATCH', `/users/${here.userId}`, { groupId: there.groupId }],
      ['PATCH', `/groups/${here.groupId}`, { radiusProfileId: there.profileId }], ['PATCH', `/agent-hosts/${here.hostId}`, { radiusProfileId: there.profileId }],
      ['PATCH', `/radius-profiles/${here.profileId}`, { poolId: there.poolId }], ['PUT', `/sites/${here.siteId}/first-factor`, { backEndId: there.backEndId }],
      ['POST', `/agent-hosts/${here.hostId}/activations`, { groupId: there.groupId }], ['POST', `/agent-hosts/${here.hostId}/activations`, { userId: here.userId, radiusProfileId: there.profileId }],
      ['POST', '/users', { siteId: here.siteId, login: 'x', groupId: there.groupId }], ['POST', '/tokens/make', { siteId: here.siteId, assignTo: there.userId }],
      ['POST', '/radius/test', { agentHostId: there.hostId, login: 'x', password: 'x' }], ['PATCH', `/administrators/${here.administratorId}`, { scope: { kind: 'sites', ids: [there.siteId] } }],
    ];
    const before = [await stateOf(admin, here), await stateOf(admin, there)];
    for (const [method, path, body] of tries) expect([method, path, body, (await by(local).call(method, path, body)).status]).toEqual([method, path, body, 404]);
    expect([await stateOf(admin, here), await stateOf(admin, there)]).toEqual(before);
  });

  test('a RADIUS profile is the site\'s: who leads a group gives it to nobody', async () => {
    const { userId, groupId, siteId, profileId } = known(inside);
    for (const [method, path, body] of [['PATCH', `/users/${userId}`, {}], ['PATCH', `/groups/${groupId}`, {}], ['POST', '/users', { siteId, groupId, login: 'member' }]] as const) {
      expect(await by(leader).call(method, path, { ...body, radiusProfileId: profileId })).toMatchObject({ status: 403 });
    }
    for (const given of [profileId, null]) expect(await by(local).call('PATCH', `/users/${userId}`, { radiusProfileId: given })).toMatchObject({ status: 200 });
    for (const path of ['/radius-profiles', '/address-pools']) {
      const usable = async (browser: Browser | undefined) => (await by(browser).call('GET', `${path}?usableIn=${siteId}`)).body.items;
      expect([await usable(local), await usable(leader)]).toEqual([[expect.objectContaining({ siteId })], []]);
      expect(await by(local).call('GET', `${path}?usableIn=${known(outside).siteId}`)).toMatchObject({ status: 404 });
    }
  });

  test('who of another site signs in at an agent host is named to those who reach that one', async () => {
    const [here, there] = [known(inside), known(outside)];
    const path = `/agent-hosts/${here.hostId}/activations`;
    for (const whom of [{ userId: here.userId, alias: 'of here' }, { userId: there.userId, alias: 'of there' }, { groupId: here.groupId }, { groupId: there.groupId }]) await admin.call('POST', path, whom);
    const everybody = { userIds: [here.userId, there.userId], groupIds: [here.groupId, there.groupId] };
    expect((await admin.call('GET', path)).body).toMatchObject({ ...everybody, personal: [{ alias: 'of here' }, { alias: 'of there' }] });
    expect((await by(local).call('GET', path)).body).toEqual({ userIds: [here.userId], groupIds: [here.groupId], personal: [{ userId: here.userId, alias: 'of here', radiusProfileId: null }] });
    for (const whom of [{ userId: here.userId }, { userId: there.userId }, { groupId: here.groupId }, { groupId: there.groupId }]) await admin.call('DELETE', path, whom);
  });

  test('where a RADIUS profile stands names nobody of another site, nor does what keeps it from being deleted', async () => {
    const [here, there] = [known(inside), known(outside)];
    await admin.call('POST', `/agent-hosts/${here.hostId}/activations`, { userId: there.userId, radiusProfileId: here.profileId });
    const path = `/radius-profiles/${here.profileId}`;
    expect((await admin.call('GET', `${path}/uses`)).body.usersOnAgentHosts).toEqual({ count: 1, items: [{ id: there.userId, name: 'user of Outside – vpn' }] });
    expect((await by(local).call('GET', `${path}/uses`)).body.usersOnAgentHosts).toEqual({ count: 1, items: [] });
    expect(await by(local).call('DELETE', path)).toMatchObject({ status: 409, body: { code: 'in-use', detail: 'Still there: 1 user on an agent host (vpn).' } });
    await admin.call('DELETE', `/agent-hosts/${here.hostId}/activations`, { userId: there.userId });
  });

  test('what deleting would do names nothing out of reach', async () => {
    const { siteId, groupId } = known(inside);
    const { body } = await by(local).call('GET', `/deletions/groups/${groupId}`);
    expect(body.consequences).toContainEqual({ effect: 'deleted', what: 'activations', count: 1, more: false, examples: [] });
    expect((await admin.call('GET', `/deletions/groups/${groupId}`)).body.consequences).toContainEqual({ effect: 'deleted', what: 'activations', count: 1, more: false, examples: ['vpn'] });
    for (const path of [`/deletions/sites/${siteId}`, `/deletions/groups/${groupId}`]) expect(await by(leader).call('GET', path)).toMatchObject({ status: 403 });
  });

  test('a token that somebody of another site has keeps its site from being deleted, and is not named', async () => {
    const [here, there] = [known(inside), known(outside)];
    const { body: { token } } = await admin.call('POST', '/tokens/make', { siteId: here.siteId, serial: '0-LENT', assignTo: there.userId });
    const tokens = async (call: ReturnType<typeof admin.call>) => (await call).body.consequences.find(({ what }: { what: string }) => what === 'tokens');
    const path = `/deletions/sites/${here.siteId}`;
    const toAll = await tokens(admin.call('GET', path));
    expect(toAll).toMatchObject({ effect: 'prevents', examples: expect.arrayContaining(['0-LENT']) });
    const toLocal = await tokens(by(local).call('GET', path));
    expect([toLocal.count, toLocal.examples.length > 0, toLocal.examples.includes('0-LENT')]).toEqual([toAll.count, true, false]);
    await admin.call('POST', `/tokens/${token.id}/unassign`);
    expect(await tokens(by(local).call('GET', path))).toMatchObject({ examples: expect.arrayContaining(['0-LENT']) });
    expect(await admin.call('DELETE', `/tokens/${token.id}`)).toMatchObject({ status: 200 });
  });

  test('what deleting would do names everything that prevents it', async () => {
    const { body } = await admin.call('GET', `/deletions/sites/${outside?.siteId}`);
    const named = body.consequences.filter(({ effect }: { effect: string }) => effect === 'prevents').map(({ what }: { what: string }) => what);
    expect(named).toEqual(['groups', 'users', 'tokens', 'agent-hosts', 'back-ends', 'directory-syncs', 'radius-profiles', 'address-pools']);
  });
});

describe('lists', () => {
  const paging = ({ query }: api.Operation): string => ('limit' in query.shape ? '?limit=1000' : '');
  /** Counts, in which nobody is named. */
  const NAMELESS = new Set(['reportExpiryMonths']);

  test.each(of('list'))('%s', async (id, operation) => {
    const path = `${operation.path}${paging(operation)}`;
    const all = JSON.stringify((await admin.call('GET', path)).body);
    if (!NAMELESS.has(id)) expect(idsOf(outside).some((each) => all.includes(each))).toBe(true);
    const ofStaff = new Set([inside?.siteId, inside?.stockId]);
    for (const [browser, hidden] of [[local, idsOf(outside)], [leader, [...idsOf(outside), ...idsOf(beside).filter((each) => !ofStaff.has(each))]]] as const) {
      const { status, body } = await by(browser).call('GET', path);
      expect(status).toBe(200);
      for (const each of hidden) expect(JSON.stringify(body)).not.toContain(each);
    }
  });

  test('are counted within reach', async () => {
    const count = async (browser: Browser | undefined): Promise<number> =>
      (await by(browser).call('GET', '/reports/expiring-tokens/months?days=60')).body.rows.reduce((sum: number, { tokens }: { tokens: number }) => sum + tokens, 0);
    expect([await count(local), await count(leader)]).toEqual([4, 2]);
  });

  test.each(['/users', '/tokens', '/groups', '/agent-hosts', '/sites', '/administrators'])('go on from a cursor of somebody else within reach: %s', async (path) => {
    for (let cursor = (await admin.call('GET', `${path}?limit=1`)).body.nextCursor, pages = 0; cursor !== null && pages < 3; pages += 1) {
      for (const browser of [local, leader]) {
        const { status, body } = await by(browser).call('GET', `${path}?limit=1000&cursor=${cursor}`);
        expect(status).toBe(200);
        for (const each of idsOf(outside)) expect(JSON.stringify(body)).not.toContain(each);
      }
      cursor = (await admin.call('GET', `${path}?limit=1&cursor=${cursor}`)).body.nextCursor;
    }
  });

  test.each([['x', 'x', ''], ['x', 'x', 'login'], ['\u0000', '018f0000-0000-7000-8000-000000000000', 'login'], ['x', '018f0000-0000-7000-8000-000000000000', 'newest']])('no cursor of somebody\'s own making is a fault: %j', async (...parts) => {
    const cursor = Buffer.from(JSON.stringify(parts)).toString('base64url');
    for (const path of ['/users?sort=login', '/users?sort=newest', '/tokens?sort=endsAt', '/groups?limit=1', '/jobs?limit=1', '/sessions?limit=1']) {
      expect([200, 400]).toContain((await admin.call('GET', `${path}&cursor=${cursor}`)).status);
    }
  });
});

describe('files', () => {
  test.each(of('upload'))('%s', async (_, { path, file }) => {
    const begin = async (key: Record<string, string> | undefined, site: unknown) => admin.upload(path, 'x\n', { site, dryRun: true }, file?.mediaType ?? '', key);
    expect(await begin(keyOfLocal, outside?.siteId)).toMatchObject({ status: 404, body: { code: 'not-found' } });
    expect(await begin(keyOfLocal, 'Outside')).toMatchObject({ status: 404 });
    expect(await begin(keyOfLeader, inside?.siteId)).toMatchObject({ status: 403, body: { code: 'forbidden' } });
  });
});

describe('the trail', () => {
  const pathOf = ({ path }: api.Operation): string =>
    `${path.replace('{sequence}', '1').replace('{name}', 'results')}${path.startsWith('/reports') ? '?from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z' : ''}`;

  test.each(of('trail'))('%s', async (_, operation) => {
    asked.length = 0;
    expect(await by(leader).call('GET', pathOf(operation))).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    expect(asked).toEqual([]);
    const hangUp = new AbortController();
    const { status } = await fetch(`${admin.url}${pathOf(operation)}`, { headers: { cookie: by(local).cookie }, signal: hangUp.signal });
    hangUp.abort();
    expect([200, 404]).toContain(status);
    expect(asked.length).toBeGreaterThan(0);
    for (const { sites } of asked) expect(sites).toEqual([inside?.siteId]);
  });

  test('is heard no longer than its follower may hear it', async () => {
    const id = await appoint(admin, { siteId: known(inside).siteId, login: 'passing', role: 'auditor', scope: { kind: 'sites', ids: [known(inside).siteId] } });
    const browser = await Browser.signedIn(admin, 'passing');
    const stream = await fetch(`${admin.url}/audit/tail`, { headers: { cookie: browser.cookie, accept: 'text/event-stream' } });
    expect(stream.status).toBe(200);
    const following = { open: true };
    const read = stream.text().finally(() => { following.open = false; });
    expect(await admin.call('PATCH', `/users/${id}`, { enabled: false })).toMatchObject({ status: 200 });
    while (following.open) {
      trail.length += 1;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(await read).toContain('retry:');
    expect(await fetch(`${admin.url}/audit/tail`, { headers: { cookie: browser.cookie } })).toMatchObject({ status: 401 });
  });
});

test.each(of('use'))('what auth counts, it counts within reach: %s', async (_, { path }) => {
  asked.length = 0;
  for (const browser of [local, leader]) expect(await by(browser).call('GET', path)).toMatchObject({ status: 503 });
  expect(asked).toEqual([{ sites: [inside?.siteId], groups: null }, { sites: null, groups: [inside?.groupId] }]);
  for (const browser of [local, leader]) expect(await by(browser).call('GET', `${path}?site=Outside`)).toMatchObject({ status: 404 });
});

test('sessions of people at devices are asked for with the sites in reach, and are not a group\'s', async () => {
  const session = '018f0000-0000-7000-8000-000000000000';
  asked.length = 0;
  for (const [method, path] of [['GET', '/sessions'], ['DELETE', `/sessions/${session}`]] as const) {
    expect(await by(leader).call(method, path)).toMatchObject({ status: 403 });
    expect(asked).toEqual([]);
    expect(await by(local).call(method, path)).toMatchObject({ status: 200 });
    expect(asked.splice(0)).toEqual([{ sites: [inside?.siteId] }]);
  }
});

test('what belongs to the installation is not changed by whoever has a scope, whatever else is allowed', async () => {
  const { body } = await admin.call('POST', '/api-keys', { name: 'of a site', permissions: ['settings.write', 'audit.administer', 'policies.write'], scope: { kind: 'sites', ids: [inside?.siteId] } });
  const key = { authorization: `Bearer ${body.key}` };
  const before = changes.length;
  for (const [method, path, change] of [['PATCH', '/settings', { tokensPerUser: 5 }], ['PUT', '/audit/forwarding', { settings: null }], ['PUT', '/policies/installation', { policy: {} }]] as const) {
    expect([path, (await admin.call(method, path, change, key)).status]).toEqual([path, 403]);
  }
  expect(changes).toHaveLength(before);
});

test('the chain of the trail has no sites: it is walked by those whose scope is everything, and ended by whoever began it', async () => {
  const verification = { id: '018f0000-0000-4000-8000-000000000000', state: 'running' as const, checked: 0, total: 9, startedAt: '2026-01-01T00:00:00.000Z', endedAt: null, verdict: null };
  const actors: unknown[] = [];
  await admin.bus.serve(auditVerifyContract, async () => ({ intact: true, events: 9, checkpoints: 0, fault: null }));
  await admin.bus.serve(startVerificationContract, async ({ actor }) => { actors.push(actor?.label); return verification; });
  await admin.bus.serve(readVerificationContract, async () => verification);
  await admin.bus.serve(cancelVerificationContract, async ({ actor }) => { actors.push(actor?.label); return verification; });
  const id = `/audit/verifications/${verification.id}`;
  const uses = [['POST', '/audit/verify'], ['POST', '/audit/verifications'], ['GET', id], ['POST', `${id}/cancel`]] as const;
  const statuses = async (key: Record<string, string> | undefined): Promise<number[]> => {
    const found: number[] = [];
    for (const [method, path] of uses) found.push((await admin.call(method, path, undefined, key)).status);
    return found;
  };
  const keyWith = async (permissions: readonly string[], scope: object) => ({ authorization: `Bearer ${(await admin.make('/api-keys', { name: 'auditor', permissions, scope })).key}` });
  expect(await statuses(await keyWith(['audit.verify', 'audit.administer'], { kind: 'sites', ids: [inside?.siteId] }))).toEqual([403, 403, 403, 403]);
  expect(await statuses(await keyWith(['audit.verify'], { kind: 'groups', ids: [inside?.groupId] }))).toEqual([403, 403, 403, 403]);
  expect(actors).toEqual([]);
  expect(await statuses(await keyWith(['audit.verify'], { kind: 'all' }))).toEqual([200, 200, 200, 200]);
  expect(actors.splice(0)).toEqual(['auditor', 'auditor']); // audit compares the second with the first
  expect(await statuses(undefined)).toEqual([200, 200, 200, 200]);
  expect(actors).toEqual(['test', undefined]); // may end anybody's
});

function by(browser: Browser | undefined): Browser {
  if (browser === undefined) throw new Error('nobody has signed in');
  return browser;
}
