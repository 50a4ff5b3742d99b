/** A help desk's day in the console: a lost token, somebody without a phone, hours of access, a device that has learnt, and a leaver. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as adminApi from '@countersign/contracts/admin-api';
import type { AdminApi } from '../harness/admin-api.ts';
import { RadiusClient } from '../harness/radius-client.ts';
import { StandaloneProcess } from '../harness/standalone-process.ts';
import { Administrator } from './administrator.ts';
import { ConsoleBrowser, picture } from './console-browser.ts';
import { FIRST_PASSWORD, firstAdministrator } from './first-administrator.ts';
import { intercept } from './intercept.ts';
import { shownOnce } from './windows.ts';

const PIN = '2468';
const SECRET = 'a-secret-of-the-vpn-concentrator';

let server: StandaloneProcess;
let browser: ConsoleBrowser;
let admin: Administrator;
let api: AdminApi;
const ids = { site: '', host: '', user: '', token: '' };

beforeAll(async () => {
  server = await StandaloneProcess.start();
  browser = await ConsoleBrowser.start(server.httpUrl);
  admin = await firstAdministrator(browser, server.dataDir);
  api = await server.api();
  ids.site = (await api.call(adminApi.createSite, { body: { name: 'Office', timeZone: 'Asia/Shanghai' } })).id;
  ids.host = (await api.call(adminApi.createAgentHost, {
    body: { siteId: ids.site, name: 'VPN', addresses: [{ address: '127.0.0.1' }], secret: SECRET, openToSite: true, requireMessageAuthenticator: false },
  })).id;
  ids.user = (await api.call(adminApi.createUser, { body: { siteId: ids.site, login: 'alice' } })).id;
  ids.token = (await api.call(adminApi.makeToken, { body: { siteId: ids.site, serial: 'PHONE-1', assignTo: ids.user } })).token.id;
  await api.call(adminApi.setTokenPin, { parameters: { id: ids.token }, body: { pin: PIN } });
}, 300_000); // Chromium may have to be installed first

afterAll(async () => {
  await browser[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

const tried = async (password: string) => api.call(adminApi.testRadius, { body: { agentHostId: ids.host, login: 'alice', password } });
const look = async (name: string): Promise<void> => picture(admin.page, `${name}.png`);

describe('somebody without a token at hand', () => {
  test('a lost token: its temporary password stands in behind the PIN, until the token is found', async () => {
    await admin.page.goto(`/tokens/${ids.token}`);
    await admin.press('Report lost');
    await admin.page.locator('.ant-popconfirm:visible').getByRole('button', { name: 'Report lost' }).click();
    await admin.reads('The lost token has no temporary password.');
    await admin.press('Make a temporary password');
    await admin.page.locator('.ant-modal-wrap:visible').getByRole('button', { name: 'Make a temporary password' }).click();
    await admin.reads('This password is shown this once.');
    const password = await shownOnce(browser, admin.page);
    await look('temporary-password-en');
    await admin.press('Done');
    await admin.reads(/Made by admin, good until/);
    expect(await tried(`${PIN}${password}`)).toMatchObject({ outcome: 'accept' });
    expect(await tried(password)).toMatchObject({ outcome: 'refuse' });
    await admin.press('Found again');
    await admin.page.getByRole('button', { name: 'Report lost' }).waitFor();
    expect(await tried(`${PIN}${password}`)).toMatchObject({ outcome: 'refuse' });
  });

  test('a bypass code is good once; what is left is withdrawn', async () => {
    await admin.page.goto(`/users/${ids.user}`);
    await admin.press('Issue bypass codes');
    await admin.fill('How many', '2');
    let asked = 0;
    let answer = (): void => {};
    const hurried = new Promise<void>((resolve) => { answer = resolve; });
    await intercept(admin.page, '**/bypass-codes', async (route) => {
      if (route.request().method() === 'POST') {
        asked += 1;
        await hurried;
      }
      await route.continue();
    });
    for (let times = 0; times < 3; times += 1) await admin.page.keyboard.press('Enter'); // once is enough
    await browser.drawn(admin.page);
    answer();
    await admin.reads('These codes are shown this once.');
    const code = await shownOnce(browser, admin.page);
    await look('bypass-codes-en');
    expect(asked).toBe(1);
    await admin.page.unroute('**/bypass-codes');
    await admin.press('Done');
    expect(await tried(`${PIN}${code}`)).toMatchObject({ outcome: 'accept' });
    expect(await tried(`${PIN}${code}`)).toMatchObject({ outcome: 'refuse' });
    await admin.page.reload();
    await admin.reads(/^used /);
    await admin.confirm('Withdraw all');
    await admin.reads('No bypass codes.');
  });
});

test('access times are set as people say them, and shown so', async () => {
  await admin.press('Edit');
  await admin.page.getByText('Only at certain times').click();
  await look('user-edit-en');
  await admin.fill('Identifier', 'HR-0042');
  await admin.page.locator('.ant-modal-wrap:visible').getByRole('button', { name: 'Save' }).click();
  await admin.reads('Mon–Fri 08:00–18:00');
  await admin.reads('HR-0042');
  expect(await api.call(adminApi.getUser, { parameters: { id: ids.user } })).toMatchObject({
    accessTimes: [{ days: [1, 2, 3, 4, 5], from: '08:00', until: '18:00' }], newPin: true, nextTokencode: true, identifier: 'HR-0042',
  });
  await api.call(adminApi.updateUser, { parameters: { id: ids.user }, body: { accessTimes: null } });
});

describe('an agent host', () => {
  test('gets a node secret, which is shown once', async () => {
    await admin.page.goto(`/agent-hosts/${ids.host}`);
    await admin.reads('not generated');
    await admin.press('Generate');
    await admin.reads('The node secret is shown this once.');
    expect(await shownOnce(browser, admin.page)).toMatch(/^[\w-]{43}$/);
    await admin.press('Done');
    await admin.reads(/^generated on /);
    await admin.confirm('Clear');
    await admin.reads('not generated');
  });

  test('that was seen to send Message-Authenticator is held to it', async () => {
    await admin.go('Overview');
    await admin.reads('nothing seen yet');
    const nas = new RadiusClient(SECRET);
    expect(await nas.ask(nas.accessRequest('alice', `${PIN}000000`), server.radiusPort)).toBeDefined();
    await admin.page.reload();
    await admin.reads('sends it: can be required');
    await look('overview-en');
    await admin.confirm('Require for good');
    await admin.reads('Every agent host requires Message-Authenticator.');
    await expect(api.call(adminApi.updateAgentHost, { parameters: { id: ids.host }, body: { requireMessageAuthenticator: false } })).rejects.toThrow('message-authenticator-locked');
  });
});

describe('tokens of other makes', () => {
  test('scratch cards are made and printed once; the list says how many codes are left', async () => {
    await admin.go('Tokens');
    await admin.press('Make scratch cards');
    await admin.choose('Site', 'Office');
    await admin.fill('Cards', '2');
    await admin.fill('Codes on each', '7');
    await look('make-scratch-cards-en');
    const printed = admin.page.waitForEvent('download');
    await admin.page.locator('.ant-modal-wrap:visible').getByRole('button', { name: 'Make scratch cards' }).click();
    expect(await readFile(await (await printed).path(), 'latin1')).toMatch(/^%PDF-1\.4\n[\s\S]*%%EOF\n$/);
    await admin.reads('2 scratch cards are made; the PDF was downloaded');
    await admin.reads('7 codes');
    const { items } = await api.call(adminApi.listTokens, { query: { search: 'SC' } });
    expect(items).toMatchObject([{ kind: 'scratch-card', uses: 7 }, { kind: 'scratch-card', uses: 7 }]);
    await api.call(adminApi.assignToken, { parameters: { id: items[0]?.id ?? '' }, body: { userId: ids.user } });
    await admin.page.reload();
    await admin.reads('7 of 7 codes left');
    await look('tokens-with-cards-en');
    await api.call(adminApi.unassignToken, { parameters: { id: items[0]?.id ?? '' } });
  });

  test('a key-fob file that is encrypted for an OpenPGP key is opened with it', async () => {
    const vector = async (name: string): Promise<Buffer> => readFile(path.join(import.meta.dirname, '../../../../libs/token-files/vectors/openpgp', name));
    await admin.go('Import tokens');
    await admin.choose('Site', 'Office');
    await admin.page.locator('input[type=file]').setInputFiles({ name: 'fobs.asc', mimeType: 'application/octet-stream', buffer: await vector('key.asc') });
    await admin.page.getByText('encrypted for an OpenPGP key').click();
    await admin.fill('OpenPGP private key', (await vector('recipient-private-key.asc')).toString());
    await admin.fill('Passphrase of the private key', 'kp');
    await look('import-openpgp-en');
    await admin.press('Check the file');
    await admin.reads('Every record of the file can be used.');
    await admin.press('Import 3 tokens');
    await admin.page.getByRole('link', { name: 'Show the tokens' }).click();
    await admin.reads('0003');
  });
});

test('everything in Chinese', async () => {
  const page = await browser.person({ language: 'zh', appearance: 'dark' });
  const reader = new Administrator(page);
  await page.goto('/');
  await page.locator('#login').fill('admin');
  await page.locator('#password').fill(FIRST_PASSWORD);
  await page.locator('button[type=submit]').click();
  await reader.reads('需要检查的代理主机');
  await picture(page, 'overview-board-zh.png');
  await page.goto(`/users/${ids.user}`);
  await reader.reads('应急码');
  await picture(page, 'user-extras-zh.png', { fullPage: true });
  await page.getByRole('button', { name: /编\s*辑/ }).first().click();
  await page.getByText('仅限特定时间').click();
  await picture(page, 'user-edit-zh.png');
  await page.getByRole('button', { name: /取\s*消/ }).last().click();
  await page.getByRole('button', { name: /^放\s*弃$/ }).click();
  await page.getByRole('button', { name: /删\s*除/ }).first().click();
  await reader.reads('收回，可再分配给他人');
  await picture(page, 'deletion-zh.png');
  await page.goto(`/agent-hosts/${ids.host}`);
  await reader.reads('节点密文');
  await picture(page, 'agent-host-extras-zh.png', { fullPage: true });
  await page.goto('/tokens');
  await reader.reads(/共 7 个令牌码/);
  await page.getByRole('button', { name: '制作刮刮卡' }).click();
  await reader.reads('每张令牌码数');
  await picture(page, 'make-scratch-cards-zh.png');
  await page.goto('/import');
  await page.getByText('用 OpenPGP 公钥加密').click();
  await picture(page, 'import-openpgp-zh.png', { fullPage: true });
  await page.close();
});

test('a leaver: what goes with the account is said first, and what is in the way of a site', async () => {
  await admin.go('Sites and groups');
  await admin.page.getByRole('treeitem').getByText('Office').click();
  await admin.press('Delete');
  await admin.reads('This cannot be deleted yet');
  await admin.reads(/^Users \(1\)/);
  expect(await admin.page.locator('.ant-modal-wrap:visible').getByRole('button', { name: 'Delete', exact: true }).isDisabled()).toBe(true);
  await look('deletion-prevented-en');
  await admin.page.goto(`/users/${ids.user}`);
  await admin.press('Delete');
  await admin.reads('Tokens (1): taken back, and free for somebody else');
  await look('deletion-en');
  await admin.page.locator('.ant-modal-wrap:visible').getByRole('button', { name: 'Delete', exact: true }).click();
  await admin.heading('Users').waitFor();
  expect(await api.call(adminApi.getToken, { parameters: { id: ids.token } })).toMatchObject({ token: { assignment: null } });
});

test('no page violated its policy, warned or threw', () => {
  expect(browser.complaints).toEqual([]);
});
