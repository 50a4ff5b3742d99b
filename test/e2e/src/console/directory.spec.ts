/** An administrator connects a directory in the console: a back end, its test, a synchronisation tried and run, its schedule, and the people in the list. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import * as adminApi from '@countersign/contracts/admin-api';
import { describeWithSlapd, privateSlapd, type PrivateSlapd } from '@countersign/testing';
import { StandaloneProcess } from '../harness/standalone-process.ts';
import type { Administrator } from './administrator.ts';
import { ConsoleBrowser, picture } from './console-browser.ts';
import { firstAdministrator } from './first-administrator.ts';

const describe = await describeWithSlapd();
const SUFFIX = 'dc=example,dc=com';
const ADMIN_PASSWORD = 'service secret';
const person = (uid: string, name: string): string => `dn: uid=${uid},${SUFFIX}\nobjectClass: inetOrgPerson\nsn: x\ncn: ${name}\nuid: ${uid}\nmail: ${uid}@example.com\nuserPassword: Wonder land!\n`;

describe('a directory, connected in the console', () => {
  let server: StandaloneProcess;
  let slapd: PrivateSlapd;
  let browser: ConsoleBrowser;
  let admin: Administrator;

  beforeAll(async () => {
    [server, slapd] = await Promise.all([StandaloneProcess.start(), privateSlapd({
      suffix: SUFFIX, adminPassword: ADMIN_PASSWORD,
      ldif: [`dn: ${SUFFIX}\nobjectClass: dcObject\nobjectClass: organization\ndc: example\no: Example\n`, person('alice', 'Alice Ash'), person('bob', 'Bob Birch'), person('li', 'Li Hua')].join('\n'),
    })]);
    browser = await ConsoleBrowser.start(server.httpUrl);
    admin = await firstAdministrator(browser, server.dataDir);
    await (await server.api()).call(adminApi.createSite, { body: { name: 'Office', timeZone: 'Asia/Shanghai' } });
  }, 300_000); // Chromium may have to be installed first
  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]();
    await server?.[Symbol.asyncDispose]();
    await slapd?.stop();
  });

  const look = async (name: string): Promise<void> => picture(admin.page, `directory-${name}.png`, { fullPage: true });
  /** The same page as somebody who reads Chinese sees it. */
  const lookInChinese = async (name: string): Promise<void> => {
    await admin.page.getByText('中文', { exact: true }).click();
    await look(`${name}-zh`);
    await admin.page.getByText('English', { exact: true }).click();
  };

  test('a back end is added, and its test goes step by step; a wrong password shows', async () => {
    await admin.page.goto('/back-ends');
    await admin.press('Add a back end');
    await admin.fill('Name', 'Company directory');
    await admin.choose('Site', 'Office');
    await admin.fill('Servers', slapd.address);
    await admin.choose('Protection', 'this machine only');
    await admin.fill('Where to search', SUFFIX);
    await admin.fill('Service account', `cn=admin,${SUFFIX}`);
    await admin.fill('Its password', ADMIN_PASSWORD);
    await admin.press('Save');
    await admin.reads('Company directory');
    await admin.press('Test');
    await admin.fill('Login name', 'alice');
    await admin.fill('Password', 'not hers');
    await admin.press('Try it now');
    await admin.reads('wrong password');
    await admin.fill('Password', 'Wonder land!');
    await admin.press('Try it now');
    await admin.page.getByText('wrong password').waitFor({ state: 'detached' });
    await admin.page.locator('.ant-modal-wrap:visible').getByText('passed').nth(3).waitFor();
    await look('test');
    await admin.page.keyboard.press('Escape');
    await lookInChinese('back-ends');
  });

  test('a synchronisation is set up with a schedule', async () => {
    await admin.page.goto('/directory-syncs');
    await admin.press('Add a synchronisation');
    await admin.fill('Name', 'Everybody');
    await admin.choose('Site', 'Office');
    await admin.choose('Back end', 'Company directory');
    await admin.fill('Where to search', SUFFIX);
    await admin.fill('Filter', '(objectClass=inetOrgPerson)');
    await admin.choose('Runs by itself', 'every day');
    await admin.fill('Time of day', '25:00');
    await admin.press('Save');
    await admin.reads(/time of day, such as 02:30/);
    await look('schedule');
    await admin.fill('Time of day', '02:30');
    await admin.press('Save');
    await admin.reads(/every day at 02:30, by the clocks of the site; next /);
    await lookInChinese('syncs');
  });

  test('it is tried, and keeps nothing; run, its people are users', async () => {
    await admin.press('Run');
    await admin.page.locator('.ant-modal-wrap:visible').getByRole('button', { name: 'Run', exact: true }).click();
    await admin.reads('A check: nothing was kept. The numbers say what an import would do.');
    await look('dry-run');
    await admin.page.goto('/users');
    expect(await admin.page.getByRole('link', { name: 'alice' }).count()).toBe(0);
    await admin.page.goto('/directory-syncs');
    await admin.press('Run');
    await admin.page.getByText('Dry run: report only').click();
    await admin.page.locator('.ant-modal-wrap:visible').getByRole('button', { name: 'Run', exact: true }).click();
    await admin.page.getByText('Made', { exact: true }).waitFor();
    await look('job');
    await admin.page.goto('/users');
    for (const name of ['Alice Ash', 'Bob Birch', 'Li Hua']) await admin.reads(name);
    await look('users');
  });

  test('a run that fails stands on the overview', async () => {
    await slapd.stop();
    await admin.page.goto('/directory-syncs');
    await admin.press('Run');
    await admin.page.getByText('Dry run: report only').click();
    await admin.page.locator('.ant-modal-wrap:visible').getByRole('button', { name: 'Run', exact: true }).click();
    await admin.reads('The job failed: nothing of it was kept.');
    await admin.page.goto('/');
    await admin.reads(/The synchronisation Everybody failed/);
    await lookInChinese('overview');
  });

  test('no page violated its policy, warned or threw', () => {
    expect(browser.complaints).toEqual([]);
  });
});
