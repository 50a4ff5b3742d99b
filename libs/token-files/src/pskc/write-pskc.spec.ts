/** What is written can be read: in the clear, under a key, under a password. */

import * as fc from 'fast-check';
import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { failureOf, readTokens } from '../spec-support.ts';
import { writePskc, type PskcProtection, type PskcToken } from './write-pskc.ts';

async function written(tokens: readonly PskcToken[], protection: PskcProtection): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of writePskc(tokens, { protection, randomBytes })) pieces.push(piece);
  return Buffer.concat(pieces);
}

const name = fc.string({ unit: fc.constantFrom('a', 'Z', '0', '&', '<', '>', '"', '\'', ' ', 'é', '中', '😀', ']]>'), minLength: 1, maxLength: 20 })
  .map((text) => text.trim()).filter((text) => text !== '');
const date = fc.date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }).map((value) => new Date(Math.floor(value.getTime() / 1000) * 1000));
const required = fc.record({
  serial: fc.string({ unit: fc.constantFrom('0', '1', 'A', '-', '&', '"', '中'), minLength: 1, maxLength: 64 }),
  hash: fc.constantFrom('sha1' as const, 'sha256' as const, 'sha512' as const),
  digits: fc.constantFrom(6, 7, 8),
  seed: fc.uint8Array({ minLength: 16, maxLength: 64 }).map((bytes) => Buffer.from(bytes)),
});
const described = fc.record({ manufacturer: name, model: name, issuer: name, account: name, friendlyName: name, startsAt: date, expiresAt: date }, { requiredKeys: [] });
const factor = fc.oneof(
  fc.record({ algorithm: fc.constant('totp' as const), period: fc.integer({ min: 1, max: 604_800 }), t0: fc.nat(), timeDrift: fc.integer({ min: -9, max: 9 }) }),
  fc.record({ algorithm: fc.constant('hotp' as const), counter: fc.nat({ max: Number.MAX_SAFE_INTEGER }) }),
);
const token: fc.Arbitrary<PskcToken> = required.chain((first) => described.chain((second) => factor.map((third) => Object.assign({}, first, second, third))));
const tokens = fc.uniqueArray(token, { selector: ({ serial }) => serial.normalize('NFC'), maxLength: 5 });

const PROTECTIONS: readonly (readonly [string, PskcProtection, { key?: Uint8Array; password?: string }])[] = [
  ['in the clear', { kind: 'none' }, {}],
  ['under a key of 16 bytes', { kind: 'key', key: Buffer.alloc(16, 1) }, { key: Buffer.alloc(16, 1) }],
  ['under a key of 24 bytes', { kind: 'key', key: Buffer.alloc(24, 1) }, { key: Buffer.alloc(24, 1) }],
  ['under a key of 32 bytes', { kind: 'key', key: Buffer.alloc(32, 1), keyName: 'Vendor & customer' }, { key: Buffer.alloc(32, 1) }],
  ['under a password', { kind: 'password', password: 'correct horse', iterations: 10 }, { password: 'correct horse' }],
  ['under a password, SHA-1', { kind: 'password', password: 'correct horse', iterations: 10, prf: 'sha1' }, { password: 'correct horse' }],
];

describe('written PSKC', () => {
  it.each(PROTECTIONS)('%s comes back when it is read', async (_name, protection, unlock) => {
    await fc.assert(fc.asyncProperty(tokens, async (wanted) => {
      const read = await readTokens(await written(wanted, protection), { unlock });
      expect(read).toEqual(wanted.map((token) => ({ ...token, keyId: token.serial, warnings: [] })));
    }), { numRuns: 40 });
  });

  it('holds no seed where it is encrypted, and needs the right password', async () => {
    const seed = Buffer.from('a seed that nobody may see');
    const file = await written([{ serial: '1', algorithm: 'totp', hash: 'sha1', digits: 6, period: 30, t0: 0, seed }], { kind: 'password', password: 'right', iterations: 10 });
    expect(file.includes(seed.toString('base64').slice(0, 20))).toBe(false);
    expect(await failureOf(file, { unlock: { password: 'wrong' } })).toMatchObject({ reason: 'wrong-password' });
    expect(await failureOf(file)).toMatchObject({ reason: 'password-needed' });
  });

  it('refuses what XML cannot carry, and keys that AES has not', async () => {
    const token: PskcToken = { serial: 'a\u0001', algorithm: 'totp', hash: 'sha1', digits: 6, period: 30, t0: 0, seed: Buffer.alloc(20) };
    await expect(written([token], { kind: 'none' })).rejects.toThrow(RangeError);
    await expect(written([], { kind: 'key', key: Buffer.alloc(20) })).rejects.toThrow(RangeError);
  });
});
