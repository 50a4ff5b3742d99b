import type { Page } from 'playwright-core';
import type { ConsoleBrowser } from '../console-browser.ts';
import { goWithin } from '../go-within.ts';

/** Texts of a page wherever somebody, or a screen reader, meets them. */
const TEXTS = `[
  document.body.textContent, document.title,
  ...[...document.querySelectorAll('input, textarea')].map(({ value }) => value),
  ...[...document.querySelectorAll('[title], [aria-label], [alt]')].flatMap((element) => ['title', 'aria-label', 'alt'].map((name) => element.getAttribute(name) ?? '')),
].join('\\n')`;

const LOADING = '.ant-spin-spinning, .ant-skeleton-active, [role=status]';

/** Elements and attributes that only planted markup would have made. */
const GROWN = `[...document.querySelectorAll('*')].flatMap((element) => [...element.attributes].filter(({ name, value }) =>
  /^on/.test(name) || (/^(?:href|src|action|formaction|xlink:href|srcdoc)$/.test(name) && /^\\s*javascript:/i.test(value))).map(({ name, value }) => element.tagName + ' ' + name + '=' + value)).join('\\n')`;

/**
 * A page on which everything is noticed that planted markup would do: run, ask something, load something from elsewhere,
 * or be kept from it by the policy.
 */
export class WatchedPage {
  /** Addresses, in the order of their first visit. */
  readonly visited = new Set<string>();

  private constructor(readonly page: Page, private readonly browser: ConsoleBrowser, readonly trouble: string[], private readonly seen: Set<string>) {}

  static async open(browser: ConsoleBrowser, url: string): Promise<WatchedPage> {
    const page = await browser.person();
    const trouble: string[] = [];
    await page.context().exposeFunction('planted', (number: unknown) => { trouble.push(`${page.url()}: ${String(number)} ran`); });
    await page.addInitScript(`addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) => planted('not by ' + effectiveDirective + ' ' + blockedURI + ', but otherwise it'))`);
    page.on('dialog', (dialog) => {
      trouble.push(`${page.url()}: dialog ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('popup', (popup) => { trouble.push(`${page.url()}: opened ${popup.url()}`); });
    page.context().on('request', (request) => {
      if (!request.url().startsWith(`${url}/`) && !/^(?:data|blob):/.test(request.url())) trouble.push(`${page.url()}: asked for ${request.url()}`);
    });
    return new WatchedPage(page, browser, trouble, new Set());
  }

  /** Goes there within the console, as a link does. */
  async visit(address: string): Promise<void> {
    this.visited.add(address);
    await goWithin(this.page, address);
    await this.look();
  }

  /** Notes what there is to read once everything is drawn. */
  async look(): Promise<void> {
    await this.browser.rest(this.page);
    await this.page.locator(LOADING).filter({ visible: true }).first().waitFor({ state: 'detached' });
    await this.browser.rest(this.page);
    this.seen.add(String(await this.page.evaluate(TEXTS)));
    const grown = String(await this.page.evaluate(GROWN));
    if (grown !== '') this.trouble.push(`${this.page.url()}: grew ${grown}`);
  }

  shows(text: string): boolean {
    return [...this.seen].some((page) => page.includes(text));
  }
}
