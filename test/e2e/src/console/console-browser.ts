import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page, type Request } from 'playwright-core';
import { findProgram } from '@countersign/local-servers';
import { debianProgram } from '../harness/debian-program.ts';

const root = path.resolve(import.meta.dirname, '../../../..');
/** The same Chromium, built without windows: it takes a seventh less of the processors. */
const WITHOUT_WINDOWS = 'chromium-headless-shell';
const PAGE_TIMEOUT_MS = 60_000;
/** Frames without a request after which a page asks for nothing more. */
const CALM_FRAMES = 5;
/** A frame after which nothing waits to be drawn: React does in pieces, between frames, what is not urgent. */
const NEXT_FRAME = 'new Promise((drawn) => { requestAnimationFrame(() => requestIdleCallback(drawn, { timeout: 2000 })); })';
const END_OF_MOVEMENT = `Promise.allSettled(document.getAnimations()
  .filter(({ effect }) => effect !== null && effect.getComputedTiming().endTime !== Infinity).map(({ finished }) => finished))`;
/** What every fresh page meets before anybody has signed in. */
const EXPECTED = /the server responded with a status of (?:401|403|404|409|422)/;

/** Chromium, and what its pages complained about: a violated policy, a warning, a script that threw. */
export class ConsoleBrowser implements AsyncDisposable {
  readonly complaints: string[] = [];
  /** Requests under way, of each page. */
  private readonly traffic = new Map<Page, ReadonlySet<Request>>();

  private constructor(private readonly browser: Browser, private readonly url: string) {}

  static async start(url: string): Promise<ConsoleBrowser> {
    if (!existsSync(path.join(root, 'apps/console/dist/index.html'))) throw new Error('The console is not built: node scripts/build-console.mjs');
    const executablePath = await findProgram(WITHOUT_WINDOWS) ?? await findProgram('chromium') ?? await debianProgram(WITHOUT_WINDOWS, WITHOUT_WINDOWS);
    // Root has no user namespace to put the sandbox into.
    const args = process.geteuid?.() === 0 ? ['--disable-gpu', '--no-sandbox'] : ['--disable-gpu'];
    return new ConsoleBrowser(await chromium.launch({ executablePath, args }), url);
  }

  /** Somebody at a browser of their own. */
  async person({ language = 'en', appearance = 'light', width = 1280 }: { language?: 'en' | 'zh'; appearance?: 'light' | 'dark'; width?: number } = {}): Promise<Page> {
    const context = await this.browser.newContext({ baseURL: this.url, viewport: { width, height: 900 }, permissions: [], acceptDownloads: true });
    await remember(context, language, appearance);
    const page = await context.newPage();
    await hasten(page);
    this.traffic.set(page, requestsOf(page));
    page.setDefaultTimeout(PAGE_TIMEOUT_MS);
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type()) && !EXPECTED.test(message.text())) this.complaints.push(`${page.url()}: ${message.text()}`);
    });
    page.on('pageerror', (error) => this.complaints.push(`${page.url()}: ${String(error)}`));
    return page;
  }

  /** Waits until a page has drawn all that it asked for, has asked for nothing since, and nothing moves. */
  async rest(page: Page): Promise<void> {
    const requests = this.traffic.get(page);
    for (let calm = 0; calm < CALM_FRAMES; calm = requests?.size === 0 ? calm + 1 : 0) await page.evaluate(NEXT_FRAME);
    await page.evaluate(END_OF_MOVEMENT);
  }

  /** Waits until a page has drawn what was done to it, whatever it still waits for. */
  async drawn(page: Page): Promise<void> {
    for (let calm = 0; calm < CALM_FRAMES; calm += 1) await page.evaluate(NEXT_FRAME);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.browser.close();
  }
}

function requestsOf(page: Page): ReadonlySet<Request> {
  const requests = new Set<Request>();
  page.on('request', (request) => {
    if (request.resourceType() !== 'eventsource') requests.add(request); // a trail that is followed has no end
  });
  page.on('requestfinished', (request) => requests.delete(request));
  page.on('requestfailed', (request) => requests.delete(request));
  return requests;
}

async function remember(context: BrowserContext, language: string, appearance: string): Promise<void> {
  await context.addInitScript(`localStorage.setItem('countersign-language', '${language}'); localStorage.setItem('countersign-appearance', '${appearance}');`);
}

/** A screenshot for people to look at, where COUNTERSIGN_TEST_PICTURES is set: it proves nothing, and each takes its time. */
export async function picture(page: Page, name: string, options: { readonly fullPage?: boolean } = {}): Promise<void> {
  if ((process.env['COUNTERSIGN_TEST_PICTURES'] ?? '') !== '') await page.screenshot({ ...options, path: await artefact(name) });
}

/** Where screenshots are kept: looked at by people, never committed. */
export async function artefact(name: string): Promise<string> {
  const folder = path.join(root, 'artefacts', 'console');
  await mkdir(folder, { recursive: true });
  return path.join(folder, name);
}

/** Windows and menus come and go as they do, in a twentieth of the time: a busy machine does not cut them short. */
async function hasten(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Animation.enable');
  await session.send('Animation.setPlaybackRate', { playbackRate: 20 });
}
