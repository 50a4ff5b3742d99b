import type { Page } from 'playwright-core';

/**
 * Goes to another page of the console without loading it anew, as a link does. The router counts its entries of the
 * history, to know how far Back is when somebody is asked before leaving: this one is counted as well.
 */
export async function goWithin(page: Page, address: string): Promise<void> {
  await page.evaluate(`history.pushState({ idx: (history.state?.idx ?? 0) + 1 }, '', ${JSON.stringify(address)}); dispatchEvent(new PopStateEvent('popstate', { state: history.state }));`);
}
