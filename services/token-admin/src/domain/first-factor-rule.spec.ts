import { describe, expect, test } from '@jest/globals';
import type { FirstFactorRule } from '@countersign/contracts';
import { faultOfRule, requireWorkable, type FirstFactorFault } from './first-factor-rule.ts';

const rule: FirstFactorRule = { backEndId: 'b', staticPassword: 'none', passcode: true, order: 'concatenated', withoutToken: 'refuse' };

describe('a rule about what a sign-in consists of', () => {
  test.each<Partial<FirstFactorRule>>([
    {}, { backEndId: null }, { passcode: false }, { backEndId: null, staticPassword: 'required' }, { staticPassword: 'optional' }, { staticPassword: 'required' },
    { backEndId: null, staticPassword: 'optional' }, { backEndId: null, staticPassword: 'required', passcode: false }, { order: 'challenge' },
    { order: 'challenge', staticPassword: 'required' }, { withoutToken: 'passwords' },
  ])('works: %j', (changes) => {
    expect(() => requireWorkable({ ...rule, ...changes })).not.toThrow();
  });

  test.each<[Partial<FirstFactorRule>, FirstFactorFault]>([
    [{ backEndId: null, passcode: false }, 'nothing-asked'],
    [{ staticPassword: 'optional', passcode: false }, 'optional-without-passcode'],
    [{ order: 'challenge', passcode: false }, 'no-second-step'],
    [{ order: 'challenge', backEndId: null }, 'no-first-step'],
    [{ order: 'challenge', staticPassword: 'optional' }, 'optional-in-two-steps'],
    [{ withoutToken: 'passwords', backEndId: null }, 'nothing-without-token'],
  ])('cannot work: %j', (changes, reason) => {
    expect(faultOfRule({ ...rule, ...changes })).toBe(reason);
    expect(() => requireWorkable({ ...rule, ...changes })).toThrow(expect.objectContaining({ code: 'bad-request', detail: expect.any(String) }));
  });
});
