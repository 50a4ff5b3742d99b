import { expect, test } from '@jest/globals';
import type { AuditEntry } from '@countersign/contracts';
import { dictionaries } from '../../i18n/index.ts';
import { objectText } from './object-text.ts';

const alice = { id: '0190f000-0001-7000-8000-000000000001', login: 'alice' };
const text = (type: string, label: string, rest: Partial<Pick<AuditEntry['event'], 'user' | 'kind' | 'detail'>> = {}): [en: string, zh: string] => {
  const event = { object: { type, id: alice.id, label }, user: alice, kind: 'administration' as const, detail: { actor: 'api-key:standalone' }, ...rest };
  return [objectText(event, dictionaries.en), objectText(event, dictionaries.zh)];
};

test('a change names whom it concerns beside what it is about', () => {
  expect(text('static-password', 'alice')).toEqual(['static password · alice', '静态口令 · alice']);
  expect(text('token', '000123')).toEqual(['000123 · alice', '000123 · alice']);
});

test('nobody is named twice, nor where nobody is concerned, nor beside a sign-in', () => {
  const [user] = text('user', 'alice');
  expect(user).toMatch(/ alice$/);
  expect(user).not.toContain('·');
  expect(text('administrator', 'alice')[0]).not.toContain('·');
  expect(text('token', '000123', { user: null })[0]).toBe('000123');
  expect(text('token', '000123', { kind: 'sign-in' })[0]).toBe('000123');
  expect(text('static-password', 'static password', { detail: {} })[0]).toBe('static password');
  expect(text('static-password', 'alice', { detail: { actor: 'administrator:alice' } })[0]).toBe('static password');
  expect(objectText({ object: null, user: alice, kind: 'administration', detail: {} }, dictionaries.en)).toBe('');
});
