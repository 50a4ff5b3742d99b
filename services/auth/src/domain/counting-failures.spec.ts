import { describe, expect, test } from '@jest/globals';
import { Bench, START, totpToken } from './sign-in-fixture.ts';
import { emptyMemory } from './user-memory.ts';

const minute = 60_000;

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

  test('the lock never lasts longer than 24 h', () => {
    const bench = new Bench(totpToken());
    for (let round = 0; round < 20; round += 1) {
      while ((bench.state().lockedUntil ?? 0) <= bench.now) {
        bench.memory = emptyMemory;
        bench.pap('1234000000');
      }
      expect((bench.state().lockedUntil ?? 0) - bench.now).toBeLessThanOrEqual(24 * 60 * minute);
      bench.now = bench.state().lockedUntil ?? 0;
    }
    expect(bench.state().lockLevel).toBe(20);
  });

  test('a sign-in forgets failures and locks', () => {
    const bench = new Bench(totpToken());
    bench.setState({ failures: 2, lockLevel: 3 });
    bench.pap(`1234${bench.code()}`);
    expect(bench.state()).toMatchObject({ failures: 0, lockLevel: 0, lockedUntil: null });
  });

  test('while a token is locked, codes for it count nowhere', () => {
    const bench = new Bench(totpToken());
    bench.setState({ lockedUntil: START + minute });
    expect(bench.pap('1234000000').result).toBe('token-locked');
    expect(bench.pap(`1234${bench.code()}`).result).toBe('token-locked');
    expect([bench.state().failures, bench.state().lastCounter, bench.memory.guesses.count]).toEqual([0, null, 0]);
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

  test('the delay never lasts longer than its maximum, and a sign-in from the source ends it', () => {
    const bench = new Bench(totpToken());
    for (let guess = 0; guess < 30; guess += 1) {
      bench.pap('9999000000');
      const delay = (bench.memory.sources[0]?.delayedUntil ?? 0) - bench.now;
      expect(delay).toBeLessThanOrEqual(bench.rules.delayMaximumMs);
      bench.now += delay;
    }
    expect(bench.pap(`1234${bench.code()}`).result).toBe('accepted');
    expect(bench.memory.sources[0]).toMatchObject({ failures: 0, delayedUntil: 0 });
  });

  test('one source\'s delay is no other\'s: the same user signs in from elsewhere meanwhile', () => {
    const bench = new Bench(totpToken());
    for (const source of ['vpn from Paris', 'vpn from Rome']) bench.pap('9999000000', { source });
    for (const source of ['vpn from Paris', 'vpn from Rome']) {
      expect(bench.pap(`1234${bench.code()}`, { source }).result).toBe('throttled');
    }
    expect(bench.pap(`1234${bench.code()}`, { source: 'wifi' }).result).toBe('accepted');
  });

  test('an hour after the first guess the count begins anew', () => {
    const bench = new Bench(totpToken());
    for (let guess = 0; guess < 60; guess += 1) bench.pap('9999000000', { source: `bot ${guess}` });
    expect(bench.pap(`1234${bench.code()}`).result).toBe('too-many-guesses');
    bench.now += 60 * minute;
    expect(bench.pap(`1234${bench.code()}`).result).toBe('accepted');
  });

  test('beyond the limit a known source is heard, but each wrong guess delays it', () => {
    const bench = new Bench(totpToken());
    bench.pap(`1234${bench.code()}`);
    bench.memory = { ...bench.memory, guesses: { since: START, count: 60 } };
    expect(bench.pap('1234000000').result).toBe('wrong-tokencode');
    expect(bench.pap('1234000000').result).toBe('throttled');
  });

  test('a policy refusal counts nowhere', () => {
    const bench = new Bench(totpToken());
    bench.host = { ...bench.host, openToAll: false };
    bench.pap('9999000000');
    expect(bench.memory.guesses.count).toBe(0);
    expect(bench.memory.sources).toEqual([]);
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
