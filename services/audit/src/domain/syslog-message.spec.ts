import { expect, test } from '@jest/globals';
import { anyCharacter } from '@countersign/testing/any-character';
import fc from 'fast-check';
import { signIn } from '../fixtures/audit-under-test.ts';
import { framed, syslogMessage } from './syslog-message.ts';

const source = { facility: 13, hostname: 'audit-1' };

test.each([
  [{ kind: 'sign-in', result: 'accepted' }, 110], [{ kind: 'sign-in', result: 'challenge-new-pin' }, 110], [{ kind: 'sign-in', result: 'token-locked' }, 109],
  [{ kind: 'system', result: 'event-unreadable' }, 108], [{ kind: 'administration', result: 'changed' }, 110],
  [{ kind: 'sign-in', result: 'administrator-tokencode-needed' }, 110], [{ kind: 'administration', result: 'administrator-password-confirmed' }, 110],
  [{ kind: 'administration', result: 'administrator-wrong-password' }, 109], [{ kind: 'accounting', result: 'session-ended' }, 110],
] as const)('%j has priority %d', (changes, priority) => {
  expect(syslogMessage({ sequence: 1, event: signIn('alice', changes) }, source)).toMatch(new RegExp(`^<${priority}>1 `));
});

test('an empty or odd host name is a dash', () => {
  for (const hostname of ['', '主机', ' ']) expect(syslogMessage({ sequence: 1, event: signIn('a') }, { ...source, hostname }).split(' ')[2]).toBe('-');
});

test('whatever is in an event: one line, structured data that ends where it should, and JSON behind it', () => {
  fc.assert(fc.property(fc.string({ unit: anyCharacter, maxLength: 100 }), fc.string({ unit: 'grapheme', maxLength: 100 }), (login, label) => {
    const event = signIn(login, { object: { type: 'token', id: null, label } });
    const message = syslogMessage({ sequence: 7, event }, source);
    expect(message).not.toMatch(/[\r\n\0]/);
    // RFC 5424 section 6.3: a value ends at the first quote that is not escaped.
    const [, data = '', json = ''] = /^<\d+>1 \S+ \S+ \S+ \S+ \S+ (\[countersign@32473(?: \w+="(?:[^"\\\]]|\\["\\\]])*")+\]) (.*)$/su.exec(message) ?? [];
    expect(data).not.toBe('');
    expect(JSON.parse(json)).toEqual({ sequence: 7, event: { ...event, user: { id: null, login } } });
  }));
});

test('the frame counts octets, not characters', () => {
  expect(framed('静态').toString('utf8')).toBe('6 静态');
});
