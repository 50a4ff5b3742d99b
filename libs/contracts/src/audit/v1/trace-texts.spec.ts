import { describe, expect, test } from '@jest/globals';
import { describeStep, isGoodVerdict } from './trace-texts.ts';

describe('a rule of a trace in words', () => {
  test('in both languages', () => {
    const noted = { step: 'token', lookedAt: 'T1', verdict: 'wrong-code' };
    expect(describeStep(noted, 'en')).toEqual({ step: 'Token', lookedAt: 'T1', verdict: 'PIN right, code wrong' });
    expect(describeStep(noted, 'zh')).toEqual({ step: '令牌', lookedAt: 'T1', verdict: 'PIN码正确，令牌码错误' });
  });

  test('what it found may be a result, which has its text already', () => {
    expect(describeStep({ step: 'account', lookedAt: 'alice', verdict: 'user-disabled' }, 'zh').verdict).toBe('用户已被禁用');
    expect(isGoodVerdict('user-disabled')).toBe(false);
    expect(isGoodVerdict('open-to-site')).toBe(true);
  });

  test('a word of another version, or of an object’s own, is shown as it is', () => {
    const noted = { step: 'constructor', lookedAt: 'toString', verdict: '__proto__' };
    expect(describeStep(noted, 'en')).toEqual(noted);
  });
});
