/** Bypass codes and temporary passwords: what they stand in for, how often, how long, and what they never cost. */
import { describe, expect, test } from '@jest/globals';
import { Bench, START, totpToken, user } from './sign-in-fixture.ts';
import type { StandIn } from './subject.ts';

const CODE = '4711081500';
const bypass = (changes: Partial<StandIn> = {}): StandIn => ({ id: 'code-1', kind: 'bypass-code', assignmentId: null, secret: CODE, expiresAt: START + 3_600_000, ...changes });
const temporary = (changes: Partial<StandIn> = {}): StandIn =>
  ({ id: 'temporary-1', kind: 'temporary-password', assignmentId: 'assignment-1', secret: 'kwxnmh7rt4qz', expiresAt: START + 3_600_000, ...changes });

function benchWith(standIns: StandIn[], ...tokens: ReturnType<typeof totpToken>[]): Bench {
  const bench = new Bench(...tokens);
  bench.standIns = standIns;
  return bench;
}

describe('a bypass code', () => {
  test('stands in for the tokencode: PIN first, once; the token is not touched', () => {
    const bench = benchWith([bypass()], totpToken());
    const before = bench.state();
    expect(bench.pap(`1234${CODE}`)).toMatchObject({ result: 'accepted', answer: { message: 'PASSCODE Accept' }, object: { type: 'bypass-code', id: 'code-1' } });
    expect(bench.pap(`1234${CODE}`, { requestKey: 'again' })).toMatchObject({ result: 'replayed-code', object: { type: 'bypass-code' } });
    expect(bench.state()).toEqual(before);
    expect(bench.memory.guesses.count).toBe(0);
  });

  test('does not stand in for the PIN, where one is set', () => {
    const bench = benchWith([bypass()], totpToken());
    expect(bench.pap(CODE).answer.outcome).toBe('refuse');
    expect(bench.pap(`9999${CODE}`, { source: 'elsewhere' }).answer.outcome).toBe('refuse');
    expect(bench.memory.guesses.count).toBe(2);
  });

  test.each([['without a token', []], ['whose token has no PIN yet', [totpToken({ state: { ...totpToken().state, pin: null } })]], ['whose token uses none', [totpToken({ usePin: false })]]])(
    'stands alone for a user %s', (_, tokens) => {
      expect(benchWith([bypass()], ...tokens).pap(CODE).result).toBe('accepted');
    });

  test('goes behind the PIN of any of the tokens, also of one that is lost or disabled', () => {
    const tokens = [totpToken({ lost: true }), totpToken({ assignmentId: 'assignment-2', enabled: false, state: { ...totpToken().state, pin: '7777' } })];
    expect(benchWith([bypass()], ...tokens).pap(`7777${CODE}`).result).toBe('accepted');
    expect(benchWith([bypass()], ...tokens).pap(`1234${CODE}`).result).toBe('accepted');
  });

  test('is answered over CHAP, too', () => {
    expect(benchWith([bypass()], totpToken()).chap(`1234${CODE}`).result).toBe('accepted');
    expect(benchWith([bypass()], totpToken()).chap(CODE).answer.outcome).toBe('refuse');
  });

  test('ends', () => {
    const bench = benchWith([bypass()], totpToken());
    bench.now = START + 3_600_000 - 1;
    expect(bench.pap(`1234${CODE}`).result).toBe('accepted');
    const late = benchWith([bypass()], totpToken());
    late.now = START + 3_600_000;
    expect(late.pap(`1234${CODE}`).result).toBe('stand-in-expired');
  });

  test('each of several is good once', () => {
    const bench = benchWith([bypass(), bypass({ id: 'code-2', secret: '0000000001' })], totpToken());
    expect(['1234', '1234', '1234'].map((pin, index) => bench.pap(`${pin}${['0000000001', CODE, '0000000001'][index] ?? ''}`, { requestKey: `key ${index}` }).result))
      .toEqual(['accepted', 'accepted', 'replayed-code']);
  });

  test('what was used is remembered no longer than it would have been good', () => {
    const bench = benchWith([bypass({ expiresAt: START + 1000 }), bypass({ id: 'code-2', secret: '0000000001' })], totpToken());
    bench.pap(`1234${CODE}`);
    bench.now = START + 2000;
    bench.pap('12340000000001');
    expect(bench.memory.usedStandIns).toEqual([{ id: 'code-2', usedAt: START + 2000, until: START + 3_600_000 }]);
  });

  test('guesses at it are counted, though the user has no token and no password', () => {
    const bench = benchWith([bypass()]);
    for (let guess = 0; guess < bench.rules.guessLimit; guess += 1) bench.pap(`${guess}`, { source: `bot ${guess}`, requestKey: `key ${guess}` });
    expect(bench.pap(CODE, { source: 'a new one' }).result).toBe('too-many-guesses');
  });

  test('a token loses no try by it', () => {
    const bench = benchWith([bypass({ secret: '4711123456' })], totpToken({ usePin: false }));
    expect(bench.pap('4711123456').result).toBe('accepted');
    expect(bench.state().failures).toBe(0);
  });
});

describe('the temporary password of a lost token', () => {
  const lost = totpToken({ lost: true });

  test('stands in for its codes behind its PIN, again and again, until it ends', () => {
    const bench = benchWith([temporary()], lost);
    expect(bench.pap(`1234${temporary().secret}`)).toMatchObject({ result: 'accepted', object: { type: 'temporary-password', label: 'T1' } });
    expect(bench.pap(`1234${temporary().secret}`, { requestKey: 'again' }).result).toBe('accepted');
    expect(bench.pap(temporary().secret).result).toBe('wrong-password');
    bench.now = START + 3_600_000;
    expect(bench.pap(`1234${temporary().secret}`).result).toBe('stand-in-expired');
  });

  test('is worth nothing once the token is found, and again once it is lost anew', () => {
    const bench = benchWith([temporary()], totpToken());
    expect(bench.pap(`1234${temporary().secret}`).result).toBe('stand-in-withdrawn');
    bench.tokens = [lost];
    expect(bench.pap(`1234${temporary().secret}`, { requestKey: 'lost again' }).result).toBe('accepted');
  });

  test('is worth nothing to a user who does not hold the token any more', () => {
    const bench = benchWith([temporary()], totpToken({ assignmentId: 'another', tokenId: 'token-2' }));
    expect(bench.pap(temporary().secret).result).toBe('stand-in-withdrawn');
  });

  test('does not make the codes of the lost token good', () => {
    const bench = benchWith([temporary()], lost);
    expect(bench.pap(`1234${bench.code()}`).answer.outcome).toBe('refuse');
  });
});

test('the account is looked at first: who is disabled has no use of it', () => {
  const bench = benchWith([bypass()], totpToken());
  bench.user = { ...user, enabled: false };
  expect(bench.pap(`1234${CODE}`).result).toBe('user-disabled');
  expect(bench.memory.usedStandIns).toBeUndefined();
});
