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

test.each([
  ['127.0.0.1/24', '127.0.0.0/24', '127.0.0.1'], ['10.1.2.3/9', '10.0.0.0/9', '10.1.2.3'], ['2001:db8::7/32', '2001:db8::/32', '2001:db8::7'], ['::ffff:192.0.2.9/120', '192.0.2.0/24', '192.0.2.9'],
])('%s has bits behind its prefix: the range and the one address that may be meant are named', (text, range, address) => {
  expect(() => networkOf(text)).toThrow(new Refused('bad-request', `${text} is an address inside a range: the range is ${range}, and this one address alone ${address}.`));
});
