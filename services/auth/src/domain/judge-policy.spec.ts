import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Policy, TrialSignIn, TrialVerdict } from '@countersign/contracts';
import type { Decision } from './decision.ts';
import { judgePolicy } from './judge-policy.ts';
import { rulesUnder } from './policy-rules.ts';
import { readSignIn } from './recorded-sign-in.ts';
import { defaultRules } from './rules.ts';
import { Bench, decided, totpToken } from './sign-in-fixture.ts';

/** A decision as the trail has it. */
function recorded({ result, detail }: Pick<Decision, 'result' | 'detail'>, at: number, source = 'desk', method = 'pap'): TrialSignIn {
  const number = (name: keyof typeof detail): number | null => (typeof detail[name] === 'number' ? detail[name] : null);
  return {
    pair: 0, at, result, user: 'alice', source, method, trace: String(detail['trace'] ?? ''), offsetSteps: number('offsetSteps'), offsetCodes: number('offsetCodes'),
    fault: typeof detail['fault'] === 'string' ? detail['fault'] : null, costsTry: detail['costsTry'] === true, tokens: number('tokens'),
  };
}

const judge = (lines: readonly TrialSignIn[], draft: Policy, current: Policy = {}): TrialVerdict[] => judgePolicy(lines.map((line) => ({
  line: readSignIn(line), current: rulesUnder(current, defaultRules), draft: rulesUnder(draft, defaultRules),
})));

const same: TrialVerdict = { verdict: 'same' };
const changes = (predicted: Decision['result']): TrialVerdict => ({ verdict: 'changes', predicted });
const unknown = (reason: string) => ({ verdict: 'unknown', reason });

/** Sign-ins one minute apart, each recorded. */
class Recorder {
  readonly bench = new Bench(totpToken());
  readonly lines: TrialSignIn[] = [];

  pap(password: string, source = 'desk'): Decision {
    this.bench.now += 60_000;
    const decision = this.bench.pap(password, { source });
    this.lines.push(recorded(decision, this.bench.now, source));
    return decision;
  }

  good(steps = 0): Decision {
    this.bench.now += 60_000;
    const decision = this.bench.pap(`1234${this.bench.code(steps)}`);
    this.lines.push(recorded(decision, this.bench.now));
    return decision;
  }

  answer(challenge: Decision, password: string): void {
    const decision = this.bench.answer(challenge, password);
    this.lines.push(recorded(decision, this.bench.now));
  }
}

describe('what a draft would have come to', () => {
  test('nothing changes under the policy in force, whatever was recorded', () => {
    const recorder = new Recorder();
    for (const password of ['1234000000', 'wrong', '1234000000', '9999000000', '1234000000']) recorder.pap(password);
    recorder.answer(recorder.good(), recorder.bench.code(1));
    expect(judge(recorder.lines, {})).toEqual(recorder.lines.map(() => same));
    expect(judge(recorder.lines, { language: 'zh', tokensPerUser: 9 })).toEqual(recorder.lines.map(() => same));
  });

  test('a token locks sooner, and a good code after it is refused', () => {
    const recorder = new Recorder();
    for (let index = 0; index < 2; index += 1) recorder.pap('1234000000');
    recorder.good();
    expect(judge(recorder.lines, { failuresBeforeNextTokencode: 1, failuresBeforeLock: 2 })).toEqual([same, same, changes('token-locked')]);
  });

  test('the next code is asked for sooner; what follows that question cannot be judged', () => {
    const recorder = new Recorder();
    for (let index = 0; index < 3; index += 1) recorder.pap('1234000000');
    recorder.answer(recorder.good(), recorder.bench.code(1));
    expect(judge(recorder.lines, { failuresBeforeNextTokencode: 4 })).toEqual([same, same, same, changes('accepted'), unknown('follows-a-change')]);
  });

  test.each<[Policy, TrialVerdict]>([
    [{ smallWindowSteps: 0 }, changes('challenge-next-tokencode')], [{ smallWindowSteps: 0, largeWindowSteps: 0 }, changes('wrong-tokencode')], [{ lookAhead: 0 }, same],
  ])('%j: a code that was one step off', (draft, verdict) => {
    const recorder = new Recorder();
    recorder.good(1);
    expect(judge(recorder.lines, draft)).toEqual([verdict]);
  });

  test('a code that was far off would be good under a wider window; one that was beyond it may have been anything', () => {
    const recorder = new Recorder();
    recorder.good(5);
    recorder.pap(`1234${recorder.bench.code(30)}`);
    expect(judge(recorder.lines, { smallWindowSteps: 5 })).toEqual([changes('accepted'), same]);
    expect(judge(recorder.lines, { largeWindowSteps: 40 })[1]).toEqual(unknown('beyond-recorded-window'));
  });

  test('a protocol that the draft does not take', () => {
    const recorder = new Recorder();
    recorder.good();
    expect(judge(recorder.lines, { protocol: 'chap', barePassword: 'never' })).toEqual([changes('protocol-not-allowed')]);
  });

  test('a longer delay refuses what came within it; a shorter one cannot say what was typed', () => {
    const recorder = new Recorder();
    recorder.pap('9999000000');
    recorder.good();
    expect(judge(recorder.lines, { delaySeconds: 120 })).toEqual([same, changes('throttled')]);
    const { bench } = new Recorder();
    const lines = ['9999000000', `1234${bench.code()}`].map((password) => recorded(bench.pap(password), bench.now));
    expect(lines[1]?.result).toBe('throttled');
    expect(judge(lines, { delaySeconds: 0 })).toEqual([same, unknown('not-compared')]);
  });

  test('static passwords: who has a token is on record since it is needed', () => {
    const line = (held: number | null): TrialSignIn => recorded({ result: 'accepted', detail: { trace: 'account|a|passed;static-password|argon2id|right', ...held === null ? {} : { tokens: held } } }, 0);
    const never = (held: number | null) => judge([line(held)], { barePassword: 'never' }, { barePassword: 'always' });
    expect([never(0), never(1), never(null)]).toEqual([[changes('no-usable-token')], [changes('wrong-password')], [unknown('not-recorded')]]);
    expect(judge([line(0)], { barePassword: 'users-without-token' }, { barePassword: 'always' })).toEqual([same]);
    const notAsked = recorded({ result: 'wrong-password', detail: { trace: 'throttle|x|passed;token|T1|none;static-password|never|not-asked' } }, 0);
    expect(judge([notAsked], { barePassword: 'always' }, { barePassword: 'never' })).toEqual([unknown('password-not-checked')]);
    expect(judge([notAsked], { barePassword: 'users-without-token' }, { barePassword: 'never' })).toEqual([same]);
  });

  test('a PIN is not on record: it is judged only where every PIN of before would be taken', () => {
    const recorder = new Recorder();
    recorder.bench.setState({ mode: 'new-pin' });
    recorder.answer(recorder.good(), '7531');
    expect(recorder.lines[1]?.result).toBe('new-pin-set');
    expect(judge(recorder.lines, { pinMaximum: 10 })).toEqual([same, same]);
    expect(judge(recorder.lines, { pinMinimum: 5 })).toEqual([same, unknown('pin-not-recorded')]);
  });

  test('what hangs on what came before the first line is said to', () => {
    const locked = recorded({ result: 'token-locked', detail: { trace: 'throttle|x|passed;token|T1|locked-good', offsetSteps: 0 } }, 0);
    expect(judge([locked], { failuresBeforeLock: 10 })).toEqual([unknown('history')]);
    expect(judge([locked], { pinMinimum: 6 })).toEqual([same]);
  });

  test('an account that is not let in, and a record without a trace, are no policy\'s business', () => {
    const lines = ['account|a|user-disabled', ''].map((trace) => recorded({ result: 'user-disabled', detail: { trace } }, 0));
    expect(judge(lines, { protocol: 'chap', failuresBeforeLock: 4, delaySeconds: 100 })).toEqual([same, same]);
  });
});

/** Typed once under one policy and once under the other, by the real rules. */
const step = fc.record({
  waitMs: fc.constantFrom(0, 500, 30_000, 60_000, 1_000_000), pin: fc.constantFrom('1234', '1234', '1234', '9999'), wrong: fc.boolean(), source: fc.constantFrom('desk', 'wifi'),
});
const draft = fc.record({
  failuresBeforeNextTokencode: fc.integer({ min: 1, max: 5 }), failuresBeforeLock: fc.integer({ min: 6, max: 8 }), lockSeconds: fc.constantFrom(1, 900, 5000),
  delaySeconds: fc.constantFrom(0, 1, 100), guessLimit: fc.constantFrom(3, 60), knownSourceDays: fc.constantFrom(0, 30),
}, { requiredKeys: [] });

test('what is said to stay or to change is what the rules themselves decide', () => {
  const run = (policy: Policy, steps: readonly { waitMs: number; pin: string; wrong: boolean; source: string }[]) => {
    const bench = new Bench(totpToken());
    bench.rules = rulesUnder(policy, defaultRules);
    return steps.map(({ waitMs, pin, wrong, source }, index) => {
      bench.now += waitMs;
      // Each step has a code of its own: what one run consumed, the other did not keep for later.
      bench.now += 30_000;
      const decision = decided(bench.decide({ method: 'pap', password: `${pin}${wrong ? '000000' : bench.code()}`, passwordMac: String(index) }, { source }));
      return recorded(decision, bench.now, source);
    });
  };
  fc.assert(fc.property(draft, fc.array(step, { maxLength: 25 }), (policy, steps) => {
    const lines = run({ failuresBeforeLock: 6 }, steps);
    const real = run(policy, steps);
    const verdicts = judge(lines, { failuresBeforeLock: 5, ...policy }, { failuresBeforeLock: 6 });
    const told = 'failuresBeforeLock' in policy ? real : run({ failuresBeforeLock: 5, ...policy }, steps);
    for (const [index, verdict] of verdicts.entries()) {
      if (verdict.verdict === 'unknown') break;
      expect([index, verdict.verdict === 'changes' ? verdict.predicted : lines[index]?.result]).toEqual([index, told[index]?.result]);
    }
  }));
});
