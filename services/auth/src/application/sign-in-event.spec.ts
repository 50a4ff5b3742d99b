import { expect, test } from '@jest/globals';
import { auditEventSchema, clip } from '@countersign/contracts';
import { host, user } from '../domain/sign-in-fixture.ts';
import type { OpenedRequest } from './opened-request.ts';
import { signInEvent } from './sign-in-event.ts';

const id = '0198f0f0-0000-7000-8000-000000000001';
const request = (odd: string | null): OpenedRequest => ({
  requestKey: 'ab'.repeat(16), agentHostId: id, secretVersion: 1, proven: true, sourceAddress: '192.0.2.1', source: 's',
  callingStationId: odd, attributes: Buffer.alloc(0), nasIdentifier: odd, userName: odd, state: null, credentials: { method: 'unsupported', offered: 'eap' },
});

test.each([
  ['over-long', 'x'.repeat(10_000)], ['an emoji at the cut', `${'x'.repeat(251)}😀😀`], ['NUL', 'a\0b'],
  ['a lone surrogate', 'a\uD83D'], ['control characters', '\u001b[2J'], ['nothing', null],
])('pitfall 11: %s does not lose the record: it is cut or replaced', (_, odd) => {
  const event = signInEvent(request(odd), { result: 'unregistered-user' }, {
    id, at: new Date(0), host: { ...host, id, siteId: id, name: odd ?? '' }, user: null,
  });
  expect(auditEventSchema.parse(event)).toEqual(event);
  expect(JSON.stringify(event)).not.toMatch(/\\u0000|\\ud83d(?!\\ude00)/i);
});

test('the record carries the request key, who, where and which object; never what was typed', () => {
  const typed: OpenedRequest = { ...request('alice'), credentials: { method: 'pap', password: '1234567890', passwordMac: 'mac' } };
  const event = signInEvent(typed, { result: 'accepted', object: { type: 'token', id, label: 'T1' } }, {
    id, at: new Date(0), host: { ...host, id, siteId: id }, user: { ...user, id },
  });
  expect(event).toMatchObject({
    requestKey: typed.requestKey, result: 'accepted', user: { id, login: 'alice' }, agentHost: { id, name: 'vpn' },
    host: '192.0.2.1', object: { type: 'token', label: 'T1' }, detail: { method: 'pap' },
  });
  expect(JSON.stringify(event)).not.toMatch(/1234567890|"mac"/);
});

test.each([['alice', undefined], ['j.doe', 'j.doe'], ['OFFICE\\Alice', 'OFFICE\\Alice'], ['x'.repeat(300), clip('x'.repeat(300), 253)], [null, undefined]])('what was typed (%.20s) is on record where it is not the login name itself', (typed, recorded) => {
  const event = signInEvent(request(typed), { result: 'accepted' }, { id, at: new Date(0), host: { ...host, id, siteId: id }, user: { ...user, id } });
  expect(event.user).toEqual({ id, login: 'alice' });
  expect(event.detail['typedLogin']).toBe(recorded);
  expect(auditEventSchema.parse(event)).toEqual(event);
});
