import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { debianProgram } from '../harness/debian-program.ts';

const root = path.resolve(import.meta.dirname, '../../../..');
const PAGE_TIMEOUT_MS = 20_000;
/** What every fresh page meets before anybody has signed in. */
const EXPECTED = /the server responded with a status of (?:401|403|404|409|422)/;

/** Chromium, and what its pages complained about: a violated policy, a warning, a script that threw. */
export class ConsoleBrowser implements AsyncDisposable {
  readonly complaints: string[] = [];

  private constructor(private readonly browser: Browser, private readonly url: string) {}

  static async start(url: string): Promise<ConsoleBrowser> {
    if (!existsSync(path.join(root, 'apps/console/dist/index.html'))) throw new Error('The console is not built: node scripts/build-console.mjs');
    const executablePath = await debianProgram('chromium', 'chromium');
    // Root has no user namespace to put the sandbox into.
    const args = process.geteuid?.() === 0 ? ['--no-sandbox'] : [];
    return new ConsoleBrowser(await chromium.launch({ executablePath, args }), url);
  }

  /** Somebody at a browser of their own. */
  async person({ language = 'en', appearance = 'light', width = 1280 }: { language?: 'en' | 'zh'; appearance?: 'light' | 'dark'; width?: number } = {}): Promise<Page> {
    const context = await this.browser.newContext({ baseURL: this.url, viewport: { width, height: 900 }, permissions: [], acceptDownloads: true });
    await remember(context, language, appearance);
    const page = await context.newPage();
    await hasten(page);
    page.setDefaultTimeout(PAGE_TIMEOUT_MS);
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type()) && !EXPECTED.test(message.text())) this.complaints.push(`${page.url()}: ${message.text()}`);
    });
    page.on('pageerror', (error) => this.complaints.push(`${page.url()}: ${String(error)}`));
    return page;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.browser.close();
  }
}

async function remember(context: BrowserContext, language: string, appearance: string): Promise<void> {
  await context.addInitScript(`localStorage.setItem('countersign-language', '${language}'); localStorage.setItem('countersign-appearance', '${appearance}');`);
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
