/** Markup in every text that rules let in, wherever it comes from: each page shows it as text, and nothing of it runs. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import * as adminApi from '@countersign/contracts/admin-api';
import type { AdminApi } from '../harness/admin-api.ts';
import { StandaloneProcess } from '../harness/standalone-process.ts';
import { Administrator } from './administrator.ts';
import { ConsoleBrowser } from './console-browser.ts';
import { FIRST_PASSWORD, firstAdministrator } from './first-administrator.ts';
import { Markup, takingMarkup } from './stored-markup/markup.ts';
import { type Planted, plantDirectory } from './stored-markup/planted-directory.ts';
import { plantFromDevices, plantInFiles, quoted } from './stored-markup/planted-outside.ts';
import { WatchedPage } from './stored-markup/watched-page.ts';

/** Fields that take markup and are not planted, each with the reason. */
const ELSEWHERE: readonly RegExp[] = [
  /\.(?:password|secret|bindPassword|current|passphrase|privateKey|code)$/, // never shown
  /\.ca$|\.authority$|\.address$|\.administrationAddresses\[\]$|\.servers\[\]$/, // read as certificates, networks and hosts before they are kept
  /^(?:importTokens|startTokenImport|startUserImport)\.(?:site|csv\.columns\.\*|columns\.\*)$/, // compared with what is there already
  /^tryPolicy\./, /^testBackEnd\.login$/, // tried, and not kept
  /^update(?!Policy|Settings)/, // the field that its creation fills
];
/** Planted where no page shows it again. */
const NOT_SHOWN_AGAIN: ReadonlySet<string> = new Set(['makeToken.issuer', 'search of a page', 'User-Name of accounting']);

const markup = new Markup();
let server: StandaloneProcess;
let browser: ConsoleBrowser;
let api: AdminApi;
let planted: Planted;
let jobs: string[];
let watched: WatchedPage;

beforeAll(async () => {
  server = await StandaloneProcess.start();
  browser = await ConsoleBrowser.start(server.httpUrl);
  api = await server.api();
  await (await firstAdministrator(browser, server.dataDir)).page.close();
  planted = await plantDirectory(api, markup);
  await plantFromDevices(api, server, markup);
  jobs = await plantInFiles(api, planted.siteId, markup);
  await api.call(adminApi.testRadius, { body: { agentHostId: planted.hostId, login: markup.in('testRadius.login'), password: 'x' } });
  watched = await WatchedPage.open(browser, server.httpUrl);
}, 300_000); // Chromium may have to be installed first

afterAll(async () => {
  await browser?.[Symbol.asyncDispose]();
  await server?.[Symbol.asyncDispose]();
});

test('nothing that would take markup was left out', () => {
  const places = markup.places;
  const forgotten = takingMarkup().filter((path) => !places.has(path) && !ELSEWHERE.some((pattern) => pattern.test(path)));
  expect(forgotten).toEqual(['signIn.login']); // at the screen, below
});

test('signing in under such a name', async () => {
  const administrator = new Administrator(watched.page);
  await administrator.signIn(markup.in('signIn.login'), 'nonsense');
  await administrator.reads('Not signed in');
  await watched.look();
  await administrator.signIn('admin', FIRST_PASSWORD);
  await administrator.heading('Overview').waitFor();
  await watched.look();
});

test('every page of the menu, and those of one thing', async () => {
  const links = await watched.page.getByRole('navigation', { name: 'Menu' }).getByRole('link').all();
  const menu = await Promise.all(links.map(async (link) => await link.getAttribute('href') ?? '/'));
  expect(menu.length).toBeGreaterThan(20);
  for (const address of [...menu, ...planted.pages, ...jobs.map((id) => `/jobs/${id}`), '/account']) await watched.visit(address);
}, 300_000);

test('forms that change what was planted', async () => {
  for (const page of ['/back-ends', '/directory-syncs', '/radius-profiles', '/address-pools']) {
    await watched.visit(page);
    await watched.page.getByRole('button', { name: 'Edit', exact: true }).first().click();
    await watched.page.getByRole('dialog').waitFor();
    await watched.look();
    await watched.page.keyboard.press('Escape');
  }
});

test('the explanation of each kind of line in the log', async () => {
  const { entries } = await api.call(adminApi.listAuditEvents, { query: { limit: 500 } });
  const kinds = new Map(entries.map(({ sequence, event }) => [`${event.result} ${String(event.detail['action'] ?? '')} ${event.user?.login ?? ''}`, sequence]));
  expect(kinds.size).toBeGreaterThan(20);
  for (const sequence of kinds.values()) await watched.visit(`/log/${sequence}`);
}, 300_000);

test('wizards with files of such names, headers and cells', async () => {
  const header = ['header', 'another header'].map((name) => quoted(markup.in(`${name} of a file in a wizard`))).join(',');
  const cells = ['cell', 'another cell'].map((name) => quoted(markup.in(`${name} of a file in a wizard`))).join(',');
  for (const page of ['/import', '/import-users']) {
    await watched.visit(page);
    await watched.page.locator('input[type=file]').setInputFiles({ name: `${markup.in(`file name at ${page}`)}.csv`, mimeType: 'text/csv', buffer: Buffer.from(`${header}\n${cells}\n`) });
    await watched.page.getByText('planted(').first().waitFor();
    await watched.look();
    await watched.visit('/'); // the file is chosen, and nothing done with it: whoever leaves is asked
    await watched.page.locator('.ant-modal-confirm:visible').getByRole('button', { name: 'Discard' }).click();
    await watched.look();
  }
});

test('nothing ran, opened, asked, was loaded from elsewhere or had to be kept from it', () => {
  expect(watched.trouble).toEqual([]);
  expect(browser.complaints).toEqual([]);
});

test('all of it was there to be read: as text', async () => {
  const unseen = (): string[] => [...markup.planted].filter(([text, place]) => !NOT_SHOWN_AGAIN.has(place) && !watched.shows(text)).map(([, place]) => place);
  for (const address of [...watched.visited].reverse()) { // what was on its way when somebody looked
    if (unseen().length === 0) break;
    await watched.visit(address);
  }
  expect(unseen()).toEqual([]);
}, 300_000);

test('had a page taken it for markup, the policy would have stopped it and this would have been noticed', async () => {
  await watched.page.evaluate(`document.body.innerHTML = '<img src=x onerror=planted(1)><a href="javascript:planted(2)">x</a>'`);
  await watched.look();
  await watched.page.locator('a').click();
  expect(watched.trouble.join('\n')).toMatch(/script-src/);
  expect(watched.trouble.join('\n')).toMatch(/grew IMG onerror/);
});
