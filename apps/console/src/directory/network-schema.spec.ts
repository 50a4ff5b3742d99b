import { expect, test } from '@jest/globals';
import { faultOf } from '../i18n/validation.ts';
import { networkSchema } from './network-schema.ts';

test.each(['192.0.2.10', ' 192.0.2.10 ', '192.0.2.0/24', '0.0.0.0/0', '192.0.2.10/32', '2001:db8::1', '2001:db8::/32', '::1/128'])('%s is taken', (text) => {
  expect(faultOf(networkSchema, text, 'en')).toBeUndefined();
});

test.each(['vpn.example', '192.0.2', '192.0.2.0/33', '192.0.2.0/', '2001:db8::/129', '/24'])('%s is neither address nor range', (text) => {
  expect(faultOf(networkSchema, text, 'en')).toBe('An address such as 192.0.2.10, or a range such as 192.0.2.0/24');
});

test.each([
  ['127.0.0.1/24', '127.0.0.0/24', '127.0.0.1'], [' 10.1.2.3/9', '10.0.0.0/9', '10.1.2.3'], ['2001:db8::7/32', '2001:db8::/32', '2001:db8::7'],
])('%s: both things that may be meant are said', (text, range, address) => {
  expect(faultOf(networkSchema, text, 'en')).toBe(`An address inside a range. Write ${range} for the whole range, or ${address} for this address alone.`);
  expect(faultOf(networkSchema, text, 'zh')).toBe(`这是网段中的一个地址：整个网段请写 ${range}，仅此地址请写 ${address}。`);
});
