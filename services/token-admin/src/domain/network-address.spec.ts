import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { networkOf } from './network-address.ts';
import { Refused } from './refused.ts';

test('what is stored is stored the same again', () => {
  fc.assert(fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (address) => {
    const stored = networkOf(address);
    expect(networkOf(stored)).toBe(stored);
  }));
});

test('any other text is refused by name', () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.tuple(fc.ipV4(), fc.string()).map((parts) => parts.join('/'))), (text) => {
    try {
      expect(networkOf(networkOf(text))).toBe(networkOf(text));
    } catch (error) {
      expect(error).toBeInstanceOf(Refused);
    }
  }));
});
