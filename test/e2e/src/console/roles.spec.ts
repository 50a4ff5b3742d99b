/** What each role sees and what it is refused, at the screen and behind it. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { adminApi } from '@countersign/contracts';
import type { AdminApi } from '../harness/admin-api.ts';
import { StandaloneProcess } from '../harness/standalone-process.ts';
import { Administrator } from './administrator.ts';
import { ConsoleBrowser } from './console-browser.ts';

const GIVEN = 'given by somebody else';
const OWN = 'known to nobody else';

let server: StandaloneProcess;
let browser: ConsoleBrowser;
let api: AdminApi;
let ids: { readonly site: string; readonly elsewhere: string; readonly alice: string };

beforeAll(async () => {
  server = await StandaloneProcess.start();
  browser = await ConsoleBrowser.start(server.httpUrl);
  api = await server.api();
  const site = await api.call(adminApi.createSite, { body: { name: 'Office' } });
  const elsewhere = await api.call(adminApi.createSite, { body: { name: 'Elsewhere' } });
  const alice = await api.call(adminApi.createUser, { body: { siteId: site.id, login: 'alice' } });
  await api.call(adminApi.createUser, { body: { siteId: elsewhere.id, login: 'zoe' } });
  ids = { site: site.id, elsewhere: elsewhere.id, alice: alice.id };
}, 300_000); // Chromium may have to be installed first

afterAll(async () => {
  await browser[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

/** Appoints somebody for the site Office, who signs in and chooses a password. */
async function appointed(role: adminApi.Role): Promise<Administrator> {
  const user = await api.call(adminApi.createUser, { body: { siteId: ids.site, login: role } });
  await api.call(adminApi.createAdministrator, { body: { userId: user.id, role, scope: { kind: 'sites', ids: [ids.site] }, password: GIVEN } });
  const administrator = new Administrator(await browser.person());
  await administrator.signIn(role, GIVEN);
  await administrator.fill('Current password', GIVEN);
  await administrator.fill('New password', OWN);
  await administrator.fill('New password again', OWN);
  await administrator.press('Change the password');
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
  await desk.page.goto('/account');
  await desk.reads('Ask an administrator who may assign tokens for one.');
  await desk.page.goto(`/users/${ids.alice}`);
  await desk.press('Unlock');
  await desk.reads(/Delays and wrong guesses are forgotten/);
  expect(await desk.page.getByRole('button', { name: 'Delete', exact: true }).count()).toBe(0);
  await desk.page.goto('/administrators');
  await desk.reads('Your role does not include this page');
  expect(await statusOf(desk, 'POST', '/users', { siteId: ids.site, login: 'mallory' })).toBe(403);
  expect(await statusOf(desk, 'GET', '/administrators')).toBe(403);
});

test('an auditor sees, and finds no button that changes anything', async () => {
  const auditor = await appointed('auditor');
  await auditor.page.goto('/administrators');
  await auditor.page.getByRole('row', { name: 'auditor' }).getByText('Office', { exact: true }).waitFor();
  await auditor.page.goto(`/users/${ids.alice}`);
  await auditor.heading('alice').waitFor();
  for (const name of ['Edit', 'Delete', 'Disable', 'Unlock', 'Set a static password', 'Assign a token']) {
    expect([name, await auditor.page.getByRole('button', { name, exact: true }).count()]).toEqual([name, 0]);
  }
  await auditor.page.goto('/settings');
  await auditor.heading('Settings').waitFor();
  expect(await auditor.page.getByRole('button', { name: 'Save' }).count()).toBe(0);
  expect(await statusOf(auditor, 'DELETE', `/users/${ids.alice}`)).toBe(403);
});

test('whoever is limited to a site sees nothing of another one', async () => {
  const local = await appointed('site-administrator');
  await local.page.goto('/users');
  await local.page.getByRole('link', { name: 'alice' }).waitFor();
  expect(await local.page.getByRole('link', { name: 'zoe' }).count()).toBe(0);
  await local.page.goto(`/sites?site=${ids.elsewhere}`);
  await local.page.getByText('Office', { exact: true }).first().waitFor();
  expect(await local.page.getByText('Elsewhere').count()).toBe(0);
  expect(await statusOf(local, 'GET', `/sites/${ids.elsewhere}`)).toBe(404);
  expect(await statusOf(local, 'PATCH', '/settings', { tokensPerUser: 9 })).toBe(403);
});

test('a long form that was overtaken shows so, although its button is far below', async () => {
  const local = new Administrator(await browser.person());
  await local.signIn('site-administrator', OWN);
  await local.heading('Overview').waitFor();
  await local.page.goto(`/users/${ids.alice}`);
  await local.press('Edit');
  await local.fill('Mobile', '1');
  await api.call(adminApi.updateUser, { parameters: { id: ids.alice }, body: { mobile: '2' } });
  await local.press('Save');
  const alert = local.page.locator('.ant-modal:visible').getByRole('alert').filter({ hasText: 'Changed meanwhile' });
  await alert.waitFor();
  await browser.rest(local.page);
  const { y, height } = await alert.boundingBox() ?? { y: -1, height: 0 };
  expect([y >= 0, y + height <= 900]).toEqual([true, true]);
});

test('a session that ended elsewhere leads back to the same page', async () => {
  const desk = new Administrator(await browser.person());
  await desk.signIn('help-desk', OWN);
  await desk.go('Users');
  const { id } = (await api.call(adminApi.listUsers, { query: { login: 'help-desk' } })).items[0] ?? { id: '' };
  await api.call(adminApi.endAdministratorSessions, { parameters: { id } });
  await desk.press('Reload');
  await desk.reads('Your session has ended.');
  await desk.fill('Login name', 'help-desk');
  await desk.fill('Password', OWN);
  await desk.press('Sign in');
  await desk.heading('Users').waitFor();
});
