import { describe, expect, test } from '@jest/globals';
import { checkedChecks, checkedReplies } from './radius-lines.ts';

const reply = (name: string, value: string) => checkedReplies([{ name, value, append: false }]);
const check = (name: string, value: string, how: 'equals' | 'begins-with' | 'present' = 'equals') => checkedChecks([{ name, check: how, value }])[0];

describe('reply attributes', () => {
  test.each([['Filter-Id', 'staff'], ['Tunnel-Type:1', 'VLAN'], ['Cisco-AVPair', 'shell:priv-lvl=15'], ['Framed-IP-Address', '10.0.0.1'], ['Vendor-9999-Attr-7', '0x00'], ['Attr-200', '0x01']])('%s = %s', (name, value) => {
    expect(reply(name, value)).toHaveLength(1);
  });

  test.each([
    ['No-Such-Attribute', 'x', 'attribute-unknown'], ['Framed-IP-Address', 'ten', 'value-invalid'], ['Service-Type', 'No-Such-Service', 'value-unknown'],
    ['Reply-Message', 'hello', 'cannot be sent'], ['State', 'x', 'cannot be sent'], ['Message-Authenticator', 'x', 'cannot be sent'], ['Tunnel-Password', 'x', 'cannot be sent'],
    ['Attr-24', '0x00', 'cannot be sent'], ['Attr-26', '0x00', 'cannot be sent'], ['Vendor-Specific', '0x00', 'cannot be sent'], ['MS-MPPE-Send-Key', 'x', 'cannot be sent'],
  ])('%s = %s is refused: %s', (name, value, reason) => {
    expect(() => reply(name, value)).toThrow(reason);
  });

  test('more than one packet has room for are refused', () => {
    expect(() => checkedReplies(Array.from({ length: 5 }, () => ({ name: 'Filter-Id', value: 'x'.repeat(200), append: true })))).toThrow('1010 octets');
  });
});

describe('check attributes', () => {
  test('take the form in which a request’s are shown', () => {
    expect(check('nas-port-type', '5')).toEqual({ name: 'NAS-Port-Type', check: 'equals', value: 'Virtual' });
    expect(check('nas-port-type', 'whatever', 'present')).toEqual({ name: 'NAS-Port-Type', check: 'present', value: '' });
    expect(check('called-station-id', 'vpn.', 'begins-with')).toEqual({ name: 'Called-Station-Id', check: 'begins-with', value: 'vpn.' });
  });

  test.each([['User-Password', 'x'], ['User-Name', 'alice'], ['State', '0x00'], ['MS-CHAP-Challenge', '0x00'], ['No-Such', 'x'], ['NAS-Port', 'many'], ['NAS-Port', '']])('%s = %s is refused', (name, value) => {
    expect(() => check(name, value)).toThrow('radius-attribute-unusable');
  });
});
