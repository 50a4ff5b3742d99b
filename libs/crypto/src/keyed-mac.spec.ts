import { createHmac, createSecretKey } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { KeyedMac } from './keyed-mac.ts';

const framed = (part: Uint8Array): Buffer => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(part.length);
  return Buffer.concat([length, part]);
};

describe('a keyed MAC', () => {
  it('is the HMAC that Node.js computes over the parts and their lengths', () => {
    const keys = fc.uint8Array({ minLength: 1, maxLength: 64 });
    fc.assert(fc.property(keys, fc.array(fc.uint8Array({ maxLength: 3000 }), { maxLength: 4 }), (bytes, parts) => {
      const expected = createHmac('sha256', bytes).update(Buffer.concat(parts.map(framed))).digest();
      expect(new KeyedMac(createSecretKey(bytes)).mac(...parts).equals(expected)).toBe(true);
    }), { numRuns: 300 });
  });

  it('leaves earlier results as they were', () => {
    const mac = new KeyedMac(createSecretKey(Buffer.alloc(32, 1)));
    const first = mac.mac(Buffer.from('first'));
    const copy = Buffer.from(first);
    mac.mac(Buffer.from('second'));
    expect(first).toStrictEqual(copy);
  });

  it('shows nothing of its key when it is printed', () => {
    const mac = new KeyedMac(createSecretKey(Buffer.alloc(32, 1)));
    expect(`${inspect(mac, { depth: 9, showHidden: true })}${JSON.stringify(mac)}`).toBe('KeyedMac {}{}');
  });

  it('refuses a key that does not fit a block', () => {
    expect(() => new KeyedMac(createSecretKey(Buffer.alloc(65)))).toThrow(RangeError);
  });
});
