import { describe, expect, test } from '@jest/globals';
import { Bench, START, totpToken, user } from './sign-in-fixture.ts';
import { foldLogin } from '@countersign/contracts';
import { loginNameOf } from './login-name.ts';
import { findUser } from './find-user.ts';

const minute = 60_000;

describe('passcode', () => {
  test('PIN and tokencode are accepted with PASSCODE Accept, and the code is consumed', () => {
    const bench = new Bench(totpToken());
    const decision = bench.pap(`1234${bench.code()}`);
    expect(decision).toMatchObject({ result: 'accepted', answer: { outcome: 'accept', message: 'PASSCODE Accept' } });
    expect(bench.state().lastCounter).toBe(bench.expected());
  });

  test('pitfall 2: the same code in another request is a replay and counts nowhere', () => {
    const bench = new Bench(totpToken());
    bench.pap(`1234${bench.code()}`);
    const guesses = bench.memory.guesses;
    expect(bench.pap(`1234${bench.code()}`).result).toBe('replayed-code');
    expect(bench.state().failures).toBe(0);
    expect(bench.memory.guesses).toEqual(guesses);
  });

  test('an earlier code is a replay once a later one was used', () => {
    const bench = new Bench(totpToken());
    bench.pap(`1234${bench.code(1)}`);
    expect(bench.pap(`1234${bench.code(0)}`).result).toBe('replayed-code');
  });

  test('one-time switched off: the code may repeat within its step, an older one may not', () => {
    const bench = new Bench(totpToken({ oneTime: false }));
    bench.pap(`1234${bench.code()}`);
    expect(bench.pap(`1234${bench.code()}`).result).toBe('accepted');
    expect(bench.pap(`1234${bench.code(-1)}`).result).toBe('replayed-code');
  });

  test('the same holds over CHAP', () => {
    const bench = new Bench(totpToken());
    expect(bench.chap(`1234${bench.code()}`).result).toBe('accepted');
    expect(bench.chap(`1234${bench.code()}`).result).toBe('replayed-code');
    expect(bench.chap(`0000${bench.code(1)}`).result).toBe('wrong-password');
  });

  test('a drifting token is followed', () => {
    const bench = new Bench(totpToken());
    for (let step = 1; step <= 5; step += 1) {
      bench.now = START + step * 10 * minute;
      expect(bench.pap(`1234${bench.code(step)}`).result).toBe('accepted');
    }
    expect(bench.state().drift).toBe(5);
  });
});

describe('pitfall 1: a retransmission is not a replay', () => {
  test('the same request gets the same answer, word for word, for 30 s', () => {
    const bench = new Bench(totpToken());
    const credentials = { method: 'pap', password: `1234${bench.code()}`, passwordMac: 'm' } as const;
    const first = bench.decide(credentials, { requestKey: 'same' });
    bench.now += 29_000;
    const second = bench.decide(credentials, { requestKey: 'same' });
    expect(second).toEqual({ kind: 'repeated', answer: first.kind === 'decided' ? first.answer : undefined });
  });

  test('a challenge is repeated with the same State', () => {
    const bench = new Bench(totpToken());
    bench.setState({ pin: null });
    const credentials = { method: 'pap', password: bench.code(), passwordMac: 'm' } as const;
    const first = bench.decide(credentials, { requestKey: 'same' });
    expect(bench.decide(credentials, { requestKey: 'same' })).toMatchObject({
      kind: 'repeated', answer: first.kind === 'decided' ? first.answer : undefined,
    });
  });

  test('a flood of throttled guesses does not push the answer out', () => {
    const bench = new Bench(totpToken());
    const credentials = { method: 'pap', password: `1234${bench.code()}`, passwordMac: 'm' } as const;
    bench.decide(credentials, { requestKey: 'same' });
    for (let guess = 0; guess < 100; guess += 1) bench.pap('9999000000', { source: 'attacker' });
    expect(bench.decide(credentials, { requestKey: 'same' }).kind).toBe('repeated');
  });

  test('failover grace: off by default, on it gives a new packet with the same passcode the same answer for its time', () => {
    const strict = new Bench(totpToken());
    strict.pap(`1234${strict.code()}`);
    expect(strict.pap(`1234${strict.code()}`).result).toBe('replayed-code');

    const graceful = new Bench(totpToken());
    graceful.host = { ...graceful.host, failoverGraceMs: 10_000 };
    const credentials = { method: 'pap', password: `1234${graceful.code()}`, passwordMac: 'm' } as const;
    graceful.decide(credentials);
    expect(graceful.decide(credentials).kind).toBe('repeated');
    expect(graceful.decide(credentials, { source: 'elsewhere' })).toMatchObject({ result: 'replayed-code' });
    graceful.now += 10_001;
    expect(graceful.decide(credentials)).toMatchObject({ result: 'replayed-code' });
  });
});

describe('the account', () => {
  const cases = [
    ['user-disabled', { enabled: false }],
    ['account-not-started', { startsAt: START + 1 }],
    ['account-expired', { endsAt: START }],
  ] as const;
  test.each(cases)('%s refuses before anything is compared', (result, changes) => {
    const bench = new Bench(totpToken());
    bench.user = { ...user, ...changes };
    expect(bench.pap(`1234${bench.code()}`)).toMatchObject({ result, answer: { outcome: 'refuse', message: 'Access denied' } });
    expect(bench.state().lastCounter).toBeNull();
  });

  test('activation is true if any of its ways holds', () => {
    const closed = { openToAll: false, openToSite: false };
    const away = { siteId: 'site-2', siteAncestors: ['site-2'] };
    const below = { siteId: 'site-3', siteAncestors: ['site-1', 'site-3'] };
    const ways = [
      [closed, {}, 'user-not-on-agent-host'],
      [closed, { activated: true }, 'accepted'],
      [closed, { groupActivated: true }, 'accepted'],
      [{ ...closed, openToAll: true }, away, 'accepted'],
      [{ ...closed, openToSite: true }, below, 'accepted'],
      [{ ...closed, openToSite: true }, away, 'user-not-on-agent-host'],
      [closed, { ...away, activeOnAllHosts: true }, 'accepted'],
      [closed, { activeOnSiteHosts: true }, 'accepted'],
      [closed, { ...below, activeOnSiteHosts: true }, 'user-not-on-agent-host'],
      [closed, { ...away, activeOnSiteHosts: true }, 'user-not-on-agent-host'],
    ] as const;
    for (const [hostChanges, userChanges, result] of ways) {
      const bench = new Bench(totpToken());
      bench.host = { ...bench.host, ...hostChanges };
      bench.user = { ...user, ...userChanges };
      expect([hostChanges, userChanges, bench.pap(`1234${bench.code()}`).result]).toEqual([hostChanges, userChanges, result]);
    }
  });

  test.each([{ enabled: false }, { lost: true }, { endsAt: START }, { startsAt: START + 1 }])('a token that is %j is not usable', (changes) => {
    const bench = new Bench(totpToken(changes));
    expect(bench.pap(`1234${bench.code()}`).result).toBe('no-usable-token');
  });
});

describe('counting failures', () => {
  test('three wrong codes, then a good one leads to the next tokencode, answered with PASSWORD Accept', () => {
    const bench = new Bench(totpToken());
    for (let wrong = 0; wrong < 3; wrong += 1) expect(bench.pap('1234000000').result).toBe('wrong-tokencode');
    const challenge = bench.pap(`1234${bench.code()}`);
    expect(challenge.answer).toMatchObject({ outcome: 'challenge', message: 'Enter Next Code' });
    expect(bench.answer(challenge, bench.code(1))).toMatchObject({ result: 'accepted', answer: { message: 'PASSWORD Accept' } });
    expect(bench.state()).toMatchObject({ failures: 0, mode: 'normal' });
  });

  test('five wrong codes lock the token for 15 minutes, the next lock lasts twice as long', () => {
    const bench = new Bench(totpToken());
    for (let wrong = 0; wrong < 5; wrong += 1) bench.pap('1234000000');
    expect(bench.pap(`1234${bench.code()}`).result).toBe('token-locked');
    expect(bench.state().lockedUntil).toBe(START + 15 * minute);
    bench.now += 15 * minute;
    bench.pap('1234000000');
    bench.pap('1234000000');
    expect(bench.state().lockedUntil).toBe(bench.now + 30 * minute);
  });

  test('wrong PINs delay their source and never lock the account or the token', () => {
    const bench = new Bench(totpToken());
    bench.pap(`9999${bench.code()}`, { source: 'attacker' });
    expect(bench.pap(`1234${bench.code()}`, { source: 'attacker' }).result).toBe('throttled');
    expect(bench.state().failures).toBe(0);
    expect(bench.pap(`1234${bench.code()}`).result).toBe('accepted');
  });

  test('the delay doubles', () => {
    const bench = new Bench(totpToken());
    for (const delay of [1000, 2000, 4000]) {
      bench.pap('9999000000');
      expect(bench.memory.sources[0]?.delayedUntil).toBe(bench.now + delay);
      bench.now += delay;
    }
  });

  test('beyond 60 guesses an hour only sources that signed in lately are heard', () => {
    const bench = new Bench(totpToken());
    bench.pap(`1234${bench.code()}`, { source: 'home' });
    let evaluated = 0;
    for (let guess = 0; guess < 5000; guess += 1) {
      if (bench.pap('9999000000', { source: `bot-${guess}` }).result === 'wrong-password') evaluated += 1;
    }
    expect(evaluated).toBe(60);
    bench.now += 30_000;
    expect(bench.pap(`1234${bench.code(0)}`, { source: 'office' }).result).toBe('too-many-guesses');
    expect(bench.pap(`1234${bench.code(0)}`, { source: 'home' }).result).toBe('accepted');
  });

  test('pitfall 9: a wrong guess costs a PIN-less token nothing but the user a guess', () => {
    const bench = new Bench(totpToken({ usePin: false }), totpToken({ usePin: false, assignmentId: 'a2', tokenId: 't2', seed: 'abcdefghijklmnopqrst' }));
    for (let guess = 0; guess < 10; guess += 1) expect(bench.pap('000000').result).toBe('wrong-tokencode');
    expect(bench.tokens.map(({ state }) => state.failures)).toEqual([0, 0]);
    expect(bench.memory.guesses.count).toBe(10);
    expect(bench.pap(bench.code(0, 1)).result).toBe('accepted');
  });

  test('pitfall 7: tokens of different lengths are tried without failures at the others', () => {
    const bench = new Bench(
      totpToken({ state: { ...totpToken().state, pin: '12345678' } }),
      totpToken({ digits: 8, assignmentId: 'a2', tokenId: 't2', seed: 'abcdefghijklmnopqrst' }),
    );
    expect(bench.pap(`1234${bench.code(0, 1)}`).result).toBe('accepted');
    expect(bench.state(0).failures).toBe(0);
  });

  test('an undecodable password where a Message-Authenticator proved the secret is a wrong password', () => {
    const bench = new Bench(totpToken());
    expect(bench.pap(null, { proven: true }).result).toBe('wrong-password');
  });
});

describe('new PIN', () => {
  test('PIN not set: the tokencode alone leads to the challenge, byte for byte; the PIN is set and accepted', () => {
    const bench = new Bench(totpToken());
    bench.setState({ pin: null });
    const challenge = bench.pap(bench.code());
    expect(challenge.answer).toMatchObject({ outcome: 'challenge', message: 'Enter a new PIN having from 4 to 8 digits:' });
    expect(bench.answer(challenge, '7531')).toMatchObject({ result: 'accepted', answer: { message: 'PASSCODE Accept' } });
    bench.now += 30_000;
    expect(bench.pap(`7531${bench.code()}`).result).toBe('accepted');
  });

  test('a refused PIN is asked for again, three times at most', () => {
    const bench = new Bench(totpToken());
    bench.setState({ mode: 'new-pin' });
    const first = bench.pap(`1234${bench.code()}`);
    const second = bench.answer(first, '12');
    const third = bench.answer(second, 'way too long');
    expect([second.result, third.result]).toEqual(['challenge-new-pin', 'challenge-new-pin']);
    expect(bench.answer(third, '!!!!').result).toBe('new-pin-refused');
    expect(bench.state().pin).toBe('1234');
  });

  test('over CHAP it is refused with its own code and burns nothing', () => {
    const bench = new Bench(totpToken());
    bench.setState({ mode: 'new-pin' });
    expect(bench.chap(`1234${bench.code()}`).result).toBe('new-pin-impossible-over-chap');
    expect(bench.pap(`1234${bench.code()}`).result).toBe('challenge-new-pin');
  });

  test('the agent host may forbid it', () => {
    const bench = new Bench(totpToken());
    bench.host = { ...bench.host, newPin: false };
    bench.setState({ pin: null });
    expect(bench.pap(bench.code()).result).toBe('new-pin-needed');
  });

  test('a NAS profile puts its suffix behind the prompt', () => {
    const bench = new Bench(totpToken());
    bench.host = { ...bench.host, promptSuffix: ': ' };
    bench.setState({ mode: 'next-tokencode' });
    expect(bench.pap(`1234${bench.code()}`).answer).toMatchObject({ message: 'Enter Next Code: ' });
  });
});

describe('next tokencode', () => {
  test('exactly the code after the matched one, even outside the window; both are consumed', () => {
    const bench = new Bench(totpToken());
    const far = bench.pap(`1234${bench.code(9)}`);
    expect(far.result).toBe('challenge-next-tokencode');
    const decision = bench.answer(far, bench.code(10));
    expect(decision.result).toBe('accepted');
    expect(bench.state()).toMatchObject({ lastCounter: bench.expected() + 10, drift: 10 });
  });

  test('a wrong next code costs the token a try, and the challenge is gone', () => {
    const bench = new Bench(totpToken());
    bench.setState({ mode: 'next-tokencode' });
    const challenge = bench.pap(`1234${bench.code()}`);
    expect(bench.answer(challenge, bench.code(2)).result).toBe('next-tokencode-wrong');
    expect(bench.state().failures).toBe(1);
    expect(bench.answer(challenge, bench.code(1)).result).toBe('challenge-expired');
  });

  test('a first code that led to a challenge is consumed', () => {
    const bench = new Bench(totpToken());
    bench.setState({ mode: 'next-tokencode' });
    bench.pap(`1234${bench.code()}`);
    expect(bench.pap(`1234${bench.code()}`).result).toBe('replayed-code');
  });

  test('pitfall 6: State is bound to user and agent host; the caller\'s station may vanish', () => {
    const bench = new Bench(totpToken());
    bench.setState({ mode: 'next-tokencode' });
    const challenge = bench.pap(`1234${bench.code()}`);
    const { host } = bench;
    bench.host = { ...host, id: 'host-2' };
    expect(bench.answer(challenge, bench.code(1)).result).toBe('challenge-expired');
    bench.host = host;
    bench.user = { ...user, id: 'user-2' };
    expect(bench.answer(challenge, bench.code(1)).result).toBe('challenge-expired');
    bench.user = user;
    expect(bench.answer(challenge, bench.code(1), { source: 'no station' }).result).toBe('accepted');
  });

  test('with a PIN to set, the new PIN follows', () => {
    const bench = new Bench(totpToken());
    bench.setState({ pin: null, mode: 'next-tokencode' });
    const next = bench.pap(bench.code());
    const pin = bench.answer(next, bench.code(1));
    expect([next.result, pin.result]).toEqual(['challenge-next-tokencode', 'challenge-new-pin']);
    expect(bench.answer(pin, '2468').result).toBe('accepted');
  });

  test('an expired challenge and an absent state store have their own codes', () => {
    const bench = new Bench(totpToken());
    expect(bench.pap('1234', { challenge: { status: 'gone' } }).result).toBe('challenge-expired');
    expect(bench.pap('1234', { challenge: { status: 'unavailable' } }).result).toBe('state-store-unavailable');
  });
});

describe('static password', () => {
  const hash = '$argon2id$the-hash';
  const withPassword = (...tokens: ReturnType<typeof totpToken>[]): Bench => {
    const bench = new Bench(...tokens);
    bench.user = { ...user, passwordHash: hash };
    return bench;
  };

  test('is asked outside the transaction, then accepted with PASSWORD Accept', () => {
    const bench = withPassword();
    const credentials = { method: 'pap', password: 'correct horse', passwordMac: 'm' } as const;
    expect(bench.decide(credentials)).toMatchObject({ kind: 'password-needed', hash, password: 'correct horse' });
    expect(bench.decide(credentials, { passwordCheck: { hash, verdict: 'right' } })).toMatchObject({
      result: 'accepted', answer: { message: 'PASSWORD Accept' }, object: { type: 'static-password' },
    });
  });

  test('a hash that changed meanwhile decides nothing: the next try asks the new one', () => {
    const outcome = withPassword().decide({ method: 'pap', password: 'x y z', passwordMac: 'm' }, { passwordCheck: { hash: 'old', verdict: 'right' } });
    expect(outcome).toMatchObject({ kind: 'undecided', reason: 'password-changed' });
  });

  test('a token\'s user whom the policy allows no bare password never comes to argon2', () => {
    const bench = withPassword(totpToken());
    expect(bench.pap('correct horse').result).toBe('wrong-password');
    expect(bench.pap('1234999999', { source: 'elsewhere' }).result).toBe('wrong-tokencode');
  });

  test('where the policy allows it always, a password in the shape of a passcode is a password, too', () => {
    const bench = withPassword(totpToken());
    bench.rules = { ...bench.rules, barePassword: 'always' };
    expect(bench.decide({ method: 'pap', password: 'summer123456', passwordMac: 'm' }).kind).toBe('password-needed');
  });

  test('a guess is counted before the check; a right one is taken back, a wrong one delays its source', () => {
    const bench = withPassword();
    const credentials = { method: 'pap', password: 'x y z', passwordMac: 'm' } as const;
    bench.decide(credentials, { requestKey: 'one' });
    expect(bench.memory.guesses.count).toBe(1);
    bench.decide(credentials, { requestKey: 'one', passwordCheck: { hash, verdict: 'right' } });
    expect(bench.memory.guesses.count).toBe(0);
    bench.decide(credentials, { requestKey: 'two' });
    bench.decide(credentials, { requestKey: 'two', passwordCheck: { hash, verdict: 'wrong' } });
    expect(bench.memory.guesses.count).toBe(1);
    expect(bench.pap('x y z').result).toBe('throttled');
  });

  test('at most one check of a user at a time, in the whole cluster; its copies wait in silence', () => {
    const bench = withPassword();
    const credentials = { method: 'pap', password: 'x y z', passwordMac: 'm' } as const;
    bench.decide(credentials, { requestKey: 'one' });
    for (const requestKey of ['one', 'two']) {
      expect(bench.decide(credentials, { requestKey })).toMatchObject({ kind: 'undecided', reason: 'password-being-checked' });
    }
    expect(bench.memory.guesses.count).toBe(1);
    bench.now += bench.rules.passwordCheckMs;
    expect(bench.decide(credentials, { requestKey: 'two' }).kind).toBe('password-needed');
  });

  test('overflow of the queue is silence and costs no guess', () => {
    const bench = withPassword();
    const credentials = { method: 'pap', password: 'x y z', passwordMac: 'm' } as const;
    bench.decide(credentials, { requestKey: 'one' });
    expect(bench.decide(credentials, { requestKey: 'one', passwordCheck: { hash, verdict: 'no-room' } }))
      .toMatchObject({ kind: 'undecided', reason: 'password-queue-full' });
    expect(bench.memory.guesses.count).toBe(0);
    expect(bench.decide(credentials, { requestKey: 'one' }).kind).toBe('password-needed');
  });

  test('behind a throttle no password is checked', () => {
    const bench = withPassword();
    bench.pap('');
    expect(bench.pap('x y z').result).toBe('throttled');
  });

  test('expired, and to be changed, have their codes – for those who know it', () => {
    const bench = withPassword();
    bench.user = { ...bench.user, passwordExpiresAt: START };
    expect(bench.pap('p w', { passwordCheck: { hash, verdict: 'right' } }).result).toBe('static-password-expired');
    bench.user = { ...bench.user, passwordExpiresAt: null, passwordMustChange: true };
    expect(bench.pap('p w', { passwordCheck: { hash, verdict: 'right' } }).result).toBe('static-password-must-change');
    expect(bench.pap('p w', { passwordCheck: { hash, verdict: 'wrong' } }).result).toBe('wrong-password');
  });

  test('cannot answer CHAP: refused with its own code, which counts nowhere', () => {
    const bench = withPassword();
    expect(bench.chap('correct horse').result).toBe('static-password-impossible-over-chap');
    expect(bench.memory.guesses.count).toBe(0);
  });

  test('any CHAP failure of a user with tokens is a wrong first factor, whatever the password policy', () => {
    const bench = withPassword(totpToken());
    bench.rules = { ...bench.rules, barePassword: 'always' };
    expect(bench.chap('1234000000').result).toBe('wrong-password');
    expect(bench.memory.guesses.count).toBe(1);
    expect(bench.chap(`1234${bench.code()}`).result).toBe('throttled');
  });
});

describe('finding the user', () => {
  test('names are folded, decorations go by rule, white space is nobody', () => {
    expect(foldLogin('ＡLICE')).toBe('alice');
    expect(foldLogin('STRASSE')).toBe(foldLogin('straße'));
    expect(loginNameOf('CORP\\Alice', 'strip-domain')).toBe('alice');
    expect(loginNameOf('Alice@corp.example', 'strip-realm')).toBe('alice');
    expect(loginNameOf('CORP\\alice', 'as-is')).toBe('corp\\alice');
    expect(loginNameOf(' ', 'as-is')).toBeUndefined();
  });

  test('the host\'s site first, then below it, then – open to all – everywhere; two hits are a refusal', () => {
    const at = (userId: string, siteId: string, ...above: string[]) => ({ userId, siteId, siteAncestors: [...above, siteId] });
    const open = { siteId: 'root', openToAll: true };
    const closed = { siteId: 'root', openToAll: false };
    expect(findUser([at('u1', 'root'), at('u2', 'sub', 'root')], closed)).toEqual({ found: 'user', userId: 'u1' });
    expect(findUser([at('u2', 'sub', 'root'), at('u3', 'other')], closed)).toEqual({ found: 'user', userId: 'u2' });
    expect(findUser([at('u3', 'other')], closed)).toEqual({ found: 'nobody' });
    expect(findUser([at('u3', 'other')], open)).toEqual({ found: 'user', userId: 'u3' });
    expect(findUser([at('u2', 'a', 'root'), at('u3', 'b', 'root')], closed)).toEqual({ found: 'several' });
  });
});
