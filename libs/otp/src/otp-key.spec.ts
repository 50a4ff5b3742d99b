import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { HASH_BYTES, type OtpHash } from './otp-hash.ts';
import { HMAC_MESSAGE_MAXIMUM_BYTES, OtpKey } from './otp-key.ts';
import { SEED_MAXIMUM_BYTES } from './seed.ts';

const hashes = fc.constantFrom<OtpHash>('sha1', 'sha256', 'sha512');

describe('HMAC with a key', () => {
  it('is what Node.js computes, for keys below, at and above a block and messages of any length', () => {
    const seeds = fc.oneof(fc.uint8Array({ minLength: 1, maxLength: SEED_MAXIMUM_BYTES }), fc.constantFrom(63, 64, 65, 127, 128, 129).map((length) => new Uint8Array(length).fill(7)));
    fc.assert(fc.property(hashes, seeds, fc.uint8Array({ maxLength: HMAC_MESSAGE_MAXIMUM_BYTES }), (hash, seed, message) => {
      expect(new OtpKey(seed).hmac(hash, message).equals(createHmac(hash, seed).update(message).digest())).toBe(true);
    }), { numRuns: 500 });
  });

  it.each(Object.keys(HASH_BYTES) as OtpHash[])('leaves earlier results as they were (%s)', (hash) => {
    const first = new OtpKey(Buffer.alloc(20, 1)).hmac(hash, Buffer.from('first'));
    const copy = Buffer.from(first);
    new OtpKey(Buffer.alloc(200, 2)).hmac(hash, Buffer.from('second'));
    expect(first).toStrictEqual(copy);
    expect(first).toHaveLength(HASH_BYTES[hash]);
  });

  it('refuses a message that no kind of token has', () => {
    expect(() => new OtpKey(Buffer.alloc(20)).hmac('sha1', Buffer.alloc(HMAC_MESSAGE_MAXIMUM_BYTES + 1))).toThrow(RangeError);
  });
});

it('hands out a copy of its bytes', () => {
  const key = new OtpKey(Buffer.from('seed'));
  key.export().fill(0);
  expect(key.export().toString()).toBe('seed');
});
