import { expect, test } from '@jest/globals';
import { readAccounting } from './accounting.ts';

const session = { 'Acct-Session-Id': 'a1' };

test.each([
  ['Start', 'start'], ['Stop', 'stop'], ['Interim-Update', 'interim'], ['interim-update', 'interim'],
])('%s is about a session', (name, status) => {
  expect(readAccounting({ ...session, 'Acct-Status-Type': name })).toMatchObject({ status, sessionId: 'a1' });
});

test.each(['Accounting-On', 'Accounting-Off'])('%s is about all of the device', (name) => {
  expect(readAccounting({ 'Acct-Status-Type': name })).toEqual({ status: 'all-over' });
});

test.each([{}, { 'Acct-Status-Type': 'Tunnel-Start', ...session }, { 'Acct-Status-Type': 'Start' }, { 'Acct-Status-Type': 'Start', 'Acct-Session-Id': '' }])('%j is about none', (attributes) => {
  expect(readAccounting(attributes)).toBeUndefined();
});

test('octets are counted beyond 4 GiB', () => {
  expect(readAccounting({ ...session, 'Acct-Status-Type': 'Stop', 'Acct-Input-Octets': '7', 'Acct-Input-Gigawords': '2', 'Acct-Output-Octets': 'many' }))
    .toMatchObject({ inputOctets: 2 * 2 ** 32 + 7, outputOctets: null });
});

test.each([['10.1.2.3', '10.1.2.3'], ['255.255.255.254', null], ['255.255.255.255', null], ['0.0.0.0', null], ['10.1.2.999', null], ['<hidden>', null]])('address %s is %s', (text, address) => {
  expect(readAccounting({ ...session, 'Acct-Status-Type': 'Start', 'Framed-IP-Address': text })).toMatchObject({ address });
});
