import { describe, expect, test } from '@jest/globals';
import { describeStep, isGoodVerdict, refusingSteps } from './trace-texts.ts';

describe('a rule of a trace in words', () => {
  test('in both languages', () => {
    const noted = { step: 'token', lookedAt: 'T1', verdict: 'wrong-code' };
    expect(describeStep(noted, 'en')).toEqual({ step: 'Token', lookedAt: 'T1', verdict: 'code wrong; PIN right, or none needed' });
    expect(describeStep(noted, 'zh')).toEqual({ step: '令牌', lookedAt: 'T1', verdict: '令牌码错误；PIN码正确或不需要PIN码' });
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

describe('the rule that refused', () => {
  const noted = (...steps: readonly string[]) => steps.map((each) => {
    const [step = '', verdict = ''] = each.split('|');
    return { step, verdict };
  });

  test('is the last that found fault; what was not asked for is none', () => {
    expect([...refusingSteps(noted('find-user|passed', 'stand-in|expired', 'account|user-disabled', 'static-password|not-asked'))]).toEqual([2]);
  });

  test('has every token that does not fit', () => {
    expect([...refusingSteps(noted('find-user|passed', 'token|none', 'token|wrong-code', 'static-password|asked'))]).toEqual([1, 2]);
  });

  test('is nowhere where all was well', () => {
    expect(refusingSteps(noted('find-user|passed', 'token|good', 'static-password|not-asked')).size).toBe(0);
  });
});
