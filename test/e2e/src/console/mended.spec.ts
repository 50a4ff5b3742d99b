/** Refusals at the screen: each is explained, mended by the buttons of its line in the log, and accepted at the next try. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { adminApi } from '@countersign/contracts';
import { PacketCode } from '@countersign/radius';
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
  people = await addPeople(api, siteId, { prefix: 'person', count: 6, usePin: true });
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
  await signIn(152, 'Accepted');
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
  await admin.reads('Done');
  await signIn(0, 'Accepted');
});

test('no page violated its policy, warned or threw', () => {
  expect(browser.complaints).toEqual([]);
});
