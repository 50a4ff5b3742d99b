/** A new administrator's first hour, with nothing but the console: from the first password to a refusal understood and mended. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { codeAt, defineOtp, prepareKey } from '@countersign/otp';
import { unwrap } from '@countersign/radius';
import { StandaloneProcess } from '../harness/standalone-process.ts';
import { Administrator } from './administrator.ts';
import { ConsoleBrowser, picture } from './console-browser.ts';

const OWN_PASSWORD = 'correct horse battery';
const PIN = '2468';
const SEED = Buffer.from('12345678901234567890');
const SECRET = 'a-secret-of-the-vpn-concentrator';

const hotp = unwrap(defineOtp({ kind: 'hotp', hash: 'sha1', digits: 6 }));
const key = unwrap(prepareKey(hotp, SEED));
const code = (counter: number): string => codeAt(hotp, key, counter);

let server: StandaloneProcess;
let browser: ConsoleBrowser;
let admin: Administrator;

beforeAll(async () => {
  server = await StandaloneProcess.start();
  browser = await ConsoleBrowser.start(server.httpUrl);
  admin = new Administrator(await browser.person());
}, 300_000); // Chromium may have to be installed first

afterAll(async () => {
  await browser[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

/** So long nothing is heard of whoever guessed wrong once, from when the guess was evaluated (`delayMs` of the rules). */
const FIRST_DELAY_MS = 1000;

const passwordFile = (): string => path.join(server.dataDir, 'first-administrator-password');

/** The authenticator app that scanned the QR code; `step` is 0 for the code of now. */
function appCode(otpauth: string, step: number): string {
  const secret = new URL(otpauth).searchParams.get('secret') ?? '';
  const totp = unwrap(defineOtp({ kind: 'totp', hash: 'sha1', digits: 6, period: 30, t0: 0 }));
  return codeAt(totp, unwrap(prepareKey(totp, base32(secret))), Math.floor(Date.now() / 30_000) + step);
}

function base32(text: string): Buffer {
  const bits = Array.from(text.replaceAll('=', ''), (letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}

async function signOut(): Promise<void> {
  await admin.page.getByRole('button', { name: 'Administrator' }).click();
  await admin.page.getByRole('menuitem', { name: 'Sign out' }).click();
}

describe('the first hour', () => {
  test('a wrong password is refused in words; the first one has to be changed, and its file is gone', async () => {
    const given = (await readFile(passwordFile(), 'utf8')).trim();
    await admin.signIn('admin', 'not the password');
    await admin.page.getByRole('alert').filter({ hasText: 'Not signed in' }).filter({ hasText: 'tries are delayed' }).waitFor();
    await pause(FIRST_DELAY_MS); // nobody types a password faster than that
    await admin.fill('Password', given);
    await admin.press('Sign in');
    await admin.fill('Current password', given);
    await admin.reads('At least 12 characters; not the current password, and without the login name.');
    await admin.fill('New password', given);
    await admin.reads('That is the current password');
    await admin.fill('New password', 'I am the Admin here');
    await admin.fill('New password again', 'I am the Admin here');
    await admin.press('Change the password');
    await admin.reads(/^It holds the login name\. Choose another/);
    await picture(admin.page, 'own-password.png');
    await admin.fill('New password', OWN_PASSWORD);
    await admin.fill('New password again', 'something else');
    await admin.press('Change the password');
    await admin.reads('The two are not the same');
    await admin.fill('New password again', OWN_PASSWORD);
    await admin.press('Change the password');
    await admin.heading('Overview').waitFor();
    await expect(readFile(passwordFile(), 'utf8')).rejects.toThrow('ENOENT');
  });

  test('a token whose QR code is gone before it was proved is told of, and taken back', async () => {
    await admin.reads('You sign in with a password alone.');
    await admin.page.getByRole('link', { name: 'Bind a token' }).click();
    await admin.press('Bind a token');
    await admin.press('Make a token');
    await admin.page.getByText(/^otpauth:/).waitFor();
    await admin.page.reload();
    await admin.reads('Your token is not proved yet');
    expect(await admin.page.getByText('You sign in with a token.').count()).toBe(0);
    await picture(admin.page, 'token-not-proved-en.png');
    await admin.go('Overview');
    await admin.reads(/^Your token is not proved yet: /);
    await signOut();
    const question = admin.page.getByRole('dialog', { name: 'Sign out with a token that is not proved?' });
    await question.waitFor();
    await browser.rest(admin.page);
    await picture(admin.page, 'leave-not-proved-en.png');
    await admin.page.keyboard.press('Escape'); // as if it had not been asked
    await question.waitFor({ state: 'detached' });
    await admin.heading('Overview').waitFor();
    await signOut();
    await admin.press('Check the code');
    await admin.heading('Own account').waitFor();
    await admin.fill('Tokencode', '000000');
    await admin.press('Check the code');
    await admin.page.getByRole('alert').filter({ hasText: 'Wrong tokencode' }).waitFor();
    await admin.press('Take the token back');
    await admin.page.getByText('Your token is not proved yet').waitFor({ state: 'detached' });
  });

  test('a token is bound, and the next sign-in asks for its code', async () => {
    await admin.press('Bind a token');
    await admin.page.getByText('Use a PIN').click();
    await admin.press('Make a token');
    const otpauth = await admin.page.getByText(/^otpauth:/).innerText();
    expect(new URL(otpauth).pathname).toBe('/Countersign:admin');
    await admin.fill('Tokencode', '000000');
    await admin.press('Check the code');
    await admin.page.getByRole('dialog').getByRole('alert').filter({ hasText: 'Wrong tokencode' }).filter({ hasText: 'or take the token back and scan a new one' }).waitFor();
    expect(await admin.page.getByText(/resynchronise/).count()).toBe(0);
    await picture(admin.page, 'proof-wrong-en.png');
    await admin.fill('Tokencode', appCode(otpauth, 0));
    await admin.press('Check the code');
    await admin.reads('The token works.');
    await admin.reads('You sign in with a token.');
    await signOut();
    await admin.signIn('admin', OWN_PASSWORD);
    await admin.fill('Tokencode', '000000');
    await admin.press('Sign in');
    await admin.page.getByRole('alert').waitFor();
    await admin.fill('Tokencode', appCode(otpauth, 1));
    await admin.press('Sign in');
    await admin.heading('Overview').waitFor();
  });

  test('site, agent hosts and user are made', async () => {
    await admin.go('Sites and groups');
    await admin.press('Add a site');
    await admin.fill('Name', 'Office/Lab');
    await admin.press('Save');
    await admin.reads('No slash in a name');
    await admin.fill('Name', 'Thrown away');
    await admin.page.keyboard.press('Escape');
    const question = admin.page.getByRole('dialog', { name: 'Discard what you typed?' });
    await question.waitFor();
    await picture(admin.page, 'discard-question-en.png');
    await admin.page.keyboard.press('Escape'); // of the question, not of the form
    await question.waitFor({ state: 'detached' });
    await admin.page.locator('.ant-modal-wrap:visible input:focus').waitFor();
    expect(await admin.page.locator('input:focus').inputValue()).toBe('Thrown away');
    await admin.press('Cancel');
    await question.getByRole('button', { name: 'Discard', exact: true }).click();
    await admin.page.locator('.ant-modal-wrap:visible').first().waitFor({ state: 'detached' });
    await admin.press('Add a site');
    expect(await admin.page.getByLabel('Name', { exact: true }).inputValue()).toBe('');
    await admin.fill('Name', 'Office');
    await admin.press('Save');
    await admin.page.getByRole('heading', { name: 'Office' }).waitFor();

    await addAgentHost('VPN', '192.0.2.10', true);
    await addAgentHost('Wi-Fi', '192.0.2.20', false);

    await admin.go('Users');
    await admin.press('Add a user');
    await admin.choose('Site', 'Office');
    await admin.fill('Login name', 'alice');
    await admin.fill('Name', '<b>Alice</b>');
    await admin.press('Save');
    await admin.heading('<b>Alice</b> (alice)').waitFor();
  });

  test('a token file is checked, imported, and one of its tokens assigned with a PIN', async () => {
    await admin.go('Import tokens');
    await admin.choose('Site', 'Office');
    const file = [...Array(5).keys()].map((index) => `FOB-${index},${SEED.toString('hex')},hotp,6,0\n`).join('');
    await admin.page.locator('input[type=file]').setInputFiles({ name: 'fobs.csv', mimeType: 'text/csv', buffer: Buffer.from(`${file}FOB-9,not-a-seed,hotp,6,0\n`) });
    await admin.press('Check the file');
    await admin.reads('Nothing of this file was imported.');
    await admin.reads('FOB-9');
    await admin.page.locator('input[type=file]').setInputFiles({ name: 'fobs.csv', mimeType: 'text/csv', buffer: Buffer.from(file) });
    await admin.reads('Nothing is kept in a check.');
    await admin.press('Check the file');
    await admin.reads('Every record of the file can be used.');
    await admin.reads('A check: nothing was kept.');
    expect(await admin.page.getByText('Nothing is kept in a check.').count()).toBe(0);
    await admin.press('Import 5 tokens');
    await admin.page.getByRole('link', { name: 'Show the tokens' }).click();

    await admin.page.getByRole('link', { name: 'FOB-0' }).click();
    await admin.press('Assign');
    await admin.choose('Assign to', 'alice', 'ali');
    await admin.page.locator('.ant-modal-wrap:visible').getByRole('button', { name: 'Assign', exact: true }).click();
    await admin.reads('Take back');
    await admin.page.getByRole('tab', { name: 'PIN' }).click();
    await admin.reads('4 to 8 letters (a to z) and digits.');
    await admin.fill('New PIN', PIN);
    await admin.press('Set the PIN');
    await admin.reads('The PIN was set');
    await admin.page.keyboard.press('Escape');
  });

  test('columns with names that nobody knows are asked for, and chosen', async () => {
    await admin.go('Import tokens');
    await admin.choose('Site', 'Office');
    const file = `Ordered item;Content;Remark\nSPARE-1;${Buffer.alloc(20, 7).toString('hex')};spare\n`;
    await admin.page.locator('input[type=file]').setInputFiles({ name: 'order.csv', mimeType: 'text/csv', buffer: Buffer.from(file) });
    await admin.press('Check the file');
    await admin.reads(/choose which of them holds the serial number/);
    await admin.page.getByText('Say what the columns are').click();
    await admin.press('Check the file');
    await admin.reads('Choose the columns that hold the serial number and the seed');
    await admin.choose('Ordered item: Is', 'Serial number');
    await admin.choose('Content: Is', 'Seed');
    await admin.choose('Algorithm', 'by time');
    await admin.press('Check the file');
    await admin.reads('Every record of the file can be used.');
    await picture(admin.page, 'token-columns.png', { fullPage: true });
    // It is not imported: whoever leaves is asked.
    await admin.page.getByRole('navigation', { name: 'Menu' }).getByRole('link', { name: 'Local test', exact: true }).click();
    await admin.page.locator('.ant-modal-confirm:visible').getByRole('button', { name: 'Discard' }).click();
    await admin.heading('Local test').waitFor();
  });

  test('a test sign-in is accepted; a wrong code is refused, explained, and counted', async () => {
    await admin.go('Local test');
    await admin.choose('As this agent host', 'VPN');
    await signInAs('alice', `${PIN}${code(0)}`);
    await admin.reads('Accepted');
    await admin.reads('Its line in the log');
    await signInAs('alice', `${PIN}000000`);
    await admin.reads('Refused');
    await admin.page.getByRole('table', { name: 'Its line in the log' }).getByRole('link').first().click();
    await admin.reads('Cause:');
    await admin.reads('Remedy:');
    await admin.page.getByRole('link', { name: 'Show the token', exact: true }).click();
    await admin.page.getByRole('row', { name: /Failures/ }).getByText('1').waitFor();
    await admin.page.keyboard.press('Escape');
  });

  test('a refusal is mended from its line in the log', async () => {
    await admin.go('Local test');
    await admin.choose('As this agent host', 'Wi-Fi');
    await signInAs('alice', `${PIN}${code(1)}`);
    await admin.reads('Refused');
    await admin.page.getByRole('table', { name: 'Its line in the log' }).getByRole('link').first().click();
    await admin.page.getByRole('row', { name: /^\d+ Activation on the agent host .*Refused here: / }).waitFor();
    await admin.press('Activate on this agent host');
    await admin.reads('alice is activated on Wi-Fi.');
    await admin.reads('Ask alice to sign in again, with a new code.');
    await admin.page.getByRole('button', { name: 'Activate on this agent host' }).waitFor({ state: 'detached' });
    await picture(admin.page, 'mended-line.png');
    await admin.page.getByRole('link', { name: 'Try it in the local test' }).click();
    await admin.fill('Passcode or password', `${PIN}${code(2)}`);
    await admin.press('Send the request');
    await admin.reads('Accepted');
  });

  test('the trail holds all of it and is intact', async () => {
    await admin.go('Authentication log');
    await admin.press('Check the trail');
    await admin.reads(/The trail is intact/);
  });

  test('no page violated its policy, warned or threw', () => {
    expect(browser.complaints).toEqual([]);
  });
});

async function addAgentHost(name: string, address: string, open: boolean): Promise<void> {
  await admin.go('Agent hosts');
  await admin.press('Add an agent host');
  await admin.fill('Name', name);
  await admin.choose('Site', 'Office');
  await admin.fill('Main address', address);
  await admin.fill('RADIUS secret', SECRET);
  if (open) await admin.page.getByText('Open to all users of its site').click();
  await admin.press('Save');
  await admin.heading(name).waitFor();
}

async function signInAs(login: string, password: string): Promise<void> {
  await admin.fill('Login name', login);
  await admin.fill('Passcode or password', password);
  await admin.press('Send the request');
}
