import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Administrator } from './administrator.ts';
import type { ConsoleBrowser } from './console-browser.ts';

/** What the first administrator chooses in place of the password that the server made. */
export const FIRST_PASSWORD = 'correct horse battery';

/** The first administrator of an installation, signed in at the overview with a password of their own. */
export async function firstAdministrator(browser: ConsoleBrowser, dataDir: string): Promise<Administrator> {
  const admin = new Administrator(await browser.person());
  const given = (await readFile(path.join(dataDir, 'first-administrator-password'), 'utf8')).trim();
  await admin.signIn('admin', given);
  await admin.fill('Current password', given);
  await admin.fill('New password', FIRST_PASSWORD);
  await admin.fill('New password again', FIRST_PASSWORD);
  await admin.press('Change the password');
  await admin.heading('Overview').waitFor();
  return admin;
}
