import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { FirstFactorRule } from '../directory/first-factor.ts';
import { describePolicyFault, faultsOf, policyFaults, ruleFaults, ruleFaultsOf } from './impossible.ts';
import { passwordFault } from './password-rules.ts';
import { completePolicy, defaultPolicy, mergePolicies, type Policy, policyFieldNames, policySchema, readPolicy, wholePolicySchema } from './policy.ts';

test('the built-in policy holds every value, within its limits, and can work', () => {
  expect(wholePolicySchema.parse(defaultPolicy)).toEqual(defaultPolicy);
  expect(faultsOf(defaultPolicy, defaultPolicy)).toEqual([]);
});

describe('merging', () => {
  test('what is set further down counts; what is not set does not', () => {
    expect(mergePolicies([{ pinMinimum: 5, lookAhead: 1 }, {}, { pinMinimum: 6, language: undefined }])).toEqual({ pinMinimum: 6, lookAhead: 1 });
    expect(completePolicy({ pinMinimum: undefined, lookAhead: 0 }, defaultPolicy)).toEqual({ ...defaultPolicy, lookAhead: 0 });
  });

  test('is associative: levels may be merged in any grouping', () => {
    const level = fc.record({ pinMinimum: fc.integer({ min: 4, max: 16 }), lookAhead: fc.nat(100), language: fc.constantFrom('en' as const, 'zh' as const) }, { requiredKeys: [] });
    fc.assert(fc.property(level, level, level, (one, two, three) => {
      expect(mergePolicies([mergePolicies([one, two]), three])).toEqual(mergePolicies([one, mergePolicies([two, three])]));
    }));
  });
});

test('of a stored policy, whatever it is, what can be understood is read', () => {
  expect(readPolicy({ pinMinimum: 5, pinMaximum: 99, language: 'fr', comesLater: true, refusedTextZh: '否' })).toEqual({ pinMinimum: 5, refusedTextZh: '否' });
  for (const odd of [null, undefined, 'text', 7, []]) expect(readPolicy(odd)).toEqual({});
  fc.assert(fc.property(fc.dictionary(fc.constantFrom(...policyFieldNames), fc.jsonValue()), (stored) => policySchema.safeParse(readPolicy(stored)).success));
});

describe('combinations that cannot work', () => {
  const examples: Readonly<Record<(typeof policyFaults)[number], Policy>> = {
    'pin-lengths-crossed': { pinMinimum: 9 },
    'windows-crossed': { largeWindowSteps: 0 },
    'look-aheads-crossed': { lookAhead: 51 },
    'next-tokencode-never-asked': { failuresBeforeLock: 3 },
    'locks-crossed': { lockMaximumSeconds: 899 },
    'delays-crossed': { delaySeconds: 301 },
    'password-over-chap': { protocol: 'chap' },
    'unknown-place-in-text': { newPinTextZh: '请输入{max}位' },
  };

  test.each(policyFaults.map((fault) => [fault, examples[fault]] as const))('%s', (fault, policy) => {
    expect(faultsOf(policy, completePolicy(policy, defaultPolicy))).toEqual([fault]);
    expect(describePolicyFault(fault).fields).toEqual(expect.arrayContaining(Object.keys(policy)));
  });

  test('at the limit they work', () => {
    const policy: Policy = {
      pinMinimum: 8, pinMaximum: 8, smallWindowSteps: 10, largeWindowSteps: 10, lookAhead: 50, failuresBeforeLock: 4, lockMaximumSeconds: 900,
      delaySeconds: 300, protocol: 'chap', barePassword: 'never', newPinTextEn: '{minimum} to {maximum}, {maximum} at most',
    };
    expect(faultsOf(policy, completePolicy(policy, defaultPolicy))).toEqual([]);
  });

  test('what the process settings alone combine is not the concern of a policy', () => {
    const base = { ...defaultPolicy, failuresBeforeNextTokencode: 100 };
    expect(faultsOf({ pinMinimum: 5 }, { ...base, pinMinimum: 5 })).toEqual([]);
    expect(faultsOf({ failuresBeforeLock: 6 }, { ...base, failuresBeforeLock: 6 })).toEqual(['next-tokencode-never-asked']);
  });
});

describe('a policy beside a rule about first factors', () => {
  const rule: FirstFactorRule = { backEndId: null, staticPassword: 'none', passcode: true, order: 'concatenated', withoutToken: 'refuse' };
  const backEndId = '018f0000-0000-7000-8000-000000000001';
  test.each<[Policy['protocol'], Partial<FirstFactorRule> | null, typeof ruleFaults]>([
    ['chap', null, []],
    ['chap', {}, []],
    ['chap', { staticPassword: 'optional' }, []], // the passcode alone comes over CHAP
    ['chap', { backEndId }, ['back-end-password-over-chap']],
    ['chap', { backEndId, order: 'challenge' }, ['back-end-password-over-chap']],
    ['chap', { backEndId, withoutToken: 'passwords' }, ['back-end-password-over-chap']],
    ['chap', { backEndId, passcode: false }, ['back-end-password-over-chap']],
    ['chap', { staticPassword: 'required' }, ['static-password-over-chap']],
    ['chap', { staticPassword: 'required', passcode: false }, ['static-password-over-chap']],
    ['chap', { backEndId, staticPassword: 'required' }, ['back-end-password-over-chap', 'static-password-over-chap']],
    ['any', { backEndId, staticPassword: 'required' }, []],
    ['pap', { backEndId, staticPassword: 'required' }, []],
  ])('protocol %s, rule %j: %j', (protocol, changes, faults) => {
    expect(ruleFaultsOf({ ...defaultPolicy, protocol: protocol ?? 'any', barePassword: 'never' }, changes && { ...rule, ...changes })).toEqual(faults);
  });

  test.each(ruleFaults)('%s names a value of each, in both languages', (fault) => {
    const { fields, en, zh } = describePolicyFault(fault);
    expect(fields).toEqual(['protocol', expect.stringMatching(/^(backEndId|staticPassword)$/)]);
    expect([en, zh]).toEqual([expect.stringMatching(/nobody could sign in/), expect.stringMatching(/无法登录/)]);
  });
});

describe('a static password', () => {
  const rules = { passwordMinimum: 8, passwordKinds: 3, passwordWithLogin: 'refused' } as const;
  test.each([
    ['Abcdef1', 'too-short'], ['abcdefg1', 'too-few-kinds'], ['ABCDEFG!', 'too-few-kinds'], ['xxÉVAxx1', 'holds-login'], ['Abcdefg1', undefined], ['abcdef1!', undefined],
    ['密码密码密码1a', undefined], ['😀😀😀😀Aa', 'too-short'],
  ])('%s: %s', (password, fault) => {
    expect(passwordFault(password, 'éva', rules)).toBe(fault);
  });
});
