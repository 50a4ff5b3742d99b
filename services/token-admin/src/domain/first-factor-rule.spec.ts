import { describe, expect, test } from '@jest/globals';
import type { FirstFactorRule } from '@countersign/contracts';
import { requireWorkable } from './first-factor-rule.ts';

const rule: FirstFactorRule = { backEndId: 'b', staticPassword: 'none', passcode: true, order: 'concatenated', withoutToken: 'refuse' };

describe('a rule about what a sign-in consists of', () => {
  test.each<Partial<FirstFactorRule>>([
    {}, { backEndId: null }, { passcode: false }, { backEndId: null, staticPassword: 'required' }, { staticPassword: 'optional' }, { staticPassword: 'required' },
    { backEndId: null, staticPassword: 'optional' }, { backEndId: null, staticPassword: 'required', passcode: false }, { order: 'challenge' },
    { order: 'challenge', staticPassword: 'required' }, { withoutToken: 'passwords' },
  ])('works: %j', (changes) => {
    expect(() => requireWorkable({ ...rule, ...changes })).not.toThrow();
  });

  test.each<[Partial<FirstFactorRule>, RegExp]>([
    [{ backEndId: null, passcode: false }, /Nothing would be asked/],
    [{ staticPassword: 'optional', passcode: false }, /optional only in front/],
    [{ order: 'challenge', passcode: false }, /no passcode to ask/],
    [{ order: 'challenge', backEndId: null }, /no password/],
    [{ order: 'challenge', staticPassword: 'optional' }, /In two steps/],
    [{ withoutToken: 'passwords', backEndId: null }, /nothing to sign in with/],
  ])('cannot work: %j', (changes, reason) => {
    expect(() => requireWorkable({ ...rule, ...changes })).toThrow(expect.objectContaining({ code: 'bad-request', detail: expect.stringMatching(reason) }));
  });
});
