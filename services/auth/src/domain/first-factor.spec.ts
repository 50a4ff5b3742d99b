import { describe, expect, test } from '@jest/globals';
import type { FirstFactorRule } from '@countersign/contracts';
import type { FirstFactorCheck } from './first-factor.ts';
import type { StandIn } from './subject.ts';
import { Bench, START, decided, totpToken, user } from './sign-in-fixture.ts';

const rule: FirstFactorRule = { backEndId: 'ad', staticPassword: 'none', passcode: true, order: 'concatenated', withoutToken: 'refuse' };
const hash = '$argon2id$the-hash';

/** Plays the application: what is asked about is answered as the test says, and the request decided again. */
class Site extends Bench {
  asked: string[] = [];
  private requests = 0;

  by(changes: Partial<FirstFactorRule>, inGrace = false): this {
    this.firstFactor = { rule: { ...rule, ...changes }, inGrace };
    return this;
  }

  signIn(password: string, verdict: FirstFactorCheck['verdict'] = 'right', requestKey = `sign-in ${this.requests += 1}`) {
    const credentials = { method: 'pap', password, passwordMac: `mac of ${password}` } as const;
    const first = this.decide(credentials, { requestKey });
    if (first.kind !== 'first-factor-needed') return first.kind === 'decided' ? first : decided(first);
    this.asked.push(first.question.password);
    return decided(this.decide(credentials, { requestKey, firstFactorCheck: { question: first.question, verdict, reason: 'reason' } }));
  }
}

const pinless = (): ReturnType<typeof totpToken> => totpToken({ usePin: false, state: { ...totpToken().state, pin: null } });

describe('back-end password and passcode in one piece', () => {
  test('the passwords are what stands before PIN and code; right, the code is consumed', () => {
    const bench = new Site(totpToken()).by({});
    expect(bench.signIn(`Wonder land!1234${bench.code()}`)).toMatchObject({ result: 'accepted', answer: { message: 'PASSCODE Accept' }, object: { type: 'token' } });
    expect(bench.asked).toEqual(['Wonder land!']);
    expect(bench.state().lastCounter).toBe(bench.expected());
    expect(bench.memory.guesses.count).toBe(0);
    expect(bench.signIn(`Wonder land!1234${bench.code()}`).result).toBe('replayed-code');
    expect(bench.asked).toHaveLength(1);
  });

  test('a wrong password consumes no code, delays its source and is no failure of the token', () => {
    const bench = new Site(totpToken()).by({});
    expect(bench.signIn(`no1234${bench.code()}`, 'wrong-back-end')).toMatchObject({ result: 'back-end-refused', detail: { firstFactor: 'reason' } });
    expect(bench.state()).toMatchObject({ lastCounter: null, failures: 0 });
    expect(bench.memory.guesses.count).toBe(1);
    expect(bench.signIn(`Wonder land!1234${bench.code()}`).result).toBe('throttled');
    bench.now += bench.rules.delayMs;
    expect(bench.signIn(`Wonder land!1234${bench.code()}`).result).toBe('accepted');
  });

  test('behind a wrong code nobody is asked: no oracle, and no account is locked elsewhere', () => {
    const bench = new Site(totpToken()).by({});
    expect(bench.signIn('Wonder land!1234000000').result).toBe('wrong-tokencode');
    expect(bench.signIn(`Wonder land!9999${bench.code()}`).result).toBe('wrong-password');
    expect(bench.asked).toEqual([]);
    const open = new Site(pinless()).by({});
    expect(open.signIn('Wonder land!000000').result).toBe('wrong-tokencode');
    expect(open.state().failures).toBe(0);
    expect(open.asked).toEqual([]);
  });

  test('a directory that does not answer costs neither code nor guess', () => {
    const bench = new Site(pinless()).by({});
    for (const verdict of ['unreachable', 'no-room'] as const) {
      expect(bench.signIn(`Wonder land!${bench.code()}`, verdict)).toMatchObject({ result: 'back-end-unreachable', answer: { outcome: 'refuse' } });
    }
    expect(bench.memory.guesses.count).toBe(0);
    expect(bench.signIn(`Wonder land!${bench.code()}`).result).toBe('accepted');
  });

  test('without the password a code alone is a wrong first factor', () => {
    const bench = new Site(totpToken()).by({});
    expect(bench.signIn(`1234${bench.code()}`).result).toBe('wrong-password');
    expect(bench.state().lastCounter).toBeNull();
  });

  test('tokens of different lengths are tried without extra failures', () => {
    const bench = new Site(totpToken(), totpToken({ assignmentId: 'assignment-2', serial: 'T2', seed: 'abcdefghijklmnopqrst', digits: 8, state: { ...totpToken().state, pin: '77777' } })).by({});
    expect(bench.signIn(`pw77777${bench.code(0, 1)}`).result).toBe('accepted');
    expect(bench.asked).toEqual(['pw']);
    expect(bench.signIn(`pw1234${bench.code()}`).result).toBe('accepted');
    expect([bench.state(0).failures, bench.state(1).failures, bench.memory.guesses.count]).toEqual([0, 0, 0]);
  });

  test('what more the token wants is asked when the password was right, not before', () => {
    const bench = new Site(totpToken({ state: { ...totpToken().state, mode: 'new-pin' } })).by({});
    expect(bench.signIn(`pw1234${bench.code()}`, 'wrong-back-end').opensChallenge).toBeNull();
    bench.now += 60_000;
    const asked = bench.signIn(`pw1234${bench.code()}`);
    expect(asked.result).toBe('challenge-new-pin');
    expect(bench.answer(asked, '98765').result).toBe('new-pin-set');
  });

  test('a copy of the request that is being checked is silent; another of the same user is refused', () => {
    const bench = new Site(pinless()).by({});
    const credentials = { method: 'pap', password: `pw${bench.code()}`, passwordMac: 'm' } as const;
    expect(bench.decide(credentials, { requestKey: 'one' }).kind).toBe('first-factor-needed');
    expect(bench.decide(credentials, { requestKey: 'one' })).toMatchObject({ kind: 'undecided', reason: 'password-being-checked' });
    expect(bench.decide(credentials, { requestKey: 'two' })).toMatchObject({ kind: 'decided', result: 'password-queue-full' });
  });

  test('a verdict on another question decides nothing', () => {
    const bench = new Site(pinless()).by({});
    const credentials = { method: 'pap', password: `pw${bench.code()}`, passwordMac: 'm' } as const;
    const first = bench.decide(credentials, { requestKey: 'one' });
    if (first.kind !== 'first-factor-needed') throw new Error(first.kind);
    const check = { verdict: 'right', reason: 'passed', question: first.question } as const;
    for (const question of [{ password: 'other' }, { backEndId: 'other' }, { login: 'other' }, { staticPassword: 'required' as const }, { hash }]) {
      expect(bench.decide(credentials, { requestKey: 'one', firstFactorCheck: { ...check, question: { ...first.question, ...question } } })).toMatchObject({ kind: 'undecided' });
    }
    bench.firstFactor = undefined;
    expect(bench.decide(credentials, { requestKey: 'one', firstFactorCheck: check })).toMatchObject({ kind: 'undecided' });
    expect(bench.state().lastCounter).toBeNull();
  });

  test('over CHAP it is refused with its own code and burns nothing', () => {
    const bench = new Site(totpToken()).by({});
    expect(bench.chap(`1234${bench.code()}`).result).toBe('first-factor-impossible-over-chap');
    expect(bench.by({ backEndId: null }).chap(`1234${bench.code()}`).result).toBe('accepted');
  });
});

describe('the parts of a rule', () => {
  const withStatic = (changes: Partial<FirstFactorRule>): Site => {
    const bench = new Site(pinless()).by({ backEndId: null, ...changes });
    bench.user = { ...user, passwordHash: hash };
    return bench;
  };

  test('a part that is not asked for must not be there', () => {
    const bench = withStatic({});
    expect(bench.signIn(`static${bench.code()}`).result).toBe('wrong-password');
    expect(bench.signIn(bench.code(), 'right', 'elsewhere').result).toBe('throttled');
    bench.now += bench.rules.delayMs;
    expect(bench.signIn(bench.code()).result).toBe('accepted');
    expect(bench.asked).toEqual([]);
  });

  test('an optional static password may stand there, and must be right then', () => {
    const bench = withStatic({ staticPassword: 'optional' });
    expect(bench.signIn(`static${bench.code()}`, 'wrong-static').result).toBe('wrong-password');
    bench.now += bench.rules.delayMs;
    expect(bench.signIn(bench.code()).result).toBe('accepted');
    bench.now += 30_000;
    expect(bench.signIn(`static${bench.code()}`).result).toBe('accepted');
  });

  test('a required one has to be set, valid and not due for a change', () => {
    const bench = withStatic({ staticPassword: 'required' });
    bench.user = { ...bench.user, passwordMustChange: true };
    expect(bench.signIn(`static${bench.code()}`).result).toBe('static-password-must-change');
    bench.user = { ...bench.user, passwordMustChange: false, passwordExpiresAt: START };
    expect(bench.signIn(`static${bench.code()}`).result).toBe('static-password-expired');
    bench.user = { ...bench.user, passwordHash: null };
    expect(bench.signIn(`static${bench.code()}`).result).toBe('wrong-password');
  });

  test('all three: both passwords go into one question', () => {
    const bench = withStatic({ backEndId: 'ad', staticPassword: 'required' });
    const credentials = { method: 'pap', password: `backstatic${bench.code()}`, passwordMac: 'm' } as const;
    expect(bench.decide(credentials)).toMatchObject({ kind: 'first-factor-needed', question: { password: 'backstatic', backEndId: 'ad', staticPassword: 'required', hash } });
  });

  test('passwords alone, where no passcode is asked for', () => {
    const bench = new Site().by({ passcode: false });
    expect(bench.signIn('Wonder land!')).toMatchObject({ result: 'accepted', answer: { message: 'PASSWORD Accept' }, object: { type: 'back-end', id: 'ad' } });
    expect(bench.signIn('').result).toBe('wrong-password');
  });
});

describe('users without a token', () => {
  test('are refused before anybody is asked, unless the rule or the grace of their group lets them in', () => {
    const bench = new Site().by({});
    expect(bench.signIn('Wonder land!').result).toBe('no-usable-token');
    expect(bench.asked).toEqual([]);
    expect(bench.by({}, true).signIn('Wonder land!').result).toBe('accepted');
    expect(bench.by({ withoutToken: 'passwords' }).signIn('Wonder land!').result).toBe('accepted');
    expect(bench.by({ withoutToken: 'passwords' }).signIn('no', 'wrong-back-end').result).toBe('back-end-refused');
  });

  test('grace is for those who have none: with a token it is needed', () => {
    const bench = new Site(pinless()).by({}, true);
    expect(bench.signIn('Wonder land!').result).toBe('wrong-tokencode');
    bench.tokens = [totpToken({ lost: true })];
    expect(bench.signIn('Wonder land!').result).toBe('accepted');
  });
});

describe('what stands in for a code', () => {
  const bypass: StandIn = { id: 'stand-in-1', kind: 'bypass-code', assignmentId: null, secret: 'BYPASS-CODE', expiresAt: START + 600_000 };

  test('is no way around the password', () => {
    const bench = new Site(totpToken({ lost: true })).by({});
    bench.standIns = [bypass];
    expect(bench.signIn('1234BYPASS-CODE').result).toBe('wrong-password');
    bench.now += 60_000;
    expect(bench.signIn('no1234BYPASS-CODE', 'wrong-back-end').result).toBe('back-end-refused');
    bench.now += 60_000;
    expect(bench.signIn('Wonder land!1234BYPASS-CODE')).toMatchObject({ result: 'accepted', object: { type: 'bypass-code' } });
    expect(bench.signIn('Wonder land!1234BYPASS-CODE').result).toBe('no-usable-token');
    expect(bench.asked).toEqual(['no', 'Wonder land!']);
  });

  test('answers the second of two steps', () => {
    const bench = new Site().by({ order: 'challenge' });
    bench.standIns = [bypass];
    expect(bench.answer(bench.signIn('Wonder land!'), 'BYPASS-CODE').result).toBe('accepted');
  });
});

describe('two steps', () => {
  test('the password first, then the passcode as a challenge', () => {
    const bench = new Site(totpToken()).by({ order: 'challenge' });
    const asked = bench.signIn('Wonder land!');
    expect(asked).toMatchObject({ result: 'challenge-passcode', answer: { outcome: 'challenge', message: 'Enter PASSCODE:' } });
    expect(bench.asked).toEqual(['Wonder land!']);
    expect(bench.answer(asked, `1234${bench.code()}`).result).toBe('accepted');
    expect(bench.answer(asked, `1234${bench.code(1)}`).result).toBe('challenge-expired');
  });

  test('a wrong password opens nothing; a wrong passcode ends the challenge and counts as it does anywhere', () => {
    const bench = new Site(totpToken()).by({ order: 'challenge' });
    expect(bench.signIn('no', 'wrong-back-end').opensChallenge).toBeNull();
    bench.now += 60_000;
    const asked = bench.signIn('Wonder land!');
    expect(bench.answer(asked, '1234000000').result).toBe('wrong-tokencode');
    expect(bench.state().failures).toBe(1);
    expect(bench.answer(asked, `1234${bench.code()}`).result).toBe('challenge-expired');
  });

  test('a new PIN may be asked in a third step', () => {
    const bench = new Site(totpToken({ state: { ...totpToken().state, pin: null } })).by({ order: 'challenge' });
    const asked = bench.answer(bench.signIn('Wonder land!'), new Site(totpToken()).code());
    expect(asked.result).toBe('challenge-new-pin');
    expect(bench.answer(asked, '98765').result).toBe('new-pin-set');
  });

  test('the challenge is for the user and the agent host that it was opened for', () => {
    const bench = new Site(totpToken()).by({ order: 'challenge' });
    const asked = bench.signIn('Wonder land!');
    bench.host = { ...bench.host, id: 'host-2' };
    expect(bench.answer(asked, `1234${bench.code()}`).result).toBe('challenge-expired');
  });
});
