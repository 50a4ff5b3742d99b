/** What each role sees and what it is refused, at the screen and behind it. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as adminApi from '@countersign/contracts/admin-api';
import type { Locator } from 'playwright-core';
import type { AdminApi } from '../harness/admin-api.ts';
import { StandaloneProcess } from '../harness/standalone-process.ts';
import { Administrator } from './administrator.ts';
import { ConsoleBrowser, picture } from './console-browser.ts';
import { goWithin } from './go-within.ts';
import { intercept } from './intercept.ts';

const GIVEN = 'given by somebody else';
const OWN = 'known to nobody else';
const PIN_MAXIMUM = 'Longest PIN';

let server: StandaloneProcess;
let browser: ConsoleBrowser;
let api: AdminApi;
let ids: { readonly site: string; readonly elsewhere: string; readonly alice: string; readonly group: string; readonly member: string };

beforeAll(async () => {
  server = await StandaloneProcess.start();
  browser = await ConsoleBrowser.start(server.httpUrl);
  api = await server.api();
  const site = await api.call(adminApi.createSite, { body: { name: 'Office' } });
  const elsewhere = await api.call(adminApi.createSite, { body: { name: 'Elsewhere' } });
  const alice = await api.call(adminApi.createUser, { body: { siteId: site.id, login: 'alice' } });
  await api.call(adminApi.createUser, { body: { siteId: elsewhere.id, login: 'zoe' } });
  const group = await api.call(adminApi.createGroup, { body: { siteId: elsewhere.id, name: 'Night shift' } });
  const member = await api.call(adminApi.createUser, { body: { siteId: elsewhere.id, groupId: group.id, login: 'member' } });
  ids = { site: site.id, elsewhere: elsewhere.id, alice: alice.id, group: group.id, member: member.id };
}, 300_000); // Chromium may have to be installed first

afterAll(async () => {
  await browser[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

/** Appoints somebody for the site Office, or some of its groups, who signs in and chooses a password. */
async function appointed(role: adminApi.Role, { login = role, scope = { kind: 'sites', ids: [ids.site] } }: { login?: string; scope?: adminApi.Scope } = {}): Promise<Administrator> {
  const user = await api.call(adminApi.createUser, { body: { siteId: ids.site, login } });
  await api.call(adminApi.createAdministrator, { body: { userId: user.id, role, scope, password: GIVEN } });
  const administrator = new Administrator(await browser.person());
  await administrator.signIn(login, GIVEN);
  await administrator.fill('Current password', GIVEN);
  await administrator.fill('New password', OWN);
  await administrator.fill('New password again', OWN);
  await administrator.press('Change the password');
  await administrator.heading('Overview').waitFor();
  return administrator;
}

/** Who was appointed before, once more. */
async function signedIn(login: string): Promise<Administrator> {
  const administrator = new Administrator(await browser.person());
  await administrator.signIn(login, OWN);
  await administrator.heading('Overview').waitFor();
  return administrator;
}

const pagesOf = ({ page }: Administrator): Promise<string[]> => page.getByRole('navigation', { name: 'Menu' }).getByRole('link').allInnerTexts();

/** What the server says when the page's own session asks for it. */
async function statusOf({ page }: Administrator, method: string, path: string, body?: unknown): Promise<unknown> {
  return page.evaluate(`(async () => {
    const { csrf } = await (await fetch('/api/admin/v1/session')).json();
    const reply = await fetch('/api/admin/v1${path}', {
      method: '${method}', headers: { 'content-type': 'application/json', 'x-countersign-csrf': csrf }, body: ${body === undefined ? 'undefined' : `'${JSON.stringify(body)}'`},
    });
    return reply.status;
  })()`);
}

test('the help desk unlocks and resets, and neither sees nor reaches the rest', async () => {
  const desk = await appointed('help-desk');
  expect(await pagesOf(desk)).toEqual(['Overview', 'Sites and groups', 'Users', 'Tokens', 'Agent hosts', 'RADIUS profiles', 'Address pools', 'Authentication log', 'Recent drops', 'Local test']);
  await desk.reads('There is only one super administrator.');
  expect(await desk.page.getByRole('link', { name: 'Appoint a second' }).count()).toBe(0);
  await goWithin(desk.page, '/account');
  await desk.reads('Ask an administrator who may assign tokens for one.');
  await goWithin(desk.page, `/users/${ids.alice}`);
  await desk.press('Unlock');
  await desk.reads(/Delays and wrong guesses are forgotten/);
  expect(await desk.page.getByRole('button', { name: 'Delete', exact: true }).count()).toBe(0);
  await goWithin(desk.page, '/administrators');
  await desk.reads('Your role does not include this page');
  expect(await statusOf(desk, 'POST', '/users', { siteId: ids.site, login: 'mallory' })).toBe(403);
  expect(await statusOf(desk, 'GET', '/administrators')).toBe(403);
});

test('of an administrator with more power the help desk is offered nothing that is always refused, and reads why', async () => {
  const { id } = await api.call(adminApi.createUser, { body: { siteId: ids.site, login: 'chief', displayName: 'Chief' } });
  await api.call(adminApi.createAdministrator, { body: { userId: id, role: 'site-administrator', scope: { kind: 'sites', ids: [ids.site] }, password: GIVEN } });
  const makeFor = async (assignTo: string): Promise<string> => (await api.call(adminApi.makeToken, { body: { siteId: ids.site, assignTo } })).token.id;
  const [chiefs, alices] = [await makeFor(id), await makeFor(ids.alice)];
  const cookies = await (await signedIn('help-desk')).page.context().cookies();
  for (const [language, text, names, ofToken, tab] of [
    ['en', 'This user is an administrator of another scope or a higher role', ['Unlock', 'Remove the password', 'Set a static password', 'Issue bypass codes'], 'This token is held by an administrator', 'PIN'],
    ['zh', '该用户是其他管理范围或更高角色的管理员', ['解锁', '清除口令', '设置静态口令', '签发应急码'], '持有此令牌的用户是', 'PIN码'],
  ] as const) {
    const page = await browser.person({ language });
    await page.context().addCookies(cookies);
    await page.goto(`/users/${ids.alice}`);
    await page.getByRole('button', { name: names[0], exact: true }).waitFor();
    expect(await page.getByText(text).count()).toBe(0);
    await goWithin(page, `/users/${id}`);
    await page.getByText(text).waitFor();
    await browser.rest(page);
    for (const name of names) expect([name, await page.getByRole('button', { name, exact: true }).count()]).toEqual([name, 0]);
    await picture(page, `beyond-power-${language}.png`, { fullPage: true });
    await page.goto(`/tokens/${alices}`);
    await page.getByRole('tab', { name: tab, exact: true }).waitFor();
    await browser.rest(page);
    expect(await page.getByText(ofToken).count()).toBe(0);
    await page.goto(`/tokens/${chiefs}`);
    await page.getByText(ofToken).waitFor();
    expect(await page.getByRole('tab').count()).toBe(2);
    await browser.rest(page);
    await picture(page, `beyond-power-token-${language}.png`);
    await page.close();
  }
});

test('an auditor sees, and finds no button that changes anything', async () => {
  const auditor = await appointed('auditor');
  await goWithin(auditor.page, '/administrators');
  await auditor.page.getByRole('row', { name: 'auditor' }).getByText('Office', { exact: true }).waitFor();
  await goWithin(auditor.page, `/users/${ids.alice}`);
  await auditor.heading('alice').waitFor();
  for (const name of ['Edit', 'Delete', 'Disable', 'Unlock', 'Set a static password', 'Assign a token']) {
    expect([name, await auditor.page.getByRole('button', { name, exact: true }).count()]).toEqual([name, 0]);
  }
  await goWithin(auditor.page, '/settings');
  await auditor.heading('Settings').waitFor();
  expect(await auditor.page.getByRole('button', { name: 'Save' }).count()).toBe(0);
  expect(await statusOf(auditor, 'DELETE', `/users/${ids.alice}`)).toBe(403);
});

test('whoever is limited to a site sees nothing of another one', async () => {
  const local = await appointed('site-administrator');
  await goWithin(local.page, '/users');
  await local.page.getByRole('link', { name: 'alice' }).waitFor();
  expect(await local.page.getByRole('link', { name: 'zoe' }).count()).toBe(0);
  await goWithin(local.page, `/sites?site=${ids.elsewhere}`);
  await local.page.getByText('Office', { exact: true }).first().waitFor();
  expect(await local.page.getByText('Elsewhere').count()).toBe(0);
  expect(await statusOf(local, 'GET', `/sites/${ids.elsewhere}`)).toBe(404);
  expect(await statusOf(local, 'PATCH', '/settings', { tokensPerUser: 9 })).toBe(403);
});

test.each([
  ['help-desk', ['Overview', 'Sites and groups', 'Users', 'Tokens']],
  ['site-administrator', ['Overview', 'Sites and groups', 'Users', 'Tokens', 'Reports', 'Policies', 'Administrators', 'API keys', 'Log forwarding', 'Settings']],
] as const)('%s of a group: every page of the menu has something to show, and none refuses', async (role, pages) => {
  const leader = await appointed(role, { login: `${role}-of-group`, scope: { kind: 'groups', ids: [ids.group] } });
  expect(await pagesOf(leader)).toEqual(pages);
  const links = await Promise.all((await leader.page.getByRole('navigation').getByRole('link').all()).map(async (link) => await link.getAttribute('href') ?? ''));
  for (const path of [...links, `/users/${ids.member}`]) {
    await goWithin(leader.page, path);
    await browser.rest(leader.page);
    expect([path, await leader.page.locator('.ant-alert-error').count()]).toEqual([path, 0]);
  }
  await leader.reads('Agent hosts belong to sites and are outside your scope.');
  expect(await leader.page.getByText(/Nothing has happened|Activated on no/).count()).toBe(0);
  await picture(leader.page, `user-of-group-${role}-en.png`, { fullPage: true });
  await goWithin(leader.page, '/');
  await leader.heading('Overview').waitFor();
  await browser.rest(leader.page);
  expect(await leader.page.getByText(/There is no agent host yet|No refusals|setup assistant/).count()).toBe(0);
  await goWithin(leader.page, '/log');
  await leader.reads('Your scope does not include this page');
  const chinese = await browser.person({ language: 'zh' });
  await chinese.context().addCookies(await leader.page.context().cookies());
  for (const [name, path] of [['overview', '/'], ['user', `/users/${ids.member}`], ['barred', '/log']] as const) {
    await (chinese.url() === 'about:blank' ? chinese.goto(path) : goWithin(chinese, path));
    await browser.rest(chinese);
    await picture(chinese, `${name}-of-group-${role}-zh.png`, { fullPage: true });
  }
});

describe('two people change the same thing', () => {
  let local: Administrator;
  let chinese: Administrator;

  beforeAll(async () => {
    local = new Administrator(await browser.person());
    await local.signIn('site-administrator', OWN);
    await local.heading('Overview').waitFor();
    chinese = new Administrator(await browser.person({ language: 'zh' }));
    await chinese.page.context().addCookies(await local.page.context().cookies());
  });

  const alertOf = ({ page }: Administrator): Locator => page.locator('.ant-modal:visible').getByRole('alert');
  /** An open form puts the focus into its first field: what is typed into another one before that would land there. */
  const edit = async (who: Administrator, button = 'Edit'): Promise<void> => {
    await who.press(button);
    await who.page.locator('.ant-modal:visible input:focus').waitFor();
  };
  const closed = async ({ page }: Administrator): Promise<void> => page.locator('.ant-modal:visible').first().waitFor({ state: 'detached' });

  test('a user: the second one sees what the first changed, loses nothing that was typed, and saves it', async () => {
    await goWithin(local.page, `/users/${ids.alice}`);
    await edit(local);
    await local.fill('Mobile', '1');
    await api.call(adminApi.updateUser, { parameters: { id: ids.alice }, body: { mobile: '2', email: 'alice@example.com' } });
    await local.press('Save');
    const alert = alertOf(local).filter({ hasText: 'Changed meanwhile' }).filter({ hasText: 'Somebody else changed: Mobile and Email.' });
    await alert.filter({ hasText: 'You changed Mobile, too: what you entered is still there.' }).waitFor();
    await browser.rest(local.page);
    await picture(local.page, 'overtaken-en.png');
    const { y, height } = await alert.boundingBox() ?? { y: -1, height: 0 }; // although the button is far below it
    expect([y >= 0, y + height <= 900]).toEqual([true, true]);
    const shown = async (label: string): Promise<string> => local.page.locator('.ant-modal:visible').getByLabel(label, { exact: true }).inputValue();
    expect([await shown('Mobile'), await shown('Email')]).toEqual(['1', 'alice@example.com']);
    await local.press('Save');
    await closed(local);
    expect(await api.call(adminApi.getUser, { parameters: { id: ids.alice } })).toMatchObject({ mobile: '1', email: 'alice@example.com' });
  });

  test('an agent host, in Chinese', async () => {
    const host = await api.call(adminApi.createAgentHost, { body: { siteId: ids.site, name: 'VPN', addresses: [{ address: '192.0.2.7' }], secret: 'a-secret-of-the-vpn' } });
    await chinese.page.goto(`/agent-hosts/${host.id}`);
    await edit(chinese, '编辑');
    await chinese.fill('名称', 'VPN 2');
    await api.call(adminApi.updateAgentHost, { parameters: { id: host.id }, body: { addresses: [{ address: '192.0.2.8' }, { address: '192.0.2.9' }], openToAll: true } });
    await chinese.press('保存');
    await alertOf(chinese).filter({ hasText: '对象已被修改' }).filter({ hasText: '他人已修改：对所有用户开放、主地址和第二节点。其余内容已更新为新值。再次保存即可保留您的输入。' }).waitFor();
    await picture(chinese.page, 'overtaken-zh.png');
    await chinese.press('保存');
    await closed(chinese);
    expect(await api.call(adminApi.getAgentHost, { parameters: { id: host.id } })).toMatchObject({ name: 'VPN 2', openToAll: true, addresses: [{ address: '192.0.2.8/32' }, { address: '192.0.2.9/32' }] });
  });

  test('a site', async () => {
    await goWithin(local.page, `/sites?site=${ids.site}`);
    await edit(local);
    await local.fill('Name', 'Office 2');
    await api.call(adminApi.updateSite, { parameters: { id: ids.site }, body: { timeZone: 'Asia/Shanghai' } });
    await local.press('Save');
    await alertOf(local).filter({ hasText: 'Somebody else changed: Time zone.' }).waitFor();
    await local.press('Save');
    await closed(local);
    expect(await api.call(adminApi.getSite, { parameters: { id: ids.site } })).toMatchObject({ name: 'Office 2', timeZone: 'Asia/Shanghai' });
    await api.call(adminApi.updateSite, { parameters: { id: ids.site }, body: { name: 'Office' } });
  });

  test('a policy', async () => {
    const policyOf = async (): Promise<unknown> => (await api.call(adminApi.getPolicy, { parameters: { id: ids.site } })).policy;
    await api.call(adminApi.updatePolicy, { parameters: { id: ids.site }, body: { policy: { pinMaximum: 8, lockSeconds: 900 } } });
    await goWithin(local.page, `/policies?site=${ids.site}`);
    await local.fill(PIN_MAXIMUM, '7');
    await api.call(adminApi.updatePolicy, { parameters: { id: ids.site }, body: { policy: { pinMaximum: 6, lockSeconds: 60 } } });
    await local.press('Save');
    await local.page.getByRole('alert').filter({ hasText: `You changed ${PIN_MAXIMUM}, too` }).waitFor();
    expect(await policyOf()).toEqual({ pinMaximum: 6, lockSeconds: 60 });
    await local.press('Save');
    await local.page.getByRole('alert').filter({ hasText: 'Changed meanwhile' }).waitFor({ state: 'detached' });
    expect(await policyOf()).toEqual({ pinMaximum: 7, lockSeconds: 60 });
  });

  /** The next request is answered as the server does once five minutes are over. */
  const askedForPassword = async (path: string): Promise<void> => intercept(local.page, `**/api/admin/v1${path}`, async (route) => route.fulfill({
    status: 403, contentType: 'application/problem+json', body: JSON.stringify({ type: 'urn:countersign:result-code:confirmation-needed', title: 'Own password needed', status: 403, code: 'confirmation-needed' }),
  }), { times: 1 });

  test('what needs the own password asks for it over the form, and goes on with what was entered', async () => {
    const { items: [own] } = await api.call(adminApi.listUsers, { query: { login: 'site-administrator' } });
    const path = `/users/${own?.id ?? ''}`;
    await goWithin(local.page, path);
    await edit(local);
    await local.fill('Mobile', '4711');
    await askedForPassword(path);
    await local.press('Save');
    await local.reads('Confirm that it is you');
    await browser.rest(local.page);
    await picture(local.page, 'own-password-en.png');
    await local.page.locator('.ant-modal:visible input[type=password]:focus').waitFor(); // without a click
    await local.page.keyboard.type('something else');
    await local.page.keyboard.press('Enter');
    await local.page.getByRole('alert').filter({ hasText: 'password wrong' }).waitFor();
    await local.press('Cancel');
    await browser.rest(local.page);
    expect([await local.page.locator('.ant-modal').getByRole('alert').count(), await local.page.getByLabel('Mobile', { exact: true }).inputValue()]).toEqual([0, '4711']); // as it was
    await picture(local.page, 'own-password-not-given-en.png');
    await askedForPassword(path);
    await local.press('Save');
    await local.reads('Confirm that it is you');
    await local.fill('Current password', OWN);
    await local.press('Confirm');
    await closed(local);
    expect((await api.call(adminApi.listUsers, { query: { login: 'site-administrator' } })).items[0]).toMatchObject({ mobile: '4711' });
  });

  test('what is typed at once, while the question still opens, stands in its field', async () => {
    const devtools = await local.page.context().newCDPSession(local.page);
    await devtools.send('Animation.enable');
    await edit(local);
    await local.fill('Mobile', '4713');
    await askedForPassword(new URL(local.page.url()).pathname);
    await devtools.send('Animation.setPlaybackRate', { playbackRate: 0.01 }); // it opens for half a minute
    await local.page.getByLabel('Mobile', { exact: true }).press('Enter');
    await local.page.getByText('Confirm that it is you').waitFor({ state: 'attached' });
    await local.page.keyboard.type('typed at once');
    const standsIn = async (label: string): Promise<string> => local.page.getByLabel(label, { exact: true }).inputValue();
    expect([await standsIn('Current password'), await standsIn('Mobile')]).toEqual(['typed at once', '4713']);
    await devtools.send('Animation.setPlaybackRate', { playbackRate: 20 });
    await local.fill('Current password', OWN);
    await local.press('Confirm');
    await closed(local);
  });

  test('the question for the own password goes with the session', async () => {
    await edit(local);
    await local.fill('Mobile', '4712');
    await askedForPassword(new URL(local.page.url()).pathname);
    await local.press('Save');
    await local.reads('Confirm that it is you');
    await local.page.context().clearCookies();
    await local.fill('Current password', OWN);
    await local.press('Confirm');
    await local.reads('Your session has ended.');
    await browser.rest(local.page);
    expect(await local.page.locator('.ant-modal:visible').count()).toBe(0);
  });
});

describe('a page that the role does not include', () => {
  const withheld = ['/setup', '/import-users', '/import', '/back-ends', '/directory-syncs', '/sessions', '/reports', '/jobs', '/policies', '/administrators', '/api-keys', '/forwarding', '/settings'];

  let desk: Administrator;

  beforeAll(async () => {
    desk = new Administrator(await browser.person());
    await desk.signIn('help-desk', OWN);
    await desk.heading('Overview').waitFor();
  });

  test.each([['en', 'Your role does not include this page'], ['zh', '当前角色不能使用此页面']] as const)('says so (%s), asks the server for nothing, and is in no menu', async (language, text) => {
    const addresses = language === 'en' ? withheld : withheld.slice(0, 3);
    const page = await browser.person({ language });
    await page.context().addCookies(await desk.page.context().cookies());
    await page.goto('/users');
    await browser.rest(page);
    const links = await Promise.all((await page.getByRole('navigation').getByRole('link').all()).map(async (link) => link.getAttribute('href')));
    expect(links).toContain('/users');
    expect(withheld.filter((address) => links.includes(address))).toEqual([]);
    const asked: string[] = [];
    page.on('request', (request) => { if (request.url().includes('/api/')) asked.push(`${request.method()} ${new URL(request.url()).pathname}`); });
    await page.goto(withheld[0] ?? '');
    for (const address of addresses) {
      await goWithin(page, address);
      await page.getByRole('heading', { level: 1, name: text }).waitFor();
      expect(new URL(page.url()).pathname).toBe(address);
    }
    await picture(page, `forbidden-${language}.png`);
    await browser.rest(page); // whoever asked over and over would never rest
    const ofTheShell = /^GET \/api\/admin\/v1\/(?:session|sites|groups|health|settings)/;
    expect(asked.filter((request) => !ofTheShell.test(request))).toEqual([]);
    expect(Math.max(0, ...[...Map.groupBy(asked, String).values()].map((same) => same.length))).toBeLessThanOrEqual(2);
    await page.close();
  });
});

test('a session that ended elsewhere leads back to the same page', async () => {
  const desk = new Administrator(await browser.person());
  await desk.signIn('help-desk', OWN);
  await desk.go('Users');
  await browser.rest(desk.page); // what it still asked for would hear of it before anybody presses a button
  const { id } = (await api.call(adminApi.listUsers, { query: { login: 'help-desk' } })).items[0] ?? { id: '' };
  await api.call(adminApi.endAdministratorSessions, { parameters: { id } });
  await desk.press('Reload');
  await desk.reads('Your session has ended.');
  await desk.fill('Login name', 'help-desk');
  await desk.fill('Password', OWN);
  await desk.press('Sign in');
  await desk.heading('Users').waitFor();
});
