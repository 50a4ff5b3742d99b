import { inspect } from 'node:util';
import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { codeAt } from './code-at.ts';
import { SEED_MAXIMUM_BYTES, type SeedKind, generateSeed, prepareKey, seedFault, seedWeakness } from './seed.ts';

const mixed = (bytes: number) => Uint8Array.from({ length: bytes }, (_, at) => at);

describe('seeds', () => {
  it.each<[SeedKind, number, string | undefined]>([
    ['totp', 0, 'seed-empty'],
    ['totp', 9, 'seed-too-short'],
    ['hotp', 10, undefined],
    ['ocra', 9, 'seed-too-short'],
    ['gmt-sm3', 15, 'seed-too-short'],
    ['gmt-sm4', 16, undefined],
    ['totp', SEED_MAXIMUM_BYTES, undefined],
    ['totp', SEED_MAXIMUM_BYTES + 1, 'seed-too-long'],
  ])('%s, %d bytes: %s', (kind, bytes, fault) => {
    expect(seedFault(kind, mixed(bytes))).toBe(fault);
    const key = prepareKey({ kind }, mixed(bytes));
    expect(key.ok ? undefined : key.reason).toBe(fault);
  });

  it('are warned about when they work but are weak', () => {
    expect(seedWeakness(mixed(15))).toBe('shorter-than-128-bits');
    expect(seedWeakness(mixed(16))).toBeUndefined();
    expect(seedWeakness(new Uint8Array(20))).toBe('one-repeated-byte');
  });

  it('of any bytes give a key or a named reason', () => {
    const kinds = fc.constantFrom<SeedKind>('totp', 'gmt-sm4');
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), kinds, (seed, kind) => {
      const key = prepareKey({ kind }, seed);
      expect(key.ok).toBe(seedFault(kind, seed) === undefined);
    }));
  });

  it('are copied, so the caller may overwrite its bytes', () => {
    const seed = Buffer.from('12345678901234567890');
    const key = prepareKey({ kind: 'hotp' }, seed);
    seed.fill(0);
    expect(key.ok && codeAt({ kind: 'hotp', hash: 'sha1', digits: 6 }, key.value, 0)).toBe('755224');
  });

  it('do not show when a key is printed', () => {
    const seed = Buffer.from('a seed that nobody sees');
    const key = prepareKey({ kind: 'hotp' }, seed);
    const shown = `${inspect(key, { depth: 9, showHidden: true })}${JSON.stringify(key)}`;
    for (const form of ['utf8', 'hex', 'base64'] as const) expect(shown).not.toContain(seed.toString(form));
  });
});

describe('a new seed', () => {
  it.each([['sha1', 20], ['sha256', 32], ['sha512', 64], ['sm3', 32], ['sm4', 16]] as const)(
    'for %s has %d bytes from the given source',
    (algorithm, bytes) => {
      expect(generateSeed(mixed, algorithm)).toStrictEqual(mixed(bytes));
      expect(generateSeed(randomBytes, algorithm)).toHaveLength(bytes);
    },
  );

  it('is not made from a source that delivers too little', () => {
    expect(() => generateSeed(() => mixed(4), 'sha1')).toThrow(
      expect.objectContaining({ code: 'random-length-wrong' }),
    );
  });
});
