/** Two people change the same thing at the same time: nothing that was typed is lost, nothing of the other is overwritten unseen. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as adminApi from '@countersign/contracts/admin-api';
import type { AdminApi } from '../harness/admin-api.ts';
import { StandaloneProcess } from '../harness/standalone-process.ts';
import { Administrator } from './administrator.ts';
import { ConsoleBrowser, picture } from './console-browser.ts';
import { firstAdministrator } from './first-administrator.ts';
import { intercept } from './intercept.ts';

let server: StandaloneProcess;
let browser: ConsoleBrowser;
let api: AdminApi;
let admin: Administrator;
let siteId: string;

beforeAll(async () => {
  server = await StandaloneProcess.start();
  browser = await ConsoleBrowser.start(server.httpUrl);
  api = await server.api();
  ({ id: siteId } = await api.call(adminApi.createSite, { body: { name: 'Office' } }));
  admin = await firstAdministrator(browser, server.dataDir);
}, 300_000); // Chromium may have to be installed first

afterAll(async () => {
  await browser[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

/** Opens the form of a row; the focus is in its first field by then. */
async function edit(path: string, row: string, who = admin, button = 'Edit'): Promise<void> {
  await who.page.goto(path);
  await who.page.getByRole('row', { name: row }).getByRole('button', { name: button, exact: true }).click();
  await who.page.locator('.ant-modal:visible input:focus').waitFor();
}

/** Saves, reads what somebody else did meanwhile, and saves again. */
async function saveTwice(name: string, ...said: readonly string[]): Promise<void> {
  await admin.press('Save');
  let alert = admin.page.locator('.ant-modal:visible').getByRole('alert').filter({ hasText: 'Changed meanwhile' });
  for (const text of said) alert = alert.filter({ hasText: text });
  await alert.waitFor();
  await browser.rest(admin.page);
  await picture(admin.page, `overtaken-${name}-en.png`);
  await admin.press('Save');
  await admin.page.locator('.ant-modal:visible').first().waitFor({ state: 'detached' });
}

describe('the form of a list', () => {
  test('a group', async () => {
    const { id } = await api.call(adminApi.createGroup, { body: { siteId, name: 'Finance' } });
    await edit(`/sites?site=${siteId}`, 'Finance');
    await admin.fill('Name', 'Accounts');
    await api.call(adminApi.updateGroup, { parameters: { id }, body: { tokenGraceUntil: '2031-02-03T04:05:00.000Z' } });
    await saveTwice('group', 'Somebody else changed: Grace without a token until.');
    expect(await api.call(adminApi.getGroup, { parameters: { id } })).toMatchObject({ name: 'Accounts', tokenGraceUntil: '2031-02-03T04:05:00.000Z' });
  });

  test('the receiver of the trail: a port stays with its host', async () => {
    const settings = { host: '127.0.0.1', port: 1, transport: 'tcp', authority: null, facility: 13 } as const;
    await api.call(adminApi.updateAuditForwarding, { body: { settings, begin: 'next' } });
    await admin.page.goto('/forwarding');
    await admin.press('Change the receiver');
    await admin.page.locator('.ant-modal:visible input:focus').waitFor();
    await admin.fill('Port', '2');
    await api.call(adminApi.updateAuditForwarding, { body: { settings: { ...settings, host: 'localhost', facility: 16 }, begin: 'go-on' } });
    await saveTwice('forwarding', 'Somebody else changed: Host name or address and Facility.', 'You changed Host name or address, too');
    expect(await api.call(adminApi.getAuditForwarding, {})).toMatchObject({ settings: { ...settings, port: 2, facility: 16 } });
    await api.call(adminApi.updateAuditForwarding, { body: { settings: null } });
  });

  test('a RADIUS profile, with its lines', async () => {
    const { id } = await api.call(adminApi.createRadiusProfile, { body: { siteId, name: 'Remote', replyAttributes: [{ name: 'Class', value: 'a', append: false }] } });
    await edit('/radius-profiles', 'Remote');
    await admin.fill('Description', 'from afar');
    const replyAttributes = [{ name: 'Class', value: 'b', append: false }, { name: 'Filter-Id', value: 'staff', append: false }];
    await api.call(adminApi.updateRadiusProfile, { parameters: { id }, body: { replyAttributes, description: 'theirs' } });
    await saveTwice('profile', 'Somebody else changed: Description and Reply attributes.', 'You changed Description, too');
    expect(await api.call(adminApi.getRadiusProfile, { parameters: { id } })).toMatchObject({ description: 'from afar', replyAttributes });
  });

  test('an address pool, with its ranges, in Chinese', async () => {
    const { id } = await api.call(adminApi.createAddressPool, { body: { siteId, name: 'Pool', ranges: [{ first: '10.0.0.1', last: '10.0.0.9' }] } });
    const chinese = new Administrator(await browser.person({ language: 'zh' }));
    await chinese.page.context().addCookies(await admin.page.context().cookies());
    await edit('/address-pools', 'Pool', chinese, '编辑');
    await chinese.fill('名称', '地址池');
    const ranges = [{ first: '10.0.0.1', last: '10.0.0.9' }, { first: '10.0.1.1', last: '10.0.1.9' }];
    await api.call(adminApi.updateAddressPool, { parameters: { id }, body: { ranges, leaseMinutes: 30 } });
    await chinese.press('保存');
    await chinese.page.locator('.ant-modal:visible').getByRole('alert').filter({ hasText: '对象已被修改' }).filter({ hasText: '他人已修改：地址范围和等待计费' }).waitFor();
    await browser.rest(chinese.page);
    await picture(chinese.page, 'overtaken-pool-zh.png');
    await chinese.press('保存');
    await chinese.page.locator('.ant-modal:visible').first().waitFor({ state: 'detached' });
    expect(await api.call(adminApi.getAddressPool, { parameters: { id } })).toMatchObject({ name: '地址池', ranges, leaseMinutes: 30 });
    await chinese.page.context().close();
  });

  test('shows the row that it is opened for, whatever it was opened for before', async () => {
    for (const [name, leaseMinutes] of [['Long', 77], ['Short', 55]] as const) {
      await api.call(adminApi.createAddressPool, { body: { siteId, name, leaseMinutes, ranges: [{ first: `10.${leaseMinutes}.0.1`, last: `10.${leaseMinutes}.0.9` }] } });
    }
    const shown = async (): Promise<string[]> => {
      await admin.page.locator('.ant-modal:visible input:focus').waitFor();
      const values = await Promise.all(['Name', 'Waits for accounting (minutes)', 'First address'].map(async (label) => admin.page.locator('.ant-modal:visible').getByLabel(label, { exact: true }).inputValue()));
      await admin.press('Cancel');
      await admin.page.locator('.ant-modal:visible').first().waitFor({ state: 'detached' });
      return values;
    };
    const press = async (name: string): Promise<void> => admin.page.getByRole('row', { name }).getByRole('button', { name: 'Edit', exact: true }).click();
    await admin.page.goto('/address-pools');
    await admin.press('Add a pool');
    const made = await shown();
    await press('Long');
    const long = await shown();
    await press('Short');
    const short = await shown();
    await admin.press('Add a pool');
    expect([made, long, short, await shown()]).toEqual([['', '60', ''], ['Long', '77', '10.77.0.1'], ['Short', '55', '10.55.0.1'], ['', '60', '']]);
  });

  test('a back end: how it looks people up stays with what belongs to it', async () => {
    const lookup = { how: 'search', baseDn: 'dc=example', filter: '(uid={login})', bindDn: null } as const;
    const { id } = await api.call(adminApi.createBackEnd, { body: { siteId, name: 'Directory', servers: ['127.0.0.1:1'], security: 'none', lookup } });
    await edit('/back-ends', 'Directory');
    await admin.fill('Where to search', 'ou=people,dc=example');
    await api.call(adminApi.updateBackEnd, { parameters: { id }, body: { name: 'LDAP', lookup: { how: 'name', template: 'uid={login},dc=example' } } });
    await saveTwice('back-end', 'Somebody else changed: Name, How the entry is found, Where to search, and Filter.', 'You changed How the entry is found, Where to search, and Filter, too');
    expect(await api.call(adminApi.getBackEnd, { parameters: { id } })).toMatchObject({ name: 'LDAP', lookup: { ...lookup, baseDn: 'ou=people,dc=example' } });
  });

  test('what a sign-in consists of', async () => {
    await api.call(adminApi.setFirstFactor, { parameters: { id: siteId }, body: { backEndId: null, staticPassword: 'required' } });
    await admin.page.goto('/back-ends');
    await admin.page.getByRole('row', { name: 'Office' }).filter({ hasText: 'static password' }).getByRole('button', { name: 'Edit', exact: true }).click();
    await admin.page.locator('.ant-modal:visible input:focus').waitFor();
    await admin.page.getByRole('combobox', { name: 'Without a token' }).click();
    await admin.page.locator('.ant-select-dropdown:visible .ant-select-item-option').filter({ hasText: 'signs in with the passwords alone' }).click();
    await api.call(adminApi.setFirstFactor, { parameters: { id: siteId }, body: { backEndId: null, staticPassword: 'required', order: 'challenge' } });
    await saveTwice('rule', 'Somebody else changed: Order.');
    const rule = { staticPassword: 'required', withoutToken: 'passwords', order: 'challenge' };
    expect(await api.call(adminApi.getFirstFactor, { parameters: { id: siteId } })).toMatchObject({ rule });
    await admin.press('Set a rule'); // as if there were none
    await admin.choose('Site', 'Office');
    await admin.press('Save');
    await admin.page.locator('.ant-form-item-explain-error', { hasText: 'This site has a rule already' }).waitFor();
    expect(await api.call(adminApi.getFirstFactor, { parameters: { id: siteId } })).toMatchObject({ rule });
    await picture(admin.page, 'rule-there-already-en.png');
  });

  test('a directory synchronisation, attribute by attribute', async () => {
    const { items: [backEnd] } = await api.call(adminApi.listBackEnds, {});
    const attributes = { login: 'uid', id: 'entryUUID', displayName: 'cn', mobile: null, email: null, group: null };
    const { id } = await api.call(adminApi.createDirectorySync, { body: { siteId, backEndId: backEnd?.id ?? '', name: 'People', baseDn: 'dc=example', filter: '(uid=*)', attributes } });
    await edit('/directory-syncs', 'People');
    await admin.fill('Mobile', 'mobile');
    await api.call(adminApi.updateDirectorySync, { parameters: { id }, body: { attributes: { ...attributes, email: 'mail' }, schedule: { every: 'day', at: '03:00' } } });
    await saveTwice('sync', 'Somebody else changed: Mail and ');
    expect(await api.call(adminApi.getDirectorySync, { parameters: { id } })).toMatchObject({ attributes: { ...attributes, mobile: 'mobile', email: 'mail' }, schedule: { every: 'day', at: '03:00' } });
  });

  test('an administrator', async () => {
    const user = await api.call(adminApi.createUser, { body: { siteId, login: 'helper' } });
    const { id } = await api.call(adminApi.createAdministrator, { body: { userId: user.id, role: 'help-desk', scope: { kind: 'all' }, password: 'for the first sign-in' } });
    await admin.page.goto('/administrators');
    await admin.page.getByRole('row', { name: 'helper' }).getByRole('button', { name: 'Edit', exact: true }).click();
    await admin.page.locator('.ant-modal:visible').getByRole('radio', { name: /^Auditor/ }).click();
    await api.call(adminApi.updateAdministrator, { parameters: { id }, body: { scope: { kind: 'sites', ids: [siteId] } } });
    await saveTwice('administrator', 'Somebody else changed: Scope.');
    expect(await api.call(adminApi.getAdministrator, { parameters: { id } })).toMatchObject({ role: 'auditor', scope: { kind: 'sites', ids: [siteId] } });
  });
});

describe('the settings', () => {
  const settings = async (): Promise<adminApi.Settings> => (await api.call(adminApi.getSettings, {})).settings;

  test('show what changed, and keep what was typed', async () => {
    await admin.page.goto('/settings');
    await admin.fill('Tokens that one user may hold', '5');
    await api.call(adminApi.updateSettings, { body: { sessionsPerUser: 4, tokensPerUser: 6 } });
    await admin.press('Save');
    const alert = admin.page.getByRole('alert').filter({ hasText: 'Changed meanwhile' });
    await alert.filter({ hasText: 'You changed Tokens that one user may hold, too' }).waitFor();
    await browser.rest(admin.page);
    await picture(admin.page, 'overtaken-settings-en.png');
    expect(await settings()).toMatchObject({ tokensPerUser: 6, sessionsPerUser: 4 });
    await admin.press('Save');
    await alert.waitFor({ state: 'detached' });
    expect(await settings()).toMatchObject({ tokensPerUser: 5, sessionsPerUser: 4 });
  });
});

describe('the switches of a token', () => {
  test('show what changed, keep what was switched, and are not left without a question', async () => {
    const { token: { id } } = await api.call(adminApi.makeToken, { body: { siteId } });
    const switched = async (name: string): Promise<void> => admin.page.getByRole('switch', { name, exact: true }).click();
    const alert = admin.page.getByRole('alert').filter({ hasText: 'Changed meanwhile' });
    await admin.page.goto(`/tokens/${id}?tab=switches`);
    await switched('Allow next tokencode');
    await api.call(adminApi.updateToken, { parameters: { id }, body: { usePin: false } });
    await admin.press('Save');
    await alert.filter({ hasText: 'Somebody else changed: Use a PIN.' }).waitFor();
    await browser.rest(admin.page);
    await picture(admin.page, 'overtaken-token-en.png');
    await admin.press('Save');
    await alert.waitFor({ state: 'detached' });
    expect((await api.call(adminApi.getToken, { parameters: { id } })).token).toMatchObject({ usePin: false, allowNextTokencode: false });
    await switched('One-time');
    await admin.confirm('Disable'); // another change of this browser, beside the form
    await admin.page.getByRole('button', { name: 'Enable', exact: true }).waitFor();
    await browser.rest(admin.page);
    expect([await alert.count(), await admin.page.getByRole('switch', { name: 'One-time', exact: true }).getAttribute('aria-checked')]).toEqual([0, 'false']);
    await admin.page.keyboard.press('Escape');
    await admin.page.locator('.ant-modal-confirm:visible').getByRole('button', { name: 'Discard', exact: true }).click();
    await admin.page.locator('.ant-drawer:visible').waitFor({ state: 'detached' });
    expect(new URL(admin.page.url()).search).toBe('');
  });
});

describe('what this browser saved itself', () => {
  const [LONGEST, SHORTEST] = ['Longest PIN', 'Shortest PIN'];
  const policyOf = async (): Promise<unknown> => (await api.call(adminApi.getPolicy, { parameters: { id: siteId } })).policy;

  test('is never called somebody else\'s, when something was typed while it was being saved', async () => {
    await api.call(adminApi.updatePolicy, { parameters: { id: siteId }, body: { policy: { pinMinimum: 4, pinMaximum: 8, lockSeconds: 900 } } });
    await admin.page.goto(`/policies?site=${siteId}`);
    await admin.fill(LONGEST, '7');
    let answer = (): void => {};
    const typed = new Promise<void>((resolve) => { answer = resolve; });
    await intercept(admin.page, `**/policies/${siteId}`, async (route) => {
      await typed;
      await route.continue();
    }, { times: 1 });
    await admin.press('Save');
    await admin.fill(SHORTEST, '5');
    answer();
    await admin.reads('Saved');
    await browser.rest(admin.page);
    expect([await policyOf(), await admin.page.getByLabel(SHORTEST, { exact: true }).inputValue(), await admin.page.getByRole('alert').filter({ hasText: 'Changed meanwhile' }).count()])
      .toEqual([{ pinMinimum: 4, pinMaximum: 7, lockSeconds: 900 }, '5', 0]);
  });

  test('nor when somebody else saves right after it', async () => {
    await api.call(adminApi.updatePolicy, { parameters: { id: siteId }, body: { policy: { pinMinimum: 4, pinMaximum: 7, lockSeconds: 60 } } });
    await admin.press('Save');
    await admin.page.getByRole('alert').filter({ hasText: 'Changed meanwhile' }).filter({ hasText: 'Somebody else changed: First lock.' }).waitFor();
    await picture(admin.page, 'overtaken-policy-en.png');
    await admin.press('Save');
    await admin.page.getByRole('alert').filter({ hasText: 'Changed meanwhile' }).waitFor({ state: 'detached' });
    expect(await policyOf()).toEqual({ pinMinimum: 5, pinMaximum: 7, lockSeconds: 60 });
  });
});

describe('work that is not saved is lost by nobody who was not asked', () => {
  const LONGEST = 'Longest PIN';
  const answer = async (button: string, who = admin): Promise<void> => {
    await who.page.locator('.ant-modal-confirm:visible').getByRole('button', { name: button, exact: true }).click();
    await who.page.locator('.ant-modal-confirm:visible').waitFor({ state: 'detached' });
  };
  const follow = async (name: string, who = admin): Promise<void> => who.page.getByRole('navigation').getByRole('link', { name, exact: true }).click();

  test('a policy: by the menu, another level in the tree, and closing the tab', async () => {
    await api.call(adminApi.updatePolicy, { parameters: { id: siteId }, body: { policy: { pinMaximum: 8 } } });
    await admin.page.goto(`/policies?site=${siteId}`);
    await admin.fill(LONGEST, '7');
    await follow('Users');
    await admin.page.locator('.ant-modal-confirm-title', { hasText: 'Discard what you typed?' }).waitFor();
    await browser.rest(admin.page);
    await picture(admin.page, 'unsaved-policy-en.png');
    await answer('Keep editing');
    expect(new URL(admin.page.url()).search).toBe(`?site=${siteId}`);
    const asked = new Promise<string>((resolve) => {
      admin.page.once('dialog', (dialog) => {
        resolve(dialog.type());
        void dialog.dismiss();
      });
    });
    await admin.page.close({ runBeforeUnload: true });
    expect(await asked).toBe('beforeunload');
    expect(await admin.page.getByLabel(LONGEST, { exact: true }).inputValue()).toBe('7');
    await admin.page.getByRole('tree').getByText('Installation').click();
    await answer('Discard');
    await admin.page.getByRole('heading', { level: 2, name: 'Installation' }).waitFor();
    await follow('Users'); // nothing is left to ask about
    await admin.heading('Users').waitFor();
  });

  test('settings, in Chinese: by the menu and by signing out; what is saved is no more asked about', async () => {
    const chinese = new Administrator(await browser.person({ language: 'zh' }));
    await chinese.page.context().addCookies(await admin.page.context().cookies());
    await chinese.page.goto('/settings');
    await chinese.fill('允许管理的来源地址', '127.0.0.0/8');
    await follow('用户', chinese);
    await chinese.page.locator('.ant-modal-confirm-title', { hasText: '放弃已输入的内容？' }).waitFor();
    await browser.rest(chinese.page);
    await picture(chinese.page, 'unsaved-settings-zh.png');
    await answer('继续编辑', chinese);
    await chinese.page.locator('header button[aria-haspopup=menu]').click();
    await chinese.page.getByRole('menuitem', { name: '退出登录' }).click();
    await answer('继续编辑', chinese);
    await chinese.fill('允许管理的来源地址', '');
    await follow('用户', chinese);
    await chinese.heading('用户').waitFor();
    await chinese.page.context().close();
  });

  test('the own password, and a step of the setup assistant: by the menu', async () => {
    await admin.page.goto('/account');
    await admin.fill('Current password', 'something');
    await follow('Users');
    await answer('Discard');
    await admin.heading('Users').waitFor();
    await follow('Setup assistant');
    await admin.page.getByText('Make a new one').click();
    await admin.fill('Name', 'Never made');
    await follow('Users');
    await answer('Keep editing');
    expect(await admin.page.getByLabel('Name', { exact: true }).inputValue()).toBe('Never made');
    await follow('Users');
    await answer('Discard');
    await admin.heading('Users').waitFor();
  });

  test('the form of an agent host: by Back', async () => {
    const { id } = await api.call(adminApi.createAgentHost, { body: { siteId, name: 'Gate', addresses: [{ address: '192.0.2.77' }], secret: 'a-secret-of-the-gate' } });
    await admin.go('Agent hosts');
    await admin.page.getByRole('link', { name: 'Gate', exact: true }).click();
    await admin.press('Edit');
    await admin.page.locator('.ant-modal:visible input:focus').waitFor();
    await admin.fill('Name', 'Gate 2');
    await admin.page.goBack();
    await answer('Keep editing');
    expect([new URL(admin.page.url()).pathname, await admin.page.locator('.ant-modal:visible').getByLabel('Name', { exact: true }).inputValue()]).toEqual([`/agent-hosts/${id}`, 'Gate 2']);
    await admin.page.goBack();
    await answer('Discard');
    await admin.heading('Agent hosts').waitFor();
    await admin.page.locator('.ant-modal:visible').waitFor({ state: 'detached' });
  });
});

test('no page violated its policy, warned or threw', () => {
  expect(browser.complaints.filter((complaint) => !complaint.includes('status of 412'))).toEqual([]);
});
