import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  DerivedPurposeKeys, KeyError, SealError, allPurposes, constantTimeEqual, createKeyring, exportPurposes, hashPassword,
  keyringFromEnvironment, loadKeyring, loadOrCreateKeyring, verifyPassword, withNextVersion,
} from './index.ts';

const keyring = createKeyring(randomBytes);
const keys = new DerivedPurposeKeys(exportPurposes(keyring, allPurposes));
const reasonOf = (work: () => unknown): string => {
  try {
    work();
    return 'nothing';
  } catch (error) {
    return error instanceof SealError || error instanceof KeyError ? error.reason : 'another error';
  }
};

describe('sealing', () => {
  const sealer = keys.sealer('seeds');

  test('opens what it sealed, for the same place only', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), fc.string(), (plain, aad) => {
      const sealed = sealer.seal(plain, aad);
      expect(new Uint8Array(sealer.open(sealed, aad))).toEqual(plain);
      expect(reasonOf(() => sealer.open(sealed, `${aad}x`))).toBe('not-authentic');
    }));
  });

  test('a change of any bit is noticed', () => {
    const sealed = sealer.seal(Buffer.from('secret'), 'place');
    for (let bit = 0; bit < sealed.length * 8; bit += 1) {
      const changed = Buffer.from(sealed);
      changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(['not-authentic', 'version-unknown']).toContain(reasonOf(() => sealer.open(changed, 'place')));
    }
    for (let length = 0; length < sealed.length; length += 1) {
      expect(['not-authentic', 'too-short']).toContain(reasonOf(() => sealer.open(sealed.subarray(0, length), 'place')));
    }
  });

  test('another purpose has another key', () => {
    expect(reasonOf(() => keys.sealer('pins').open(sealer.seal(Buffer.from('x'), 'p'), 'p'))).toBe('not-authentic');
  });

  test('rotation: old data stays readable and is re-sealed once', () => {
    const old = sealer.seal(Buffer.from('secret'), 'place');
    const rotated = new DerivedPurposeKeys(exportPurposes(withNextVersion(keyring, randomBytes), allPurposes));
    const renewed = rotated.sealer('seeds').reseal(old, 'place');
    expect(rotated.sealer('seeds').versionOf(renewed ?? old)).toBe(2);
    expect(rotated.sealer('seeds').open(renewed ?? old, 'place').toString()).toBe('secret');
    expect(rotated.sealer('seeds').reseal(renewed ?? old, 'place')).toBeUndefined();
    expect(reasonOf(() => sealer.open(renewed ?? old, 'place'))).toBe('version-unknown');
    expect(rotated.mac('seed-fingerprint').mac(Buffer.from('s'))).toEqual(keys.mac('seed-fingerprint').mac(Buffer.from('s')));
  });
});

test('MAC parts are framed', () => {
  const mac = keys.mac('passcode');
  expect(mac.mac(Buffer.from('ab'), Buffer.from('c'))).not.toEqual(mac.mac(Buffer.from('a'), Buffer.from('bc')));
});

test('a process has the keys of its purposes and no other', () => {
  const gateway = new DerivedPurposeKeys(exportPurposes(keyring, ['bus-credentials', 'request-key']));
  expect(() => gateway.sealer('bus-credentials')).not.toThrow();
  expect(reasonOf(() => gateway.sealer('seeds'))).toBe('purpose-not-given');
  expect(reasonOf(() => gateway.mac('api-key'))).toBe('purpose-not-given');
});

describe('key sources', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'countersign-keys-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  test('a file is made once, mode 0600, also by many at once', async () => {
    const file = path.join(folder, 'keyring');
    const made = await Promise.all(Array.from({ length: 20 }, () => loadOrCreateKeyring(file, () => createKeyring(randomBytes))));
    expect(new Set(made.map((one) => JSON.stringify(one))).size).toBe(1);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  test('a file that others can read is refused, and so is one that is no keyring; nothing of it is quoted', async () => {
    const file = path.join(folder, 'keyring');
    await loadOrCreateKeyring(file, () => keyring);
    await chmod(file, 0o644);
    await expect(loadKeyring(file)).rejects.toMatchObject({ reason: 'permissions-too-wide' });
    await chmod(file, 0o600);
    await writeFile(file, (await readFile(file, 'utf8')).slice(0, -20));
    await expect(loadKeyring(file)).rejects.toMatchObject({ reason: 'malformed' });
    await expect(loadKeyring(path.join(folder, 'none'))).rejects.toMatchObject({ reason: 'unreadable' });
  });

  test('an environment variable', () => {
    expect(keyringFromEnvironment('KEYRING', { KEYRING: JSON.stringify(keyring) })).toEqual(keyring);
    expect(reasonOf(() => keyringFromEnvironment('KEYRING', {}))).toBe('unreadable');
    expect(reasonOf(() => keyringFromEnvironment('KEYRING', { KEYRING: '{"current":2,"keys":{},"mac":""}' }))).toBe('malformed');
  });
});

test('passwords: argon2id; a hash that is none is a wrong password', async () => {
  const phc = await hashPassword('correct horse 电池');
  expect(phc).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(await verifyPassword(phc, 'correct horse 电池')).toBe(true);
  expect(await verifyPassword(phc, 'correct horse')).toBe(false);
  expect(await verifyPassword('nonsense', 'x')).toBe(false);
});

test('constant-time comparison compares', () => {
  expect(constantTimeEqual('a', 'a')).toBe(true);
  expect(constantTimeEqual('a', 'ab')).toBe(false);
  expect(constantTimeEqual(Buffer.from('a'), 'a')).toBe(true);
});
