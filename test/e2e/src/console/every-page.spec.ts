/** Every page in both languages, light and dark, at a desk and on a tablet: nothing violates the policy, and axe finds nothing to object to. */
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { adminApi } from '@countersign/contracts';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import type { AdminApi } from '../harness/admin-api.ts';
import { StandaloneProcess } from '../harness/standalone-process.ts';
import { Administrator } from './administrator.ts';
import { ConsoleBrowser, picture } from './console-browser.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PASSWORD = 'correct horse battery';
/** WCAG 2.2 A and AA, as far as a machine can judge them. */
const RULES = { runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }, resultTypes: ['violations'] };

let server: StandaloneProcess;
let browser: ConsoleBrowser;
let pages: Readonly<Record<string, string>>;

beforeAll(async () => {
  server = await StandaloneProcess.start();
  browser = await ConsoleBrowser.start(server.httpUrl);
  const first = new Administrator(await browser.person());
  const given = (await readFile(path.join(server.dataDir, 'first-administrator-password'), 'utf8')).trim();
  await first.signIn('admin', given);
  await first.fill('Current password', given);
  await first.fill('New password', PASSWORD);
  await first.fill('New password again', PASSWORD);
  await first.press('Change the password');
  await first.heading('Overview').waitFor();
  await first.page.close();
  pages = await furnish(await server.api());
}, 300_000); // Chromium may have to be installed first

afterAll(async () => {
  await browser[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

/** A little of everything, and where it is shown. */
async function furnish(api: AdminApi): Promise<Record<string, string>> {
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
    overview: '/', setup: '/setup', sites: `/sites?site=${siteId}`, users: '/users', user: `/users/${user.id}`, tokens: '/tokens', token: `/tokens/${made.token.id}`,
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

async function signIn(page: Page): Promise<void> {
  await page.goto('/');
  await page.locator('#login').fill('admin');
  await page.locator('#password').fill(PASSWORD);
  await page.locator('button[type=submit]').click();
  await page.getByRole('navigation').first().waitFor();
  await page.evaluate(axe);
}

/** Goes there within the console, as a link does, and waits until everything is loaded and drawers have slid in. */
async function visit(page: Page, address: string): Promise<void> {
  await page.evaluate(`history.pushState(null, '', ${JSON.stringify(address)}); dispatchEvent(new PopStateEvent('popstate'));`);
  await browser.rest(page);
  await page.locator('.ant-spin-spinning, .ant-skeleton-active, [role=status]').filter({ visible: true }).first().waitFor({ state: 'detached' });
}

/** Axe's objections, one line each. */
async function objections(page: Page): Promise<string[]> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what axe.run answers
  const { violations } = await page.evaluate(`axe.run(document, ${JSON.stringify(RULES)})`) as AxeResults;
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id} ${target.join(' ')}: ${failureSummary?.split('\n').at(1)?.trim() ?? ''}`));
}

describe.each([
  { language: 'en', appearance: 'light', width: 1280, judged: true },
  { language: 'zh', appearance: 'dark', width: 1280, judged: true },
  // The same elements in the same colours: only their places differ.
  { language: 'zh', appearance: 'light', width: 820, judged: false },
] as const)('$language, $appearance, $width px', (look) => {
  test('every page', async () => {
    const page = await browser.person(look);
    await signIn(page);
    const found: Record<string, string[]> = {};
    for (const [name, address] of Object.entries(pages)) {
      await visit(page, address);
      await picture(page, `${name}-${look.language}-${look.appearance}-${look.width}.png`, { fullPage: true });
      const objected = look.judged ? await objections(page) : [];
      if (objected.length > 0) found[name] = objected;
      // The page itself never scrolls sideways; wide tables do within themselves.
      expect([name, await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')]).toEqual([name, 0]);
    }
    await page.close();
    expect(found).toEqual({});
  }, 120_000);
});

test('no page violated its policy, warned or threw', () => {
  expect(browser.complaints).toEqual([]);
});
