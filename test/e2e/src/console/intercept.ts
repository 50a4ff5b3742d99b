import type { Page, Route } from 'playwright-core';

const PROBE = '/is-it-intercepted';
const WATCHED = 204;

/**
 * Puts a test between a page and what it asks for next. Chromium tells a page in passing that its requests are watched from now on,
 * and on a busy machine its next request is the earlier one: so the page asks for something else until that is seen to be watched.
 */
export async function intercept(page: Page, address: string, answer: (route: Route) => Promise<void>, options: { readonly times?: number } = {}): Promise<void> {
  await page.route(`**${PROBE}`, async (route) => route.fulfill({ status: WATCHED }));
  await page.route(address, answer, options);
  while (await page.evaluate(`fetch('${PROBE}').then(({ status }) => status)`) !== WATCHED);
  await page.unroute(`**${PROBE}`);
}
