import { describe, expect, test } from '@jest/globals';
import { Bench, START, totpToken, user } from './sign-in-fixture.ts';

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

  test('the last code is a replay although the same digits come again soon', () => {
    const bench = new Bench(totpToken({ seed: 'twin-000000000003558' })); // made so that the code of five steps on is the same
    expect(bench.code(5)).toBe(bench.code());
    expect(bench.pap(`1234${bench.code()}`).result).toBe('accepted');
    expect(bench.pap(`1234${bench.code()}`).result).toBe('replayed-code');
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

  test('later than 30 s it is another request', () => {
    const bench = new Bench(totpToken());
    const credentials = { method: 'pap', password: `1234${bench.code()}`, passwordMac: 'm' } as const;
    bench.decide(credentials, { requestKey: 'same' });
    bench.now += 30_000;
    expect(bench.decide(credentials, { requestKey: 'same' })).toMatchObject({ result: 'replayed-code' });
  });

  test('a refusal is repeated, too, and counts once', () => {
    const bench = new Bench(totpToken());
    const credentials = { method: 'pap', password: '1234000000', passwordMac: 'm' } as const;
    for (let copy = 0; copy < 5; copy += 1) bench.decide(credentials, { requestKey: 'same' });
    expect(bench.state().failures).toBe(1);
    expect(bench.memory.guesses.count).toBe(1);
  });

  test('a flood of evaluated guesses does not push the answer out, either', () => {
    const bench = new Bench(totpToken());
    const credentials = { method: 'pap', password: `1234${bench.code()}`, passwordMac: 'm' } as const;
    bench.decide(credentials, { requestKey: 'same' });
    for (let guess = 0; guess < 50; guess += 1) bench.pap('9999000000', { source: `bot ${guess}` });
    expect(bench.decide(credentials, { requestKey: 'same' }).kind).toBe('repeated');
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
    expect(graceful.decide(credentials, { requestKey: 'first' }).kind).toBe('decided');
    // A request of its own: on record, with the first one named.
    expect(graceful.decide(credentials, { requestKey: 'second' })).toMatchObject({
      kind: 'decided', result: 'accepted', answer: { outcome: 'accept', message: 'PASSCODE Accept' }, detail: { answerOfRequest: 'first' },
    });
    expect(graceful.decide(credentials, { requestKey: 'second' }).kind).toBe('repeated');
    expect(graceful.decide(credentials, { source: 'elsewhere' })).toMatchObject({ result: 'replayed-code' });
    graceful.now += 10_001;
    expect(graceful.decide(credentials)).toMatchObject({ result: 'replayed-code' });
  });

  test('failover grace counts from the answer that was decided, not from its repetitions', () => {
    const bench = new Bench(totpToken());
    bench.host = { ...bench.host, failoverGraceMs: 10_000 };
    const credentials = { method: 'pap', password: `1234${bench.code()}`, passwordMac: 'm' } as const;
    expect(bench.decide(credentials, { requestKey: 'first' })).toMatchObject({ result: 'accepted' });
    for (let repetition = 0; repetition < 3; repetition += 1) {
      bench.now += 3000;
      expect(bench.decide(credentials)).toMatchObject({ result: 'accepted', detail: { answerOfRequest: 'first' } });
    }
    bench.now += 1000;
    expect(bench.decide(credentials)).toMatchObject({ result: 'replayed-code' });
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

describe('failover grace', () => {
  const graceful = (): Bench => {
    const bench = new Bench(totpToken());
    bench.host = { ...bench.host, failoverGraceMs: 10_000 };
    return bench;
  };

  test('is bound to agent host and passcode', () => {
    const bench = graceful();
    const credentials = { method: 'pap', password: `1234${bench.code()}`, passwordMac: 'm' } as const;
    bench.decide(credentials);
    expect(bench.decide({ ...credentials, passwordMac: 'another' })).toMatchObject({ result: 'replayed-code' });
    bench.host = { ...bench.host, id: 'host-2' };
    expect(bench.decide(credentials)).toMatchObject({ result: 'replayed-code' });
  });

  test('lets nobody in who was disabled since', () => {
    const bench = graceful();
    const credentials = { method: 'pap', password: `1234${bench.code()}`, passwordMac: 'm' } as const;
    expect(bench.decide(credentials)).toMatchObject({ result: 'accepted' });
    bench.user = { ...bench.user, enabled: false };
    expect(bench.decide(credentials)).toMatchObject({ result: 'user-disabled', answer: { outcome: 'refuse' } });
  });

  test('the code that answered a challenge is no passcode of its own', () => {
    const bench = graceful();
    bench.tokens = [totpToken({ usePin: false })];
    bench.setState({ mode: 'next-tokencode' });
    const challenge = bench.pap(bench.code());
    expect(bench.answer(challenge, bench.code(1), { state: 'challenge-1' }).result).toBe('accepted');
    expect(bench.pap(bench.code(1)).result).toBe('replayed-code');
  });

  test('a throttled attempt is not repeated: after the delay the next one is judged', () => {
    const bench = graceful();
    bench.pap('9999000000');
    const passcode = `1234${bench.code()}`;
    expect(bench.pap(passcode).result).toBe('throttled');
    bench.now += 1000;
    expect(bench.pap(passcode).result).toBe('accepted');
  });
});

describe('event tokens', () => {
  const hotp = (initialCounter: number): Bench => new Bench(totpToken({ kind: 'hotp', usePin: false, initialCounter }));

  test('the counter of the seed file is the next one to be used: nothing before it is good', () => {
    const bench = hotp(5);
    expect(bench.pap(bench.code(-1)).result).toBe('replayed-code');
    expect(bench.pap(bench.code(0)).result).toBe('accepted');
    expect(bench.pap(bench.code(0)).result).toBe('replayed-code');
    expect(bench.pap(bench.code(1)).result).toBe('accepted');
  });

  test('codes shown and not used are skipped within the look-ahead; further away the next code must follow', () => {
    const bench = hotp(0);
    expect(bench.pap(bench.code(9)).result).toBe('accepted');
    expect(bench.pap(bench.code(8)).result).toBe('replayed-code');
    const far = bench.pap(bench.code(40));
    expect(far.result).toBe('challenge-next-tokencode');
    expect(bench.answer(far, bench.code(41)).result).toBe('accepted');
  });
});

describe('protocols', () => {
  test.each(['ms-chap', 'ms-chap-v2', 'eap', 'credentials-missing'])('%s is refused with its own code and burns nothing', (offered) => {
    const bench = new Bench(totpToken());
    const decision = bench.decide({ method: 'unsupported', offered });
    expect(decision).toMatchObject({ result: 'protocol-unsupported', answer: { outcome: 'refuse', message: 'Access denied' }, detail: { offered } });
    expect(bench.memory.guesses.count).toBe(0);
    expect(bench.state()).toEqual(totpToken().state);
    expect(bench.pap(`1234${bench.code()}`).result).toBe('accepted');
  });
});

test('of several tokens a good code goes before a far one of another token', () => {
  const near = totpToken({ usePin: false, assignmentId: 'a2', tokenId: 't2', seed: 'abcdefghijklmnopqrst' });
  const bench = new Bench(totpToken({ usePin: false }), near);
  // The first token was once seen far ahead: both windows hold a code of the same digits only when seeds collide.
  bench.tokens = [{ ...totpToken({ usePin: false }), otp: near.otp, state: { ...near.state, drift: 5 } }, near];
  expect(bench.pap(bench.code(0, 1))).toMatchObject({ result: 'accepted', object: { id: 't2' } });
});
