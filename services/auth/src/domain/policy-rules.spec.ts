import { describe, expect, test } from '@jest/globals';
import { type Policy, defaultPolicy, policyFieldNames, policySchema, wholePolicySchema } from '@countersign/contracts';
import { SiteRules, policyOf, rulesUnder } from './policy-rules.ts';
import { defaultRules } from './rules.ts';
import { Bench, totpToken } from './sign-in-fixture.ts';

/** Decided by token-admin. */
const ELSEWHERE = new Set(['passwordMinimum', 'passwordKinds', 'passwordWithLogin', 'passwordDays', 'tokensPerUser']);
/** Another value of each field. */
function another(field: keyof Policy): Policy {
  const value = defaultPolicy[field];
  if (typeof value === 'number') return { [field]: value + 1 };
  if (field.includes('Text')) return { [field]: `${value} other` };
  const options = { pinCharacters: 'digits', pinSimple: 'refused', pinRepeat: 'refused', protocol: 'chap', barePassword: 'always', language: 'zh' } as const;
  return { [field]: Reflect.get(options, field) as string };
}

describe('a policy as rules', () => {
  test('the built-in policy is what auth does without one, and the other way round', () => {
    expect(rulesUnder(defaultPolicy, defaultRules)).toEqual(defaultRules);
    expect(wholePolicySchema.parse({ ...defaultPolicy, ...policyOf(defaultRules) })).toEqual(defaultPolicy);
    expect(rulesUnder({}, defaultRules)).toEqual(defaultRules);
  });

  test('every value has an effect, and no two have the same', () => {
    const seen = new Map<string, string>();
    for (const field of policyFieldNames.filter((name) => !ELSEWHERE.has(name))) {
      const policy = policySchema.parse({ ...another(field), ...(field.endsWith('Zh') ? { language: 'zh' } : {}) });
      const outcome = JSON.stringify(rulesUnder(policy, defaultRules));
      expect([field, seen.get(outcome)]).toEqual([field, undefined]);
      seen.set(outcome, field);
    }
    expect(seen.has(JSON.stringify(defaultRules))).toBe(false);
  });

  test('what a policy does not set is as the process settings say, texts of the other language excepted', () => {
    const base = { ...defaultRules, guessLimit: 7, texts: { ...defaultRules.texts, refused: 'No.' } };
    expect(rulesUnder({ lookAhead: 1 }, base)).toEqual({ ...base, lookAhead: 1 });
    expect(rulesUnder({ language: 'zh' }, base).texts.refused).toBe('拒绝访问');
  });
});

describe('whose policy', () => {
  const rules = new SiteRules(defaultRules);
  const strict: Policy = { guessLimit: 3, refusedTextEn: 'strict no' };

  test('the user\'s; a refusal speaks as the agent host\'s site does', () => {
    const between = rules.between({ policy: strict, administratorUnderPolicy: false }, { policy: { refusedTextEn: 'no' } });
    expect([between.guessLimit, between.texts.refused, between.texts.nextTokencode]).toEqual([3, 'no', 'Enter Next Code']);
    expect(rules.between({ policy: null, administratorUnderPolicy: false }, { policy: strict })).toMatchObject({ guessLimit: 60, texts: { refused: 'strict no' } });
  });

  test('an administrator\'s password is guarded as the process settings say, where the policy is looser', () => {
    const loose: Policy = { guessLimit: 10_000, delaySeconds: 0, delayMaximumSeconds: 0, failuresBeforeLock: 100, barePassword: 'always', language: 'zh' };
    const { guessLimit, delayMs, delayMaximumMs, failuresBeforeLock, barePassword } = defaultRules;
    expect(rules.between({ policy: loose, administratorUnderPolicy: true }, { policy: loose }))
      .toMatchObject({ guessLimit, delayMs, delayMaximumMs, failuresBeforeLock, barePassword, texts: { refused: '拒绝访问' } });
    expect(rules.between({ policy: loose, administratorUnderPolicy: false }, { policy: loose })).toMatchObject({ guessLimit: 10_000, barePassword: 'always' });
    expect(rules.between({ policy: strict, administratorUnderPolicy: true }, { policy: strict }).guessLimit).toBe(3);
  });

  test('rules are made once of each policy', () => {
    expect(rules.under(strict)).toBe(rules.under(strict));
    expect(rules.between({ policy: strict, administratorUnderPolicy: false }, { policy: strict })).toBe(rules.under(strict));
    expect(rules.under(null)).toBe(defaultRules);
    const administrator = { policy: strict, administratorUnderPolicy: true };
    expect(rules.of(administrator)).toBe(rules.of(administrator));
  });
});

describe('PIN rules of a policy', () => {
  const asked = (policy: Policy, pin = '1234') => {
    const bench = new Bench(totpToken());
    bench.rules = rulesUnder(policy, defaultRules);
    bench.setState({ pin, mode: 'new-pin' });
    const challenge = bench.pap(`${pin}${bench.code()}`);
    return (answer: string) => { const { result, detail } = bench.answer(challenge, answer); return result === 'new-pin-set' ? result : detail['fault']; };
  };

  test.each<[Policy, string, string]>([
    [{ pinCharacters: 'digits' }, '12a4', 'not-digits'], [{ pinCharacters: 'digits' }, '7531', 'new-pin-set'],
    [{ pinSimple: 'refused' }, '5678', 'too-simple'], [{ pinSimple: 'refused' }, '4321', 'too-simple'], [{ pinSimple: 'refused' }, 'aaaa', 'too-simple'],
    [{ pinSimple: 'refused' }, '1235', 'new-pin-set'], [{ pinSimple: 'refused' }, '1357', 'new-pin-set'], [{}, '1111', 'new-pin-set'],
    [{ pinRepeat: 'refused' }, '1234', 'same-as-before'], [{ pinRepeat: 'refused' }, '1235', 'new-pin-set'], [{}, '1234', 'new-pin-set'],
    [{ pinMinimum: 6 }, '12345', 'too-short'], [{ pinMaximum: 5 }, '123456', 'too-long'],
  ])('%j: %s is %s', (policy, pin, outcome) => {
    expect(asked(policy)(pin)).toBe(outcome);
  });

  test('the question names the lengths, in the language of the policy', () => {
    const bench = new Bench(totpToken());
    bench.rules = rulesUnder({ language: 'zh', pinMinimum: 6 }, defaultRules);
    bench.setState({ pin: null });
    expect(bench.pap(bench.code()).answer).toMatchObject({ message: '请输入新的PIN码（6至8位）：' });
  });
});

test('a protocol that the policy does not take is refused before anything is compared, and burns nothing', () => {
  const bench = new Bench(totpToken());
  bench.rules = rulesUnder({ protocol: 'chap', barePassword: 'never' }, defaultRules);
  expect(bench.pap(`1234${bench.code()}`)).toMatchObject({ result: 'protocol-not-allowed', tokenStates: new Map() });
  expect(bench.chap(`1234${bench.code()}`).result).toBe('accepted');
  bench.rules = rulesUnder({ protocol: 'pap' }, defaultRules);
  expect(bench.chap(`1234${bench.code(1)}`).result).toBe('protocol-not-allowed');
});
