/** Every page and window in both languages, light and dark, at a desk and on a tablet: nothing violates the policy, axe finds nothing to object to, and the keyboard is enough. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { StandaloneProcess } from '../harness/standalone-process.ts';
import { ConsoleBrowser, picture } from './console-browser.ts';
import { FIRST_PASSWORD, firstAdministrator } from './first-administrator.ts';
import { furnish } from './furnished.ts';
import { goWithin } from './go-within.ts';
import { walkContent } from './keyboard.ts';
import { visitWindow, windows } from './windows.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const SIDEWAYS = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
/** Pages that open over another one: Tab goes round in them, and does not reach the page. */
const drawers = new Set(['token', 'lost-token', 'free-token', 'job', 'log-line']);
/** WCAG 2.2 A and AA, as far as a machine can judge them. */
const RULES = { runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }, resultTypes: ['violations'] };

let server: StandaloneProcess;
let browser: ConsoleBrowser;
let pages: Readonly<Record<string, string>>;

beforeAll(async () => {
  server = await StandaloneProcess.start();
  browser = await ConsoleBrowser.start(server.httpUrl);
  const first = await firstAdministrator(browser, server.dataDir);
  await first.page.close();
  pages = await furnish(await server.api());
}, 300_000); // Chromium may have to be installed first

afterAll(async () => {
  await browser[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

async function signIn(page: Page): Promise<void> {
  await page.goto('/');
  await page.locator('#login').fill('admin');
  await page.locator('#password').fill(FIRST_PASSWORD);
  await page.locator('button[type=submit]').click();
  await page.getByRole('navigation').first().waitFor();
  await page.evaluate(axe);
}

/** Goes there within the console, as a link does, and waits until everything is loaded and drawers have slid in. */
async function visit(page: Page, address: string): Promise<void> {
  await goWithin(page, address);
  await browser.rest(page);
  const waiting = page.locator('.ant-spin-spinning, .ant-skeleton-active, [role=status]').filter({ visible: true });
  while (await waiting.count() > 0) {
    await waiting.first().waitFor({ state: 'detached' });
    await browser.rest(page); // what came instead may ask for more
  }
}

/** Axe's objections, one line each. */
async function objections(page: Page): Promise<string[]> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what axe.run answers
  const { violations } = await page.evaluate(`axe.run(document, ${JSON.stringify(RULES)})`) as AxeResults;
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id} ${target.join(' ')}: ${failureSummary?.split('\n').at(1)?.trim() ?? ''}`));
}

const allPictures = (process.env['COUNTERSIGN_TEST_PICTURES'] ?? '') !== '';
/** Each window is looked at in one of the two judged looks, in all of them when pictures are wanted. */
const isLookedAt = (index: number, { judged, turn }: { readonly judged: boolean; readonly turn: 0 | 1 }): boolean => allPictures || judged && index % 2 === turn;

describe.each([
  { language: 'en', appearance: 'light', width: 1280, judged: true, turn: 0 },
  { language: 'zh', appearance: 'dark', width: 1280, judged: true, turn: 1 },
  // The same elements in the same colours: only their places differ.
  { language: 'en', appearance: 'dark', width: 820, judged: false, turn: 0 },
  { language: 'zh', appearance: 'light', width: 820, judged: false, turn: 1 },
] as const)('$language, $appearance, $width px', (look) => {
  let page: Page;
  beforeAll(async () => {
    page = await browser.person(look);
    await signIn(page);
  });
  afterAll(async () => page.close());

  test('every page', async () => {
    const found: Record<string, string[]> = {};
    for (const [name, address] of Object.entries(pages)) {
      await visit(page, address);
      await picture(page, `${name}-${look.language}-${look.appearance}-${look.width}.png`, { fullPage: true });
      const objected = look.judged ? await objections(page) : [];
      if (objected.length > 0) found[name] = objected;
      // The page itself never scrolls sideways; wide tables do within themselves.
      expect([name, await page.evaluate(SIDEWAYS)]).toEqual([name, 0]);
    }
    expect(found).toEqual({});
  }, 300_000);

  if (look.judged || allPictures) test('every window', async () => {
    const found: Record<string, string[]> = {};
    for (const [, window] of [...windows.entries()].filter(([index]) => isLookedAt(index, look))) {
      await visit(page, pages[window.page] ?? '');
      await visitWindow(browser, page, window, look.language, async () => {
        await picture(page, `window-${window.name}-${look.language}-${look.appearance}-${look.width}.png`);
        const objected = look.judged ? await objections(page) : [];
        if (objected.length > 0) found[window.name] = objected;
        expect([window.name, await page.evaluate(SIDEWAYS)]).toEqual([window.name, 0]);
      });
    }
    expect(found).toEqual({});
  }, 300_000);
});

test('with the keyboard alone every control of every page is reached, named and seen', async () => {
  const page = await browser.person();
  await signIn(page);
  const found: Record<string, string[]> = {};
  for (const [name, address] of Object.entries(pages).filter(([name]) => !drawers.has(name))) {
    await visit(page, address);
    const wrong = await walkContent(page);
    if (wrong.length > 0) found[name] = wrong;
  }
  await page.close();
  expect(found).toEqual({});
}, 300_000);

test('what the navigation leads to has been looked at', async () => {
  const page = await browser.person();
  await signIn(page);
  await page.getByRole('navigation', { name: 'Menu' }).getByRole('link', { name: 'Settings', exact: true }).waitFor();
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a list of texts
  const links = await page.evaluate(`[...document.querySelectorAll('nav a[href]')].map((link) => link.getAttribute('href'))`) as string[];
  await page.close();
  expect(links.length).toBeGreaterThan(20);
  expect(links.filter((link) => !Object.values(pages).some((address) => address.split('?')[0] === link))).toEqual([]);
  expect(windows.filter((window) => !(window.page in pages))).toEqual([]);
});

test('no page violated its policy, warned or threw', () => {
  expect(browser.complaints).toEqual([]);
});
