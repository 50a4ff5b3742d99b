import { expect, test } from '@jest/globals';
import { networkOf } from './network-address.ts';
import { Refused } from './refused.ts';
import { requireModestRange, requirePossibleSource } from './source-range.ts';

test.each([
  '0.0.0.0', '0.0.0.0/8', '0.1.2.3', '224.0.0.1', '224.0.0.0/4', '239.255.255.255', '232.0.0.0/8', '255.255.255.255', '::ffff:224.0.0.1', '::ffff:0.0.0.0', '::', 'ff00::/8', 'ff02::1',
])('no packet comes from %s', (text) => {
  const network = networkOf(text);
  expect(() => requirePossibleSource(network)).toThrow(new Refused('bad-request', `No packet comes from ${network}: give the address that the device sends from.`));
});

test.each(['0.0.0.0/0', '0.0.0.0/7', '1.0.0.0', '127.0.0.1', '223.255.255.255', '128.0.0.0/1', '240.0.0.1', '255.255.255.254', '255.255.255.254/31', '::/0', '::1', '::/127', 'fe80::1', '2001:db8::/32'])('something may come from %s', (text) => {
  requirePossibleSource(networkOf(text));
});

test.each(['10.0.0.0/11', '10.0.0.0/8', '0.0.0.0/0', '::/0', '2000::/3', '2001:db8::/31', '::ffff:0.0.0.0/96'])('%s is for those who reach everywhere', (text) => {
  const network = networkOf(text);
  for (const kind of ['sites', 'groups'] as const) expect(() => requireModestRange(network, { scope: { kind, ids: [] } })).toThrow(expect.objectContaining({ code: 'forbidden' }));
  requireModestRange(network, { scope: { kind: 'all' } });
});

test.each(['172.16.0.0/12', '10.0.0.0/16', '192.0.2.1', '2001:db8::/32', '2001:db8::1', '::ffff:10.0.0.0/108'])('%s is for everybody', (text) => {
  requireModestRange(networkOf(text), { scope: { kind: 'sites', ids: [] } });
});
