/** Files that GnuPG has wrapped: opened with the right secret, refused by name with any other, and when they were changed. */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PASSWORD, SEED, VECTORS, failureOf, hex, inPieces, readAll, readTokens, vector } from '../spec-support.ts';
import { readTokenFile } from '../read-token-file.ts';
import type { Unlock } from '../unlock.ts';

const privateKey = vector('openpgp/recipient-private-key.asc').toString('utf8');
/** As hard to guess as GnuPG makes it by itself; the others are quick to open. */
const privateKeyAtFullStrength = vector('openpgp/private-key-at-full-strength.asc').toString('utf8');
const SERIALS = ['0001', '0002', '0003'];

async function serialsOf(file: Uint8Array | string, unlock: Unlock = {}): Promise<string[]> {
  return (await readAll(file, { unlock })).flatMap((event) => (event.type === 'token' ? [event.token.serial] : []));
}

describe('a file inside OpenPGP', () => {
  it.each<[string, Unlock]>([
    ['password.asc', { password: 'pw' }],
    ['password.gpg', { password: 'pw' }],
    ['key.asc', { privateKey, passphrase: 'kp' }],
    ['key.asc', { privateKey, password: 'kp' }],
    ['key.asc', { privateKey: privateKeyAtFullStrength, passphrase: 'kp' }],
    ['both.asc', { privateKey, passphrase: 'kp' }],
    ['clear.asc', {}],
    ['signed.asc', {}],
  ])('%s opens', async (name, unlock) => {
    expect(await serialsOf(vector(`openpgp/${name}`), unlock)).toEqual(SERIALS);
  });

  it('may be encrypted itself, under the same password', async () => {
    const tokens = await readTokens(vector('openpgp/pskc-under-the-same-password.asc'), { unlock: { password: PASSWORD } });
    expect(tokens.map(({ serial, seed }) => [serial, hex(seed)])).toEqual([['987654321', hex(SEED)]]);
  });

  it('may have lines of mail before it', async () => {
    expect(await serialsOf(`Your seeds, as ordered:\n\n${vector('openpgp/password.asc').toString()}`, { password: 'pw' })).toEqual(SERIALS);
  });

  it.each(['clear.asc', 'signed.asc', 'both.asc'])('%s is signed, and nobody has verified that', async (name) => {
    const events = await readAll(vector(`openpgp/${name}`), { unlock: { privateKey, passphrase: 'kp' } });
    expect(events[0]).toEqual({ type: 'warning', line: 1, warning: 'signature-not-verified' });
  });

  it.each<[string, string, Unlock]>([
    ['password-needed', 'password.asc', {}],
    ['wrong-password', 'password.asc', { password: 'qwertz' }],
    ['wrong-password', 'password.gpg', { password: 'qwertz' }],
    ['wrong-password', 'password.asc', { privateKey, passphrase: 'kp', password: 'qwertz' }],
    ['key-needed', 'key.asc', {}],
    ['key-needed', 'key.asc', { password: 'pw' }],
    ['password-needed', 'key.asc', { privateKey }],
    ['wrong-password', 'key.asc', { privateKey, passphrase: 'qwertz' }],
    ['wrong-key', 'key.asc', { privateKey: 'no key at all' }],
    ['wrong-key', 'key.asc', { privateKey: vector('failed/unsupported-format.asc').toString() }],
  ])('fails by name: %s (%s)', async (reason, name, unlock) => {
    const error = await failureOf(vector(`openpgp/${name}`), { unlock });
    expect(error.reason).toBe(reason);
    expect(error.message).not.toMatch(/qwertz|kp|pw/);
  });

  it('is refused when it was changed: nothing may be taken before the end', async () => {
    const file = vector('openpgp/password.gpg');
    for (const at of [file.length - 1, file.length - 30, 60]) {
      const changed = Buffer.from(file);
      changed.writeUInt8((changed[at] ?? 0) ^ 1, at);
      const { reason } = await failureOf(changed, { unlock: { password: 'pw' } });
      expect(['truncated', 'wrong-password']).toContain(reason);
    }
  });

  it.each([0.3, 0.6, 0.9])('is refused when %p of it is all there is', async (share) => {
    const reasonOf = async (name: string): Promise<string> => {
      const file = vector(`openpgp/${name}`);
      return (await failureOf(file.subarray(0, Math.floor(file.length * share)), { unlock: { password: 'pw' } })).reason;
    };
    for (const name of ['password.asc', 'signed.asc', 'clear.asc']) expect(await reasonOf(name)).toBe('truncated');
    // Without armour the end of a message shows nothing but that its checksum is missing.
    expect(await reasonOf('password.gpg')).toBe('wrong-password');
  });

  it('is refused inside itself', async () => {
    const inner = vector('openpgp/clear.asc').toString().replaceAll(/^-/gm, '- -');
    const outer = `-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n${inner}-----BEGIN PGP SIGNATURE-----\n\n=abcd\n-----END PGP SIGNATURE-----\n`;
    expect(await failureOf(outer)).toMatchObject({ reason: 'unsupported-format', detail: 'openpgp' });
  });

  it('hands on an error of its input, whatever the library makes of it', async () => {
    async function* input(): AsyncGenerator<Uint8Array, void> {
      yield vector('openpgp/password.asc').subarray(0, 200);
      throw new Error('connection lost');
    }
    await expect((async () => { for await (const event of readTokenFile(input(), { format: 'auto', unlock: { password: 'pw' } })) expect(event).toBeDefined(); })()).rejects.toThrow('connection lost');
  });
});

describe('with the gpg that is installed here', () => {
  let home = '';
  const gpg = (...args: readonly string[]): Buffer => execFileSync('gpg', ['--homedir', home, '--batch', '--yes', '--no-tty', '--pinentry-mode', 'loopback', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const installed = ((): boolean => {
    try {
      execFileSync('gpg', ['--version'], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  })();
  const onlyWithGpg = installed ? it : it.skip;

  beforeAll(() => {
    home = mkdtempSync(join(tmpdir(), 'gpg-'));
    // Guessing need not be made hard here; two vectors have keys for which it was.
    writeFileSync(join(home, 'gpg-agent.conf'), 's2k-count 65536\n');
  });
  afterAll(() => {
    if (installed) execFileSync('gpgconf', ['--homedir', home, '--kill', 'all'], { stdio: 'ignore' });
    rmSync(home, { recursive: true, force: true });
  });

  onlyWithGpg('a long file is streamed, compressed and all', async () => {
    const csv = Array.from({ length: 20_000 }, (_, index) => `${1_000_000 + index},${hex(SEED)},totp,6,30\n`).join('');
    const file = execFileSync('gpg', ['--homedir', home, '--batch', '--no-tty', '--pinentry-mode', 'loopback', '--passphrase', 'pw', '--s2k-count', '65536', '--compress-algo', 'zip', '-c'], { input: csv });
    let count = 0;
    for await (const event of readTokenFile(inPieces(file, 65_536), { format: 'auto', unlock: { password: 'pw' } })) count += event.type === 'token' ? 1 : 0;
    expect(count).toBe(20_000);
    expect(file.length).toBeLessThan(csv.length / 4);
  });

  onlyWithGpg('a file for a new key on an elliptic curve opens with it', async () => {
    const address = 'seeds@example.org';
    gpg('--passphrase', 'secret words', '--quick-gen-key', address, 'future-default', 'default', 'never');
    const armoredKey = gpg('--passphrase', 'secret words', '--armor', '--export-secret-keys', address).toString();
    const file = gpg('--trust-model', 'always', '--armor', '-o', '-', '-r', address, '-e', join(VECTORS, 'formats/key-fob.txt'));
    expect(await serialsOf(file, { privateKey: armoredKey, passphrase: 'secret words' })).toEqual(SERIALS);
  });
});
