/** The setup assistant, from an empty directory to a first accepted sign-in, with a page that is loaded again at every step; and what leads there. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as adminApi from '@countersign/contracts/admin-api';
import { codeAt, defineOtp, prepareKey } from '@countersign/otp';
import { unwrap } from '@countersign/radius';
import { eventually } from '@countersign/testing';
import { decodeBase32 } from '@countersign/token-files';
import type { AdminApi } from '../harness/admin-api.ts';
import { StandaloneProcess } from '../harness/standalone-process.ts';
import type { Administrator } from './administrator.ts';
import { ConsoleBrowser, picture } from './console-browser.ts';
import { firstAdministrator } from './first-administrator.ts';
import { intercept } from './intercept.ts';
import { shownOnce } from './windows.ts';

let server: StandaloneProcess;
let browser: ConsoleBrowser;
let admin: Administrator;
let api: AdminApi;

beforeAll(async () => {
  server = await StandaloneProcess.start();
  browser = await ConsoleBrowser.start(server.httpUrl);
  admin = await firstAdministrator(browser, server.dataDir);
  api = await server.api();
}, 300_000); // Chromium may have to be installed first

afterAll(async () => {
  await browser[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

const reload = async (): Promise<void> => void await admin.page.reload();

/** The authenticator app that scanned the QR code. */
function appCode(otpauth: string): string {
  const totp = unwrap(defineOtp({ kind: 'totp', hash: 'sha1', digits: 6, period: 30, t0: 0 }));
  const seed = decodeBase32(new URL(otpauth).searchParams.get('secret') ?? '') ?? Buffer.alloc(0);
  return codeAt(totp, unwrap(prepareKey(totp, seed)), Math.floor(Date.now() / 30_000));
}

describe('in an empty directory', () => {
  test('the overview says that nothing is set up, a test leads to the assistant, and no Redis is spoken of', async () => {
    await admin.reads('Nothing is set up yet');
    await admin.reads('State store (in this process)');
    await admin.go('Local test');
    await admin.reads('There is no agent host yet.');
    await picture(admin.page, 'test-without-hosts-en.png');
    await admin.page.getByRole('link', { name: 'Start the setup assistant' }).click();
    await admin.heading('Setup assistant').waitFor();
  });

  test('a forced change of the password is one sign-in and no second, of an administrator: reports of sign-ins count none', async () => {
    const span = { from: new Date(Date.now() - 3_600_000).toISOString(), to: new Date(Date.now() + 60_000).toISOString() };
    // What comes last is in the trail: so a second one would be, too.
    await expect(api.call(adminApi.signIn, { body: { login: 'admin', password: 'wrong' } })).rejects.toThrow('signIn: 401');
    const entries = await eventually(async () => {
      const found = await api.call(adminApi.listAuditEvents, { query: { ...span, kind: 'administration', agentHost: 'console' } });
      expect(found.entries[0]?.event.result).toBe('administrator-wrong-password');
      return found.entries;
    });
    expect(entries.map(({ event }) => event.result)).toEqual(['administrator-wrong-password', 'administrator-password-confirmed', 'administrator-signed-in']);
    expect((await api.call(adminApi.reportResults, { query: span })).rows).toEqual([]);
    expect((await api.call(adminApi.reportSignIns, { query: span })).rows).toEqual([]);
  });

  test('with users and no agent host it is not empty any more: the overview says what is missing', async () => {
    const { id: siteId } = await api.call(adminApi.createSite, { body: { name: 'Elsewhere' } });
    await api.call(adminApi.createUser, { body: { siteId, login: 'early' } });
    await admin.go('Overview');
    await admin.reads('There is no agent host yet');
    await admin.page.getByRole('link', { name: 'Go on with the setup assistant' }).click();
    await admin.heading('Setup assistant').waitFor();
  });
});

describe('the setup assistant', () => {
  test('goes on where it was after each reload, and ends with an accepted sign-in', async () => {
    await admin.page.getByText('Make a new one').click();
    await admin.fill('Name', 'Office');
    await admin.press('Go on');
    await admin.page.getByLabel('Main address').waitFor();
    await reload();
    await admin.fill('Name', 'VPN');
    await admin.reads(`UDP ${server.radiusPort}, where the gateway listens now`);
    await admin.fill('Main address', '192.0.2.10/24');
    await admin.press('Go on');
    await admin.reads('Write 192.0.2.0/24 for the whole range, or 192.0.2.10 for this address alone.');
    await picture(admin.page, 'setup-agent-host-en.png');
    await admin.fill('Main address', '192.0.2.10');
    await admin.press('Go on');
    await admin.page.getByLabel('Login name').waitFor();
    await reload();
    await admin.fill('Login name', 'alice');
    await admin.press('Go on');
    await admin.press('Make the token');
    const otpauth = await admin.page.getByText(/^otpauth:/).innerText();
    expect(new URL(otpauth).pathname).toBe('/Office:alice');
    await reload();
    await admin.reads('alice has a token. Its QR code is not shown again');
    await admin.page.getByRole('button', { name: /^Go on with / }).click();
    await reload();
    await admin.reads('alice signs in at VPN');
    await admin.fill('Passcode or password', appCode(otpauth) === '000000' ? '111111' : '000000');
    await admin.press('Send the request');
    await admin.page.getByRole('link', { name: /^Cause, remedy/ }).click();
    await admin.page.getByRole('link', { name: 'Back to the setup assistant' }).click();
    await admin.reads('alice signs in at VPN');
    await admin.fill('Passcode or password', appCode(otpauth));
    await admin.press('Send the request');
    await admin.page.getByLabel(/^Enter a new PIN/).fill('2468');
    await admin.press('Send the answer');
    await admin.reads('The first sign-in was accepted');
    await picture(admin.page, 'setup-finished-en.png', { fullPage: true });
  });

  test('begun anew it offers the newest site, its agent host, its user and the user’s token', async () => {
    await admin.page.goto('/setup');
    for (const shown of ['Office', 'VPN (192.0.2.10)', /^alice/]) {
      await admin.page.locator('.ant-select').getByText(shown).first().waitFor();
      await admin.press('Go on');
    }
    await admin.reads('alice has a token.');
    await admin.page.getByText('Agent host', { exact: true }).last().click(); // back to a step
    await admin.reads('Its secret is not shown again.');
  });
});

test('an own token: what a PIN is for is said', async () => {
  await admin.page.goto('/account');
  await admin.press('Bind a token');
  await admin.reads('This console asks for password and tokencode, never for a PIN.');
  await admin.page.keyboard.press('Escape');
});

test('profiles of an agent host, a group and a user are shown where they stand, with what comes of all of them', async () => {
  const { items: [host] } = await api.call(adminApi.listAgentHosts, {});
  const { items: [user] } = await api.call(adminApi.listUsers, { query: { login: 'alice' } });
  if (host === undefined || user === undefined) throw new Error('the assistant has made both');
  const { siteId } = user;
  const profile = async (name: string, value: string): Promise<string> =>
    (await api.call(adminApi.createRadiusProfile, { body: { siteId, name, replyAttributes: [{ name: 'Filter-Id', value, append: true }] } })).id;
  const group = await api.call(adminApi.createGroup, { body: { siteId, name: 'Staff', radiusProfileId: await profile('Of the group', 'staff') } });
  await api.call(adminApi.updateAgentHost, { parameters: { id: host.id }, body: { radiusProfileId: await profile('Of the host', 'vpn') } });
  await api.call(adminApi.updateUser, { parameters: { id: user.id }, body: { groupId: group.id, radiusProfileId: await profile('Of the user', 'alice') } });

  await admin.page.goto(`/users/${user.id}`);
  await admin.page.getByRole('link', { name: 'Of the user' }).waitFor();
  const merged = admin.page.getByRole('table', { name: 'What the user gets here' });
  for (const line of ['Of the host (agent host)', 'Of the group (group)', 'Of the user (user)']) await merged.getByText(line).waitFor();
  await picture(admin.page, 'user-radius-reply-en.png', { fullPage: true });
  await admin.page.goto(`/agent-hosts/${host.id}`);
  await admin.page.getByRole('link', { name: 'Of the host' }).waitFor();
  await admin.choose('User', 'alice', 'ali');
  await merged.getByText('Of the group (group)').waitFor();
  await admin.go('Sites and groups');
  await admin.page.getByRole('tree').getByText('Office').click();
  await admin.page.getByRole('link', { name: 'Of the group' }).waitFor();
});

test('an API key is limited to a site, and the list says so', async () => {
  await admin.go('API keys');
  await admin.press('Make an API key');
  await admin.fill('Name', 'office only');
  await admin.page.getByText('Limit it to some sites or groups').click();
  await admin.choose('Sites', 'Office');
  await admin.page.keyboard.press('Escape');
  const errors = [{ path: 'body.name', message: 'is not liked' }, { path: 'body.expiresAt', message: 'is over' }];
  await intercept(admin.page, '**/api-keys', async (route) => route.fulfill({
    status: 422, contentType: 'application/problem+json', body: JSON.stringify({ type: 'urn:countersign:result-code:bad-request', title: 'Bad request', status: 422, code: 'bad-request', errors }),
  }), { times: 1 });
  await admin.press('Save');
  await admin.reads('is over');
  await browser.rest(admin.page);
  await picture(admin.page, 'said-at-fields-en.png');
  expect([await admin.page.locator('.ant-form-item-explain-error').allInnerTexts(), await admin.page.getByText(/^body\./).count()]).toEqual([['is not liked', 'is over'], 0]);
  await admin.fill('Name', 'office only');
  await admin.press('Save');
  await admin.reads('Copy it now: it is shown this once.');
  expect(await shownOnce(browser, admin.page)).not.toBe('');
  await admin.press('Done');
  await admin.page.getByRole('row', { name: /office only/ }).getByText('Office', { exact: true }).waitFor();
  const { items } = await api.call(adminApi.listApiKeys, { query: { name: 'office only' } });
  expect(items).toMatchObject([{ scope: { kind: 'sites', ids: [expect.any(String)] } }]);
});

test('appointing somebody with tokens asks which of them stay, and takes the others back', async () => {
  const { items: [elsewhere] } = await api.call(adminApi.listSites, { query: { name: 'Elsewhere' } });
  const siteId = elsewhere?.id ?? '';
  const promoted = await api.call(adminApi.createUser, { body: { siteId, login: 'promoted' } });
  for (const serial of ['FOB-1', 'APP-1']) await api.call(adminApi.makeToken, { body: { siteId, serial, assignTo: promoted.id } });
  await admin.go('Administrators');
  await admin.press('Appoint an administrator');
  await admin.choose('User', 'promoted', 'promoted');
  await admin.reads('Tokens that stay');
  expect(await admin.page.getByRole('checkbox', { checked: true }).count()).toBe(0);
  await admin.page.getByRole('checkbox', { name: /^FOB-1/ }).check();
  await admin.fill('Password for the first sign-in', 'a password for once');
  await picture(admin.page, 'appointing-en.png');
  await admin.press('Save');
  await admin.page.getByRole('row', { name: /^promoted/ }).waitFor();
  expect((await api.call(adminApi.listTokens, { query: { userId: promoted.id } })).items.map(({ serial }) => serial)).toEqual(['FOB-1']);
});

test('of a file of users, a column of passwords is neither shown nor offered', async () => {
  await admin.go('Import users');
  await admin.choose('Site', 'Office');
  await admin.page.locator('input[type=file]').setInputFiles({ name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from('login,Initial password,mail\nbob,Hidden 1,bob@example.com\n') });
  await admin.page.getByRole('row', { name: /bob@example\.com/ }).waitFor();
  expect(await admin.page.getByRole('combobox', { name: /^Initial password/ }).isDisabled()).toBe(true);
  expect(await admin.page.getByRole('combobox', { name: /^mail/ }).isDisabled()).toBe(false);
  expect(await admin.page.getByText('Hidden 1').count()).toBe(0);
  await admin.page.getByRole('navigation', { name: 'Menu' }).getByRole('link', { name: 'Overview' }).click(); // the chosen file is not lost unasked
  await admin.page.locator('.ant-modal-confirm:visible').getByRole('button', { name: 'Discard' }).click();
  await admin.heading('Overview').waitFor();
});

test('a table of tokens with a column of users: it is said that nobody gets them, and then they do', async () => {
  const file = 'upn,serial number,secret key,time interval,manufacturer,model\nalice@example.com,UPN-1,GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ,30,Example,Key\nnobody@example.com,UPN-2,GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ,30,Example,Key\n';
  await admin.go('Import tokens');
  await admin.choose('Site', 'Office');
  await admin.page.locator('input[type=file]').setInputFiles({ name: 'entra.csv', mimeType: 'text/csv', buffer: Buffer.from(file) });
  await admin.press('Check the file');
  await admin.reads(/The file names users, and its tokens go to nobody/);
  await admin.choose('Assign to', 'without its domain');
  await admin.press('Check the file');
  await admin.reads('stays free: the site and those below it have no such user');
  await admin.press('Import 2 tokens');
  await admin.page.getByRole('link', { name: 'Show the tokens' }).click();
  await admin.page.getByRole('row', { name: /UPN-1/ }).getByRole('link', { name: 'alice' }).waitFor();
});

test('facts of a line of the log are in words', async () => {
  await admin.go('Authentication log');
  await admin.page.getByRole('row', { name: /UPN-1/ }).getByRole('link').first().click();
  await admin.page.getByRole('table', { name: 'What was changed' }).getByRole('row', { name: 'User – alice' }).waitFor();
  await admin.page.keyboard.press('Escape');
  await admin.page.goto('/log?kind=sign-in&user=alice');
  await admin.page.getByRole('table').getByRole('link').first().click();
  const drawer = admin.page.getByRole('dialog');
  await drawer.getByText('PAP', { exact: true }).waitFor();
  expect(await drawer.getByText(/^(?:pap|true|false)$/).count()).toBe(0);
});

describe('the way back', () => {
  const names = async (): Promise<readonly (readonly string[])[]> => {
    const [sites, hosts, users, tokens] = await Promise.all([
      api.call(adminApi.listSites, {}), api.call(adminApi.listAgentHosts, {}), api.call(adminApi.listUsers, {}), api.call(adminApi.listTokens, {}),
    ]);
    return [sites.items.map(({ name }) => name), hosts.items.map(({ name }) => name), users.items.map(({ login }) => login), tokens.items.map(({ serial }) => serial)];
  };
  /** What the clipboard holds, as a person would see it: pasted into a field. */
  const pastedInto = async (label: string): Promise<string> => {
    await admin.fill(label, '');
    await admin.page.keyboard.press('Control+V');
    return admin.page.getByLabel(label, { exact: true }).inputValue();
  };
  let secret: string;
  let otpauth: string;

  test('secrets are copied at a click', async () => {
    await admin.page.goto('/setup');
    await admin.page.getByText('Make a new one').click();
    await admin.fill('Name', 'Branch');
    await admin.press('Go on');
    secret = await admin.page.getByLabel('RADIUS secret').inputValue();
    await admin.press('Copy the secret');
    expect(await pastedInto('Name')).toBe(secret);
    await picture(admin.page, 'setup-secret-en.png');
    await admin.fill('Name', 'Branch VPN');
    await admin.fill('Main address', '192.0.2.20');
    await admin.press('Go on');
    await admin.fill('Login name', 'bob');
    await admin.press('Go on');
    await admin.press('Make the token');
    otpauth = await admin.page.getByText(/^otpauth:/).innerText();
    await admin.press('Copy the secret');
    await browser.rest(admin.page);
    await picture(admin.page, 'setup-token-en.png', { fullPage: true });
    await admin.press('Go on');
    expect(await pastedInto('Passcode or password')).toBe(new URL(otpauth).searchParams.get('secret'));
  });

  test('shows what was made once more, makes nothing twice, and forgets nothing', async () => {
    const before = await names();
    await admin.press('Back');
    expect(await admin.page.getByText(/^otpauth:/).innerText()).toBe(otpauth);
    await admin.press('Back');
    await admin.page.locator('.ant-select').getByText(/^bob/).first().waitFor();
    await admin.press('Back');
    await admin.page.locator('.ant-select').getByText('Branch VPN (192.0.2.20)').first().waitFor();
    await admin.page.getByText(secret, { exact: true }).waitFor();
    await browser.rest(admin.page);
    await picture(admin.page, 'setup-back-en.png', { fullPage: true });
    await admin.press('Back');
    await admin.page.locator('.ant-select').getByText('Branch', { exact: true }).first().waitFor();
    expect(await admin.page.getByRole('button', { name: 'Back', exact: true }).count()).toBe(0);
    for (const step of ['Branch VPN', 'bob']) {
      await admin.press('Go on');
      await admin.page.locator('.ant-select').getByText(step).first().waitFor();
    }
    await admin.press('Go on');
    await admin.page.getByText(/^otpauth:/).waitFor();
    await admin.press('Go on');
    await admin.reads('bob signs in at Branch VPN');
    expect(await names()).toEqual(before);
  });

  test('a secret that is shown is not left for another page without a question', async () => {
    await admin.press('Back');
    await admin.page.getByText(/^otpauth:/).waitFor();
    await admin.page.getByRole('navigation', { name: 'Menu' }).getByRole('link', { name: 'Overview' }).click();
    const question = admin.page.getByRole('dialog', { name: 'What is shown here cannot be shown again once you leave. Leave?' });
    await question.waitFor();
    await browser.rest(admin.page);
    await picture(admin.page, 'setup-leave-secret-en.png');
    await question.getByRole('button', { name: 'Stay', exact: true }).click();
    await question.waitFor({ state: 'detached' });
    await admin.press('Go on');
    await admin.reads('bob signs in at Branch VPN');
  });

  test('keeps what was chosen over a reload, and what belongs to another site is not taken along', async () => {
    for (const shown of ['bob has a token.', /^bob/, 'Branch VPN (192.0.2.20)']) {
      await admin.press('Back');
      await reload();
      await admin.page.getByText(shown).first().waitFor();
    }
    await admin.press('Back');
    await admin.choose('Site', 'Office');
    await admin.press('Go on');
    await admin.page.locator('.ant-select').getByText('VPN (192.0.2.10)').first().waitFor();
    await admin.press('Go on');
    await admin.page.locator('.ant-select').getByText(/^alice/).first().waitFor();
  });

  test('is there in Chinese, too', async () => {
    const page = await browser.person({ language: 'zh' });
    await page.context().addCookies(await admin.page.context().cookies());
    const address = new URL(admin.page.url());
    address.searchParams.set('at', 'host');
    await page.goto(address.href);
    await page.getByRole('button', { name: '上一步' }).waitFor();
    await page.getByText('新建').click();
    await page.getByRole('button', { name: '复制共享密钥' }).waitFor();
    await browser.rest(page);
    await picture(page, 'setup-back-zh.png', { fullPage: true });
    await page.context().close();
  });
});

test('no page violated its policy, warned or threw', () => {
  expect(browser.complaints).toEqual([]);
});

/** WCAG 2.2, relative luminance and contrast ratio. @param colours as CSS gives them: rgb(1, 2, 3) */
function contrast(...colours: readonly string[]): number {
  const [light = 0, dark = 0] = colours.map((colour) => {
    const [red = 0, green = 0, blue = 0] = [...colour.matchAll(/[\d.]+/g)].map(([value]) => Number(value) / 255).map((value) => (value <= 0.040_45 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  }).toSorted((one, other) => other - one);
  return (light + 0.05) / (dark + 0.05);
}

test.each(['light', 'dark'] as const)('a button under the pointer changes its colour, and is still read (%s)', async (appearance) => {
  const page = await browser.person({ appearance });
  await page.goto('/');
  const colours = async (): Promise<string[]> => {
    await browser.rest(page);
    return page.evaluate<string[]>('(({ color, backgroundColor }) => [color, backgroundColor])(getComputedStyle(document.querySelector("button[type=submit]")))');
  };
  const atRest = await colours();
  await page.getByRole('button', { name: 'Sign in', exact: true }).hover();
  const hovered = await colours();
  await picture(page, `hovered-${appearance}.png`);
  expect(hovered).not.toEqual(atRest);
  expect(contrast(...atRest)).toBeGreaterThanOrEqual(4.5);
  expect(contrast(...hovered)).toBeGreaterThanOrEqual(4.5);
});
