import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createKeyring, exportPurposes, servicePurposes } from '@countersign/crypto';
import { createAccount, createUser } from '@nats-io/nkeys';
import { readKeysFile, readNatsKeyFile } from './index.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'countersign-secret-files-'));
});
afterAll(async () => rm(folder, { recursive: true }));

async function file(name: string, content: string | Uint8Array, mode = 0o600): Promise<string> {
  const made = path.join(folder, name);
  await writeFile(made, content, { mode });
  return made;
}

describe('a derived-keys file', () => {
  const derived = JSON.stringify(exportPurposes(createKeyring(randomBytes), servicePurposes.audit));

  test('gives the purposes that are in it', async () => {
    const keys = await readKeysFile(await file('keys', derived), servicePurposes.audit);
    expect(keys.mac('audit-checkpoint').mac(Buffer.from('x'))).toHaveLength(32);
  });

  test('is refused by the name of its setting', async () => {
    const refusals = [
      [await file('of-another', derived), servicePurposes.auth, 'this process was given no key for "seeds"'],
      [await file('open', derived, 0o644), servicePurposes.audit, 'can be read by others'],
      [await file('no-json', 'c4n4ry'), servicePurposes.audit, 'is not a derived-keys file'],
      [path.join(folder, 'absent'), servicePurposes.audit, 'cannot be read'],
    ] as const;
    for (const [name, purposes, reason] of refusals) {
      const failure = readKeysFile(name, purposes);
      await expect(failure).rejects.toMatchObject({ name: 'SettingsError', message: expect.stringContaining(reason) });
      await expect(failure).rejects.toThrow(/^COUNTERSIGN_KEYS_FILE: /);
      await expect(failure).rejects.not.toThrow('c4n4ry');
    }
  });
});

describe('an nkey file', () => {
  const seed = Buffer.from(createUser().getSeed()).toString('ascii');

  test('may end with a line feed', async () => {
    expect(Buffer.from(await readNatsKeyFile(await file('seed', `${seed}\n`))).toString('ascii')).toBe(seed);
  });

  test.each([
    ['empty', ''],
    ['text', 'c4n4ry'],
    ['a seed with a wrong letter', seed.replace(/(?<=^.{20})./, (letter) => (letter === 'A' ? 'B' : 'A'))],
    ['the seed of an account', Buffer.from(createAccount().getSeed()).toString('ascii')],
    ['a public key', createUser().getPublicKey()],
  ])('%s is refused', async (_, content) => {
    const failure = readNatsKeyFile(await file('refused', content));
    await expect(failure).rejects.toThrow(/^COUNTERSIGN_NATS_KEY_FILE: .* is not the nkey seed of a user/);
    if (content !== '') await expect(failure).rejects.not.toThrow(content);
  });
});
