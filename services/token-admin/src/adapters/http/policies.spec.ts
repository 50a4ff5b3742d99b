/** Policies of the installation and of sites: what is in force where, and what is refused. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { auditListContract, type AuditEntry, basePolicyContract, defaultPolicy, tryPolicyContract } from '@countersign/contracts';
import { privatePostgres, type PrivatePostgres } from '@countersign/testing';
import type { z } from 'zod';
import { appoint, Browser, serveAuth } from '../../spec-support/console.ts';
import { TokenAdminUnderTest, type Answer } from '../../spec-support/token-admin-under-test.ts';

let server: PrivatePostgres;
let admin: TokenAdminUnderTest;
let top: string;
let lab: string;
let bench: string;

beforeAll(async () => {
  server = await privatePostgres();
  admin = await TokenAdminUnderTest.start(server, { limits: { signInRefusalMs: 0 } });
  await serveAuth(admin);
  await admin.bus.serve(basePolicyContract, async () => ({ policy: { lookAhead: 20, refusedTextEn: 'No.' } }));
  top = String((await admin.make('/sites', { name: 'Head office' })).id);
  lab = String((await admin.make('/sites', { name: 'Lab', parentId: top })).id);
  bench = String((await admin.make('/sites', { name: 'Bench', parentId: lab })).id);
}, 120_000);
afterAll(async () => {
  expect(admin.errors).toEqual([]);
  await admin?.stop();
  await server.stop();
});

const set = async (level: string, policy: unknown, headers = {}): Promise<Answer> => admin.call('PUT', `/policies/${level}`, { policy }, headers);
const reset = async (): Promise<void> => { for (const level of ['installation', top, lab, bench]) await set(level, {}); };
const inForce = async (): Promise<Record<string, unknown>> => {
  const { rows } = await admin.database.query<{ name: string; policy: unknown }>(
    'SELECT s.name, e.policy FROM directory.site s LEFT JOIN directory.auth_site_policy_v1 e ON e.site_id = s.id ORDER BY 1');
  return Object.fromEntries(rows.map(({ name, policy }) => [name, policy]));
};

describe('inheritance', () => {
  test('a value comes from the nearest level that sets it, and the reader sees which', async () => {
    expect(await set('installation', { pinMinimum: 5, language: 'zh' })).toMatchObject({ status: 200 });
    expect(await set(top, { pinMinimum: 6, lockSeconds: 60 })).toMatchObject({ status: 200 });
    expect(await set(bench, { lockSeconds: 120 })).toMatchObject({ status: 200 });
    const { body } = await admin.call('GET', `/policies/${bench}`);
    expect(body).toMatchObject({ id: bench, name: 'Bench', policy: { lockSeconds: 120 }, version: expect.any(Number) });
    expect(body.effective).toEqual({ ...defaultPolicy, lookAhead: 20, refusedTextEn: 'No.', pinMinimum: 6, language: 'zh', lockSeconds: 120 });
    expect(body.above).toEqual({ ...body.effective, lockSeconds: 60 });
    expect(body.origins).toMatchObject({
      lockSeconds: { from: 'here' }, pinMinimum: { from: 'site', site: { id: top, name: 'Head office' } }, language: { from: 'installation' }, lookAhead: { from: 'default' },
    });
    await reset();
  });

  test('what auth reads is merged for every site below, and only there', async () => {
    await set(top, { pinMinimum: 6, pinMaximum: 7 });
    await set(lab, { pinMinimum: 5 });
    expect(await inForce()).toEqual({ 'Head office': { pinMinimum: 6, pinMaximum: 7 }, Lab: { pinMinimum: 5, pinMaximum: 7 }, Bench: { pinMinimum: 5, pinMaximum: 7 } });
    await set(top, {});
    expect(await inForce()).toEqual({ 'Head office': null, Lab: { pinMinimum: 5 }, Bench: { pinMinimum: 5 } });
    await reset();
    expect(await inForce()).toEqual({ 'Head office': null, Lab: null, Bench: null });
  });

  test('the version is that of the content: the same policy has the same, another one another', async () => {
    const versionOf = async (name: string): Promise<unknown> =>
      (await admin.database.query('SELECT e.version FROM directory.effective_policy e JOIN directory.site s ON s.id = e.site_id WHERE s.name = $1', [name])).rows[0]?.version;
    await set(top, { lockSeconds: 60, pinMinimum: 6 });
    const first = await versionOf('Lab');
    await set(top, { lockSeconds: 61, pinMinimum: 6 });
    expect(await versionOf('Lab')).not.toBe(first);
    await set(top, {});
    await set(lab, { pinMinimum: 6, lockSeconds: 60 });
    expect([await versionOf('Lab'), await versionOf('Bench')]).toEqual([first, first]);
    await reset();
  });

  test('a site that is made later inherits at once, also while a policy is being saved', async () => {
    await set(top, { pinMinimum: 6 });
    const made = await Promise.all(Array.from({ length: 6 }, async (_, index) => (index === 3
      ? set(top, { pinMinimum: 7 }) : admin.call('POST', '/sites', { name: `later ${index}`, parentId: lab }))));
    expect(made.every(({ status }) => status < 300)).toBe(true);
    const policies = Object.entries(await inForce()).filter(([name]) => name.startsWith('later'));
    expect(policies.map(([, policy]) => policy)).toEqual(Array.from({ length: 5 }, () => ({ pinMinimum: 7 })));
    for (const { body } of made) if (body.parentId === lab) await admin.call('DELETE', `/sites/${body.id}`);
    await reset();
  });

  test('a site takes its policy with it', async () => {
    const { id } = await admin.make('/sites', { name: 'gone', parentId: lab });
    await set(String(id), { pinMinimum: 6 });
    expect(await admin.call('DELETE', `/sites/${id}`)).toMatchObject({ status: 200 });
    expect([await admin.count('policy WHERE site_id IS NOT NULL AND policy <> \'{}\''), await admin.count('effective_policy')]).toEqual([0, 0]);
  });
});

describe('what cannot work', () => {
  test('is refused with the values that exclude each other, and nothing is changed', async () => {
    const refused = await set(top, { pinMinimum: 9, protocol: 'chap' });
    expect(refused).toMatchObject({ status: 422, body: { code: 'policy-impossible', policyFaults: [
      { fault: 'pin-lengths-crossed', fields: ['pinMinimum', 'pinMaximum'], site: null }, { fault: 'password-over-chap', fields: ['protocol', 'barePassword'], site: null },
    ] } });
    expect(refused.body.detail).toContain('pinMinimum, pinMaximum');
    expect(await inForce()).toEqual({ 'Head office': null, Lab: null, Bench: null });
  });

  test('is found at sites below, whose own values the change does not fit', async () => {
    await set(bench, { pinMinimum: 7 });
    expect(await set('installation', { pinMaximum: 6 })).toMatchObject({ status: 422, body: { policyFaults: [
      { fault: 'pin-lengths-crossed', site: { id: bench, name: 'Bench' } },
    ] } });
    expect(await set(lab, { pinMaximum: 6 })).toMatchObject({ status: 422 });
    expect(await set(bench, { pinMinimum: 6 })).toMatchObject({ status: 200 });
    expect(await set(lab, { pinMaximum: 6 })).toMatchObject({ status: 200 });
    await reset();
  });

  test.each([{ pinMinimum: 3 }, { pinMinimum: null }, { unknown: 1 }, { refusedTextEn: 'two\nlines' }, { refusedTextZh: '' }, { language: 'fr' }])('%j is no policy', async (policy) => {
    expect(await set(top, policy)).toMatchObject({ status: 400 });
  });
});

describe('a policy and a rule about first factors', () => {
  const rule = { backEndId: null, staticPassword: 'required' } as const;
  const overChap = { protocol: 'chap', barePassword: 'never' } as const;
  const setRule = async (site: string, value: unknown = rule): Promise<Answer> => admin.call('PUT', `/sites/${site}/first-factor`, value);
  const clearRules = async (): Promise<void> => { for (const site of [bench, lab, top]) await admin.call('DELETE', `/sites/${site}/first-factor`); };
  const refused = (site: unknown) => ({ status: 422, body: { code: 'policy-impossible', policyFaults: [{ fault: 'static-password-over-chap', fields: ['protocol', 'staticPassword'], site }] } });
  const at = (id: string, name: string) => ({ id, name });

  test('that let nobody sign in together are refused, whichever comes second, wherever the other one stands', async () => {
    await setRule(lab);
    for (const level of [lab, bench]) expect(await set(level, overChap)).toMatchObject(refused(null));
    for (const level of ['installation', top]) expect(await set(level, overChap)).toMatchObject(refused(at(lab, 'Lab')));
    await clearRules();
    await set(lab, overChap);
    for (const site of [lab, bench]) expect(await setRule(site)).toMatchObject(refused(null));
    expect(await setRule(top)).toMatchObject(refused(at(lab, 'Lab')));
    await reset();
    await set('installation', overChap);
    expect(await setRule(bench)).toMatchObject(refused(null));
    expect(await setRule(bench, { backEndId: null, staticPassword: 'optional' })).toMatchObject({ status: 200 });
    await clearRules();
    await reset();
  });

  test('a rule or a policy taken away brings the one above into force, and is refused where that one cannot work', async () => {
    await setRule(top);
    await setRule(lab, { backEndId: null, staticPassword: 'none' });
    expect(await set(bench, overChap)).toMatchObject({ status: 200 }); // the nearest rule counts
    expect(await admin.call('DELETE', `/sites/${lab}/first-factor`)).toMatchObject(refused(at(bench, 'Bench')));
    expect(await admin.call('DELETE', `/sites/${top}/first-factor`)).toMatchObject({ status: 200 });
    await clearRules();
    await reset();
    await set(top, overChap);
    await set(lab, { protocol: 'any' });
    expect(await setRule(lab)).toMatchObject({ status: 200 });
    expect(await set(lab, {})).toMatchObject(refused(null));
    await clearRules();
    await reset();
  });

  test('the refusal is in the language of whoever reads it; a draft is told the same', async () => {
    await setRule(lab);
    const { body } = await admin.call('PUT', `/policies/${top}`, { policy: overChap }, { 'accept-language': 'zh-CN' });
    expect(body).toMatchObject({ title: '策略无法生效', detail: 'Lab：站点规则要求静态口令，而CHAP方式下无法验证口令：所有用户都将无法登录。（protocol、staticPassword）' });
    expect((await admin.call('POST', `/policies/${top}/try`, { policy: overChap })).body.faults).toMatchObject([{ fault: 'static-password-over-chap', site: at(lab, 'Lab') }]);
    await clearRules();
  });

  test('what an earlier release saved elsewhere refuses no change that has nothing to do with it', async () => {
    await setRule(lab);
    await admin.database.query(`INSERT INTO directory.policy (id, site_id, policy, version) VALUES ($1, $1, $2, 1) ON CONFLICT (id) DO UPDATE SET policy = excluded.policy`, [lab, JSON.stringify(overChap)]);
    expect(await set(top, { lockSeconds: 60 })).toMatchObject({ status: 200 });
    expect(await set(lab, { ...overChap, lockSeconds: 60 })).toMatchObject(refused(null));
    expect(await set(lab, {})).toMatchObject({ status: 200 });
    await clearRules();
    await reset();
  });

  test('saved at the same time, one of the two is refused', async () => {
    for (let round = 0; round < 3; round += 1) {
      const answers = await Promise.all([set(lab, overChap), setRule(bench)]);
      expect(answers.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([200, 422]);
      await clearRules();
      await reset();
    }
  });
});

test('two who change the same policy do not overwrite each other unseen', async () => {
  const { headers, body: { version } } = await admin.call('GET', `/policies/${top}`);
  expect(await set(top, { pinMinimum: 6 }, { 'if-match': headers.get('etag') ?? '' })).toMatchObject({ status: 200, body: { version: version + 1 } });
  expect(await set(top, { pinMinimum: 7 }, { 'if-match': headers.get('etag') ?? '' })).toMatchObject({ status: 412 });
  await reset();
});

test('the trail shows what a level set before and after', async () => {
  await set(top, { pinMinimum: 6, language: 'zh' });
  await set(top, { pinMinimum: 7 });
  const events = await admin.eventsOf('policy.update');
  expect(events.at(-1)).toMatchObject({
    site: top, object: { type: 'policy', id: top, label: 'Head office' },
    detail: { 'before.pinMinimum': 6, 'after.pinMinimum': 7, 'before.language': 'zh', 'after.language': null },
  });
  await set('installation', { pinMinimum: 6 });
  expect((await admin.eventsOf('policy.update')).at(-1)).toMatchObject({ site: null, object: { type: 'policy', label: 'installation' } });
  await reset();
});

test('the list holds the levels that set something', async () => {
  await set('installation', { language: 'zh' });
  await set(lab, { pinMinimum: 6, pinMaximum: 6 });
  const { body } = await admin.call('GET', '/policies?limit=1');
  expect(body.items).toMatchObject([{ id: 'installation', name: null, fields: ['language'] }]);
  expect((await admin.call('GET', `/policies?cursor=${body.nextCursor}`)).body.items).toMatchObject([{ id: lab, name: 'Lab', fields: ['pinMinimum', 'pinMaximum'] }]);
  await reset();
});

describe('in a scope', () => {
  let browser: Browser;
  beforeAll(async () => {
    await appoint(admin, { siteId: lab, login: 'local', role: 'site-administrator', scope: { kind: 'sites', ids: [lab] } });
    browser = await Browser.signedIn(admin, 'local');
  });

  test('the installation\'s policy is read and not changed, and the name of a site above is not told', async () => {
    await set(top, { pinMinimum: 6 });
    expect(await browser.call('GET', '/policies/installation')).toMatchObject({ status: 200 });
    expect(await browser.call('PUT', '/policies/installation', { policy: {} })).toMatchObject({ status: 403 });
    expect(await browser.call('GET', `/policies/${top}`)).toMatchObject({ status: 404 });
    const { body } = await browser.call('GET', `/policies/${bench}`);
    expect(body).toMatchObject({ effective: { pinMinimum: 6 }, origins: { pinMinimum: { from: 'site', site: null } } });
    expect(JSON.stringify(body)).not.toContain('Head office');
    expect(await browser.call('PUT', `/policies/${bench}`, { policy: { pinMinimum: 5 } })).toMatchObject({ status: 200 });
    expect((await browser.call('GET', '/policies')).body.items.map(({ id }: { id: string }) => id)).toEqual([bench]);
    await reset();
  });
});

describe('what token-admin itself decides by a policy', () => {
  test('how many tokens a user may hold', async () => {
    const { id: userId } = await admin.make('/users', { siteId: bench, login: 'holder' });
    await set(lab, { tokensPerUser: 1 });
    await admin.make('/tokens/make', { siteId: bench, assignTo: userId });
    expect(await admin.call('POST', '/tokens/make', { siteId: bench, assignTo: userId })).toMatchObject({ status: 409, body: { code: 'token-limit-reached' } });
    await set(bench, { tokensPerUser: 2 });
    expect(await admin.call('POST', '/tokens/make', { siteId: bench, assignTo: userId })).toMatchObject({ status: 201 });
    await reset();
  });

  test('which static passwords are taken, and for how long', async () => {
    const { id } = await admin.make('/users', { siteId: bench, login: 'Éva' });
    const give = async (password: string, more = {}): Promise<Answer> => admin.call('PUT', `/users/${id}/password`, { password, ...more });
    await set(top, { passwordMinimum: 10, passwordKinds: 3, passwordWithLogin: 'refused', passwordDays: 30 });
    const refused = { status: 422, body: { code: 'password-against-policy' } };
    expect(await give('Short 1x')).toMatchObject(refused);
    expect(await give('all small letters')).toMatchObject(refused);
    expect(await give('What ÉVA wants 1')).toMatchObject(refused);
    expect(await give('A good one 1', { expiresAt: new Date(Date.now() + 31 * 86_400_000).toISOString() })).toMatchObject(refused);
    expect((await admin.call('GET', `/users/${id}`)).body.passwordSet).toBe(false);
    const { body } = await give('A good one 1');
    expect(Math.round((Date.parse(body.passwordExpiresAt) - Date.now()) / 86_400_000)).toBe(30);
    await reset();
    expect((await give('all small letters')).body).toMatchObject({ passwordExpiresAt: null });
  });
});

describe('trying a draft against recorded sign-ins', () => {
  let asked: z.output<typeof tryPolicyContract.request>[] = [];
  let pages: AuditEntry[][] = [];
  let filters: unknown[] = [];
  beforeAll(async () => {
    await admin.bus.serve(tryPolicyContract, async (question) => {
      asked.push(question);
      return { verdicts: question.signIns.map(({ at }) => (at % 2 === 0 ? { verdict: 'same' as const } : { verdict: 'changes' as const, predicted: 'throttled' as const })) };
    });
    await admin.bus.serve(auditListContract, async ({ filter, before }) => {
      filters.push(filter);
      const index = before === undefined ? 0 : pages.findIndex((page) => page[0]?.sequence === before);
      return { entries: pages[index] ?? [], next: pages[index + 1]?.[0]?.sequence ?? null };
    });
  });

  const entry = (sequence: number, userId: string | null, detail: AuditEntry['event']['detail'] = {}): AuditEntry => ({
    sequence, event: {
      id: randomUUID(), at: new Date(sequence).toISOString(), kind: 'sign-in', result: 'accepted', service: 'auth', site: null, user: { id: userId, login: `user ${sequence}` },
      agentHost: { id: randomUUID(), name: 'vpn' }, host: null, object: null, requestKey: null, detail: { method: 'pap', ...detail },
    },
  });

  test('the last sign-ins of the people below, oldest first, each with the policies of its site; page by page until there are enough', async () => {
    const { id: inLab } = await admin.make('/users', { siteId: lab, login: 'in the lab' });
    const { id: onBench } = await admin.make('/users', { siteId: bench, login: 'on the bench' });
    const { id: above } = await admin.make('/users', { siteId: top, login: 'above' });
    await set(bench, { pinMinimum: 5 });
    pages = [[entry(9, String(onBench)), entry(8, String(above)), entry(7, null)], [entry(6, String(inLab), { trace: 'a|b|c', offsetSteps: 2, costsTry: true }), entry(5, randomUUID()), entry(4, String(inLab))], [entry(3, String(inLab))]];
    [asked, filters] = [[], []];
    const { status, body } = await admin.call('POST', `/policies/${lab}/try`, { policy: { pinMinimum: 6, lockSeconds: 5 }, last: 3 });
    expect([status, filters.length]).toEqual([200, 2]);
    expect(asked).toMatchObject([{
      pairs: [{ current: {}, draft: { pinMinimum: 6, lockSeconds: 5 } }, { current: { pinMinimum: 5 }, draft: { pinMinimum: 5, lockSeconds: 5 } }],
      signIns: [{ pair: 0, at: 4, user: inLab }, { pair: 0, at: 6, trace: 'a|b|c', offsetSteps: 2, costsTry: true }, { pair: 1, at: 9, user: onBench }],
    }]);
    expect(body).toEqual({
      counts: { same: 2, changes: 1, unknown: 0 }, from: new Date(4).toISOString(), to: new Date(9).toISOString(), faults: [],
      lines: [{ sequence: 9, at: new Date(9).toISOString(), login: 'user 9', agentHost: 'vpn', recorded: 'accepted', verdict: 'changes', predicted: 'throttled', reason: null }],
    });
    expect((await admin.call('GET', `/policies/${lab}`)).body.policy).toEqual({});
    await reset();
  });

  test('a draft that cannot work is said to, and not tried', async () => {
    asked = [];
    expect((await admin.call('POST', `/policies/${lab}/try`, { policy: { pinMinimum: 9 } })).body).toMatchObject({ faults: [{ fault: 'pin-lengths-crossed' }], counts: { same: 0 }, lines: [] });
    expect(asked).toEqual([]);
  });

  test('it shows sign-ins: only to those who may read the trail, of the sites in their scope', async () => {
    const { key } = await admin.make('/api-keys', { name: 'no trail', permissions: ['policies.write', 'policies.read'] });
    expect(await admin.call('POST', `/policies/${lab}/try`, { policy: {} }, { authorization: `Bearer ${key}` })).toMatchObject({ status: 403 });
    filters = [];
    const browser = await Browser.signedIn(admin, 'local');
    expect(await browser.call('POST', `/policies/${top}/try`, { policy: {} })).toMatchObject({ status: 404 });
    expect(await browser.call('POST', `/policies/${lab}/try`, { policy: {} })).toMatchObject({ status: 200 });
    expect(filters[0]).toEqual({ kind: 'sign-in', sites: expect.arrayContaining([lab, bench]) });
    expect(JSON.stringify(filters)).not.toContain(top);
  });
});
