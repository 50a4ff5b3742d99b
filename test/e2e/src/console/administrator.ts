import type { Locator, Page } from 'playwright-core';

/** A list that is open for so long after a choice has not taken it. */
const CLOSED_MS = 10_000;

/** An administrator before the console: what a person does with mouse and keyboard, by what the screen says. */
export class Administrator {
  constructor(readonly page: Page) {}

  async signIn(login: string, password: string): Promise<void> {
    await this.page.goto('/');
    await this.fill('Login name', login);
    await this.fill('Password', password);
    await this.press('Sign in');
  }

  async fill(label: string, text: string): Promise<void> {
    await this.#top(this.page.getByLabel(label, { exact: true })).fill(text);
  }

  async press(name: string): Promise<void> {
    await this.#top(this.page.getByRole('button', { name, exact: true })).click();
  }

  /** Presses a button that asks first, and confirms. */
  async confirm(name: string): Promise<void> {
    await this.press(name);
    await this.page.locator('.ant-popconfirm:visible').getByRole('button', { name, exact: true }).click();
  }

  async go(page: string): Promise<void> {
    await this.page.getByRole('navigation', { name: 'Menu' }).getByRole('link', { name: page, exact: true }).click();
    await this.heading(page).waitFor();
  }

  heading(name: string): Locator {
    return this.page.getByRole('heading', { level: 1, name });
  }

  /** Picks from a list; a long one is searched first. A star stands before what is required. */
  async choose(label: string, option: string, search?: string): Promise<void> {
    const box = this.#top(this.page.getByRole('combobox', { name: new RegExp(`^(?:\\* )?${label}$`) }));
    await box.click();
    if (search !== undefined) await box.fill(search);
    const list = this.page.locator('.ant-select-dropdown:visible').first();
    for (let tries = 1; ; tries += 1) {
      await list.getByText(option, { exact: false }).first().click();
      // What was found replaces the list: a click just then chooses nothing, and the list stays open.
      if (search === undefined || await list.waitFor({ state: 'hidden', timeout: CLOSED_MS }).then(() => true, () => false)) return;
      if (tries === 2) throw new Error(`${label}: the list stays open after ${option} was chosen`);
    }
  }

  /** Waits until the screen says so. */
  async reads(text: string | RegExp): Promise<void> {
    await this.page.getByText(text).first().waitFor();
  }

  /** What is open over the page stands behind it in the document. */
  #top(locator: Locator): Locator {
    return locator.filter({ visible: true }).last();
  }
}
