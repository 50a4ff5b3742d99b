/** Refusals at the screen: each is explained, mended by the buttons of its line in the log, and accepted at the next try; and lists whose content is made elsewhere. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import * as adminApi from '@countersign/contracts/admin-api';
import { PacketCode } from '@countersign/radius';
import { eventually } from '@countersign/testing';
import type { AdminApi } from '../harness/admin-api.ts';
import { type Person, addPeople, addSite } from '../harness/people.ts';
import { RadiusClient } from '../harness/radius-client.ts';
import { StandaloneProcess } from '../harness/standalone-process.ts';
import type { Administrator } from './administrator.ts';
import { ConsoleBrowser, picture } from './console-browser.ts';
import { firstAdministrator } from './first-administrator.ts';

const SECRET = 'a-secret-of-the-vpn';
const PIN = '2468';

let server: StandaloneProcess;
let browser: ConsoleBrowser;
let admin: Administrator;
let api: AdminApi;
let people: Person[];
let hostId: string;
let siteId: string;
let person: Person;
let user: adminApi.User;

beforeAll(async () => {
  server = await StandaloneProcess.start();
  browser = await ConsoleBrowser.start(server.httpUrl);
  api = await server.api();
  siteId = await addSite(api, { name: 'Office', secret: SECRET });
  const { items: [host] } = await api.call(adminApi.listAgentHosts, {});
  hostId = host?.id ?? '';
  people = await addPeople(api, siteId, { prefix: 'person', count: 10, usePin: true });
  for (const { id } of (await api.call(adminApi.listTokens, { query: { assigned: 'true' } })).items) await api.call(adminApi.setTokenPin, { parameters: { id }, body: { pin: PIN } });
  admin = await firstAdministrator(browser, server.dataDir);
}, 300_000); // Chromium may have to be installed first

afterAll(async () => {
  await browser?.[Symbol.asyncDispose]();
  await server?.[Symbol.asyncDispose]();
});

beforeEach(async () => {
  const next = people.pop();
  if (next === undefined) throw new Error('more people are needed');
  person = next;
  const { items: [found] } = await api.call(adminApi.listUsers, { query: { login: person.login } });
  if (found === undefined) throw new Error('the person is a user');
  user = found;
});

/** A sign-in with PIN and code as the local test makes it. */
async function signIn(counter: number, outcome: 'Accepted' | 'Refused'): Promise<void> {
  await admin.page.goto(`/test?host=${hostId}&login=${person.login}`);
  await admin.fill('Passcode or password', `${PIN}${person.code(counter)}`);
  await admin.press('Send the request');
  await admin.reads(outcome);
}

/** Opens the line of the refusal, which has to say so. */
async function explain(text: string): Promise<void> {
  await admin.page.getByRole('table', { name: 'Its line in the log' }).getByRole('link').first().click();
  const drawer = admin.page.locator('.ant-drawer:visible');
  await drawer.getByText(text).first().waitFor();
  await drawer.getByText('Remedy:').waitFor();
}

const follow = async (button: string): Promise<void> => admin.page.locator('.ant-drawer:visible').getByRole('link', { name: button, exact: true }).click();

test('a token that ran away: wrong tokencode, synchronised, accepted', async () => {
  await signIn(150, 'Refused');
  await explain('Wrong tokencode');
  await picture(admin.page, 'explained-wrong-tokencode-en.png');
  await follow('Synchronise the token');
  await admin.fill('First code', person.code(150));
  await admin.fill('The code after it', person.code(151));
  await admin.press('Synchronise');
  await admin.reads(/^In step again/);
  await admin.page.getByRole('link', { name: 'Try it in the local test' }).click();
  await admin.heading('Local test').waitFor();
  await admin.fill('Passcode or password', `${PIN}${person.code(152)}`);
  await admin.press('Send the request');
  await admin.reads('Accepted');
});

test('outside the access times: the account is opened for editing, accepted', async () => {
  const yesterday = (new Date().getUTCDay() + 6) % 7 || 7;
  await api.call(adminApi.updateUser, { parameters: { id: user.id }, body: { accessTimes: [{ days: [yesterday], from: '11:00', until: '11:05' }] } });
  await signIn(0, 'Refused');
  await explain('Outside access time');
  await follow('Edit the account');
  await admin.page.getByRole('checkbox', { name: 'Only at certain times' }).uncheck();
  await admin.press('Save');
  await admin.page.locator('.ant-modal').waitFor({ state: 'detached' });
  await signIn(0, 'Accepted');
});

test('online often enough: the session is ended, accepted', async () => {
  await api.call(adminApi.updateAgentHost, { parameters: { id: hostId }, body: { limitSessions: true } });
  await api.call(adminApi.updateUser, { parameters: { id: user.id }, body: { maximumSessions: 1 } });
  const device = new RadiusClient(SECRET);
  const elsewhere = await device.ask(device.accessRequest(person.login, `${PIN}${person.code(0)}`, { callingStation: '198.51.100.7' }), server.radiusPort);
  expect(elsewhere?.code).toBe(PacketCode.accessAccept);
  await signIn(1, 'Refused');
  await explain('Too many sessions');
  await follow('End a session');
  await admin.heading('Online sessions').waitFor();
  await admin.page.getByRole('cell', { name: '198.51.100.7' }).waitFor();
  await admin.confirm('End');
  await admin.reads('ended');
  await signIn(1, 'Accepted');
});

test('a request that does not fit the profile: the profile that the trace names is found and its check taken away, accepted', async () => {
  const { id: radiusProfileId } = await api.call(adminApi.createRadiusProfile, {
    body: { siteId, name: 'Staff: day', checkAttributes: [{ name: 'Called-Station-Id', check: 'present', value: '' }] },
  });
  await api.call(adminApi.updateUser, { parameters: { id: user.id }, body: { radiusProfileId } });
  await signIn(0, 'Refused');
  await explain('Request does not fit the RADIUS profile');
  await follow('Look at the RADIUS profile');
  await admin.heading('RADIUS profiles').waitFor();
  await admin.page.getByRole('row', { name: /Staff: day/ }).waitFor();
  await admin.press('Edit');
  await admin.page.locator('.ant-modal-wrap:visible').getByRole('button', { name: /^Remove/ }).first().click();
  await admin.press('Save');
  await admin.page.locator('.ant-modal').waitFor({ state: 'detached' });
  await signIn(0, 'Accepted');
});

test('a disabled user: enabled by one button, accepted', async () => {
  await api.call(adminApi.updateUser, { parameters: { id: user.id }, body: { enabled: false } });
  await signIn(0, 'Refused');
  await explain('User disabled');
  await admin.press('Enable the user');
  await admin.reads(`${person.login} is enabled.`);
  await admin.page.getByRole('button', { name: 'Enable the user' }).waitFor({ state: 'detached' });
  await picture(admin.page, 'mended-line-en.png');
  await signIn(0, 'Accepted');
});

test('the next tokencode, which the token itself does not allow to ask for: allowed by one button, asked for', async () => {
  const { items: [token] } = await api.call(adminApi.listTokens, { query: { userId: user.id } });
  const parameters = { id: token?.id ?? '' };
  await api.call(adminApi.updateToken, { parameters, body: { allowNextTokencode: false } });
  await api.call(adminApi.setTokenMode, { parameters, body: { mode: 'next-tokencode' } });
  await signIn(0, 'Refused');
  await explain('Next tokencode needed, not allowed here');
  await admin.press('Allow next tokencode for this token');
  await admin.reads(`The next tokencode of ${person.login}’s token may be asked for now.`);
  await browser.rest(admin.page);
  await picture(admin.page, 'mended-next-tokencode-en.png');
  await admin.page.getByRole('link', { name: 'Try it in the local test' }).click();
  await admin.fill('Passcode or password', `${PIN}${person.code(0)}`);
  await admin.press('Send the request');
  await admin.fill('Enter Next Code', person.code(1));
  await admin.press('Send the answer');
  await admin.reads('Accepted');
});

test('a site and a group that were made elsewhere have their names in a list that is open, and are asked for once', async () => {
  await admin.go('Users');
  await admin.page.getByRole('link', { name: person.login, exact: true }).waitFor();
  const { id: branch } = await api.call(adminApi.createSite, { body: { name: 'Branch', parentId: siteId } });
  const { id: groupId } = await api.call(adminApi.createGroup, { body: { siteId: branch, name: 'Night shift' } });
  await api.call(adminApi.createUser, { body: { siteId: branch, groupId, login: 'far away' } });
  const asked: string[] = [];
  admin.page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  const timesAsked = (list: string): number => asked.filter((path) => path.endsWith(list)).length;
  await admin.press('Reload');
  await admin.page.getByRole('row', { name: /far away .*Office\/Branch Night shift/ }).waitFor();
  await admin.press('Reload');
  await browser.rest(admin.page);
  expect([timesAsked('/users'), timesAsked('/sites'), timesAsked('/groups')]).toEqual([2, 1, 1]);
  let addresses = 0;
  admin.page.on('framenavigated', () => { addresses += 1; });
  await admin.page.getByRole('searchbox').fill('  '); // nothing to look for, however long it stands there
  await admin.page.evaluate('new Promise((passed) => { setTimeout(passed, 1500); })');
  expect(addresses).toBe(0);
  await admin.page.getByRole('searchbox').fill('far');
  await admin.press('Add a user'); // before the pause that the list waits for
  await admin.page.locator('.ant-modal:visible input:focus').waitFor();
  await eventually(() => expect(new URL(admin.page.url()).search).toBe('?search=far'));
  await browser.rest(admin.page);
  expect(await admin.page.locator('.ant-modal:visible').count()).toBe(1);
  await admin.press('Cancel');
  await admin.page.locator('.ant-modal:visible').waitFor({ state: 'detached' });
});

test('a report whose first page holds nothing goes on to the page that does; the job that filled it says how long it took', async () => {
  const crowd = Array.from({ length: 2001 }, (_, index) => `crowd-${index}\n`).join(''); // more accounts than one page looks at
  const job = await api.importUsers({ site: siteId, fileName: 'crowd.csv' }, `login\n${crowd}`);
  expect(await api.call(adminApi.reportUnusedTokens, { query: {} })).toEqual({ items: [], nextCursor: expect.any(String) });
  await admin.go('Reports');
  const report = admin.page.getByRole('table', { name: 'Assigned tokens that are not used' });
  await report.getByRole('link', { name: person.serial }).first().waitFor();
  await admin.page.locator('.ant-card', { has: report }).getByText('Page 1', { exact: true }).waitFor();
  await picture(admin.page, 'report-goes-on-en.png', { fullPage: true });
  await admin.page.goto(`/jobs/${job.id}`);
  await admin.page.getByRole('row', { name: /^Took [\d.]+ s$/ }).waitFor();
  await admin.page.getByRole('row', { name: 'Attempt 1', exact: true }).waitFor();
});

/** How many lines the texts take that a selector finds. */
const linesOf = (selector: string): string => `[...document.querySelectorAll('${selector}')].map((cell) => {
  const range = document.createRange();
  range.selectNodeContents(cell);
  return new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size;
})`;

test('820 pixels wide, the sign-in page needs no scrollbar, and a dropped packet keeps its times and titles together', async () => {
  const page = await browser.person({ language: 'zh', width: 820 });
  await page.goto('/');
  await page.getByRole('heading', { level: 1 }).waitFor();
  expect(await page.evaluate('document.documentElement.scrollHeight - innerHeight')).toBe(0);
  const stranger = new RadiusClient('not the secret of the VPN');
  expect(await stranger.askOnce(stranger.accessRequest(person.login, '000000'), server.radiusPort, 500)).toBeUndefined();
  await eventually(async () => expect((await api.call(adminApi.listDrops, {})).replicas.flatMap(({ drops }) => drops)).toHaveLength(1));
  await page.context().addCookies(await admin.page.context().cookies());
  await page.goto('/drops');
  await page.locator('.ant-table-row').first().waitFor();
  await browser.rest(page);
  await picture(page, 'drops-820-zh.png');
  const [titles, cells] = await Promise.all(['.ant-table-thead th', '.ant-table-row .together'].map(async (selector) => page.evaluate<number[]>(linesOf(selector))));
  expect([Math.max(...titles ?? []), Math.max(...cells ?? []), (cells ?? []).length]).toEqual([1, 1, 4]); // two points in time, each of a date and a time
  await page.context().close();
});

test('no page violated its policy, warned or threw', () => {
  expect(browser.complaints).toEqual([]);
});
