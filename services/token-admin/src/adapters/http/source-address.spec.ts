import { expect, test } from '@jest/globals';
import { sourceAddress, throttledSource } from './source-address.ts';

test.each([
  ['10.0.0.1', '10.0.0.1', '10.0.0.1'], ['::ffff:10.0.0.1', '10.0.0.1', '10.0.0.1'], ['fe80::1%a-long-interface-name', 'fe80::1', 'fe80000000000000'],
  ['2001:DB8::5', '2001:db8::5', '20010db800000000'], ['', '', ''],
])('%s: %s, held responsible as %s', (peer, address, source) => {
  expect([sourceAddress(peer), throttledSource(sourceAddress(peer))]).toEqual([address, source]);
});
