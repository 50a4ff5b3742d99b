import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { findProgram } from '@countersign/local-servers';
import { type Page, chromium } from 'playwright-core';
import { PageCosts } from './page-costs.ts';

/** What a person waits for: from the click or the last key until the rows stand on the page, in milliseconds. */
export interface Wait {
  readonly page: string;
  readonly step: string;
  readonly tookMs: number;
  /** How much of it the page waited for answers of the server, and what its main thread took of a processor. */
  readonly serverMs: number;
  readonly pageCpuMs: number;
}

const PASSWORD = 'a password of the benchmark';
const PATIENCE_MS = 60_000;
/** Looking costs the page time, too. */
const LOOK_EVERY_MS = 25;
/** Rows stand on the page, nothing turns, and they are other rows than before. */
const SETTLED = `(before) => {
  const rows = [...document.querySelectorAll('.ant-table-row')].map((row) => row.dataset.rowKey).join();
  return document.querySelector('.ant-spin-spinning') === null && rows !== before && (rows !== '' || document.querySelector('.ant-table-placeholder') !== null);
}`;
const ROWS = `[...document.querySelectorAll('.ant-table-row')].map((row) => row.dataset.rowKey).join()`;

export interface OpenConsole {
  readonly page: Page;
  readonly costs: PageCosts;
  readonly close: () => Promise<void>;
}

/** Signs in to the console in Chromium as its first administrator, for whom the password file was written. */
export async function openConsole(httpUrl: string, dataDir: string): Promise<OpenConsole> {
  const executablePath = await findProgram('chromium');
  if (executablePath === undefined) throw new Error('Chromium is needed and was not found. Install it (Debian: apt-get install chromium).');
  // Root has no user namespace to put the sandbox into.
  const browser = await chromium.launch({ executablePath, args: process.geteuid?.() === 0 ? ['--no-sandbox'] : [] });
  try {
    const page = await (await browser.newContext({ baseURL: httpUrl, viewport: { width: 1280, height: 900 }, locale: 'en-GB' })).newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    const given = (await readFile(path.join(dataDir, 'first-administrator-password'), 'utf8')).trim();
    await page.goto('/');
    await page.getByLabel('Login name').fill('admin');
    await page.getByLabel('Password', { exact: true }).fill(given);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByLabel('Current password').fill(given);
    await page.getByLabel('New password', { exact: true }).fill(PASSWORD);
    await page.getByLabel('New password again').fill(PASSWORD);
    await page.getByRole('button', { name: 'Change the password' }).click();
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    return { page, costs: await PageCosts.of(page), close: () => browser.close() };
  } catch (error) {
    await browser.close();
    throw error;
  }
}

/** Walks through a list as a person does and times each step. */
export class ListWalk {
  readonly waits: Wait[] = [];

  constructor(private readonly page: Page, private readonly costs: PageCosts, private readonly name: string) {}

  async open(): Promise<void> {
    await this.page.getByRole('navigation', { name: 'Menu' }).getByRole('link', { name: 'Overview', exact: true }).click();
    await this.page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    await this.timed('open', () => this.page.getByRole('navigation', { name: 'Menu' }).getByRole('link', { name: this.name, exact: true }).click());
  }

  /** Typed key by key; the list waits until the typing pauses, which is part of the time. */
  async search(label: string, text: string): Promise<void> {
    const box = this.page.getByRole('searchbox', { name: label });
    await box.pressSequentially(text.slice(0, -1), { delay: 20 });
    await this.timed(`search "${text}"`, () => box.press(text.slice(-1)));
    await this.timed('search cleared', () => box.fill(''));
  }

  async next(button: string, pages: number): Promise<void> {
    for (let number = 1; number <= pages; number += 1) await this.timed('next page', () => this.page.getByRole('button', { name: button, exact: true }).click());
  }

  /** @param typed the list of options is long: what is wanted is typed first */
  async choose(label: string, option: string, typed = false): Promise<void> {
    const box = this.page.getByRole('combobox', { name: label, exact: true });
    await box.click();
    if (typed) await box.fill(option);
    await this.timed(`${label}: ${option}`, () => this.page.locator('.ant-select-dropdown:visible').getByText(option, { exact: true }).first().click());
  }

  /** To the end of the page and back, until it stands still: how long the browser takes to draw that. */
  async scroll(): Promise<void> {
    const costs = await this.costs.begin();
    const start = performance.now();
    for (const to of ['document.body.scrollHeight', '0']) {
      await this.page.evaluate(`new Promise((resolve) => { scrollTo(0, ${to}); requestAnimationFrame(() => requestAnimationFrame(resolve)); })`);
    }
    const tookMs = performance.now() - start;
    this.waits.push({ page: this.name, step: 'scroll down and up', tookMs, ...await costs() });
  }

  private async timed(step: string, act: () => Promise<unknown>): Promise<void> {
    const before: string = await this.page.evaluate(ROWS);
    const costs = await this.costs.begin();
    const start = performance.now();
    await act();
    await this.page.evaluate(`new Promise((resolve) => {
      const look = () => ((${SETTLED})(${JSON.stringify(before)}) ? resolve() : setTimeout(look, ${LOOK_EVERY_MS}));
      look();
    })`);
    const tookMs = performance.now() - start;
    this.waits.push({ page: this.name, step, tookMs, ...await costs() });
  }
}
