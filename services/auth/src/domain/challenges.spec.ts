import { describe, expect, test } from '@jest/globals';
import { newPinQuestion } from './rules.ts';
import { Bench, totpToken, user } from './sign-in-fixture.ts';

describe('new PIN', () => {
  test('PIN not set: the tokencode alone leads to the challenge, byte for byte; the PIN is set and accepted', () => {
    const bench = new Bench(totpToken());
    bench.setState({ pin: null });
    const challenge = bench.pap(bench.code());
    expect(challenge.answer).toMatchObject({ outcome: 'challenge', message: 'Enter a new PIN having from 4 to 8 digits:' });
    expect(bench.answer(challenge, '7531')).toMatchObject({ result: 'new-pin-set', answer: { message: 'PASSCODE Accept' } });
    bench.now += 30_000;
    expect(bench.pap(`7531${bench.code()}`).result).toBe('accepted');
  });

  test('the lengths in the prompt come from the policy, which rules the PIN', () => {
    const bench = new Bench(totpToken());
    bench.rules = { ...bench.rules, pin: { ...bench.rules.pin, minimum: 6, maximum: 7 } };
    bench.setState({ pin: null });
    const challenge = bench.pap(bench.code());
    expect(challenge.answer).toMatchObject({ message: 'Enter a new PIN having from 6 to 7 digits:' });
    expect(bench.answer(challenge, '12345').result).toBe('challenge-new-pin');
  });

  test('the default prompts have 42 and 15 bytes', () => {
    const { rules } = new Bench();
    expect([newPinQuestion(rules), rules.texts.nextTokencode].map((text) => Buffer.byteLength(text))).toEqual([42, 15]);
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

  test('over CHAP nothing is burnt, either, where the next tokencode would come first', () => {
    const bench = new Bench(totpToken());
    bench.setState({ mode: 'new-pin', failures: 3 });
    expect(bench.chap(`1234${bench.code()}`).result).toBe('new-pin-impossible-over-chap');
    expect(bench.state()).toMatchObject({ lastCounter: null, failures: 3 });
  });

  test('the agent host may forbid it, which burns nothing', () => {
    const bench = new Bench(totpToken());
    bench.host = { ...bench.host, newPin: false };
    bench.setState({ pin: null });
    expect(bench.pap(bench.code()).result).toBe('new-pin-needed');
    bench.host = { ...bench.host, newPin: true };
    expect(bench.pap(bench.code()).result).toBe('challenge-new-pin');
  });

  test.each([[30, 120_000], [60, 180_000]])('a challenge about a token of %d s lives two periods and a minute', (period, ttlMs) => {
    const bench = new Bench(totpToken({ period, usePin: false, state: { ...totpToken().state, mode: 'next-tokencode' } }));
    expect(bench.pap(bench.code()).opensChallenge?.ttlMs).toBe(ttlMs);
  });

  test('a challenge about an event token lives a minute', () => {
    const bench = new Bench(totpToken({ kind: 'hotp', usePin: false, state: { ...totpToken().state, mode: 'next-tokencode' } }));
    expect(bench.pap(bench.code()).opensChallenge?.ttlMs).toBe(60_000);
  });

  test('a NAS profile puts its suffix behind the prompt', () => {
    const bench = new Bench(totpToken());
    bench.host = { ...bench.host, promptSuffix: ': ' };
    bench.setState({ mode: 'next-tokencode' });
    expect(bench.pap(`1234${bench.code()}`).answer).toMatchObject({ message: 'Enter Next Code: ' });
  });

  test('a question that ends with a colon gets no second one from the suffix', () => {
    const bench = new Bench(totpToken());
    bench.host = { ...bench.host, promptSuffix: ': ' };
    bench.setState({ pin: null });
    expect(bench.pap(bench.code()).answer).toMatchObject({ message: 'Enter a new PIN having from 4 to 8 digits: ' });
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

  test('the agent host may forbid it, which burns nothing', () => {
    const bench = new Bench(totpToken());
    bench.host = { ...bench.host, nextTokencode: false };
    bench.setState({ mode: 'next-tokencode' });
    expect(bench.pap(`1234${bench.code()}`).result).toBe('next-tokencode-needed');
    expect(bench.pap(`1234${bench.code(9)}`).result).toBe('needs-synchronisation');
    bench.host = { ...bench.host, nextTokencode: true };
    expect(bench.pap(`1234${bench.code()}`).result).toBe('challenge-next-tokencode');
  });

  test('a token that does not allow it is not asked: its code is good or far', () => {
    const bench = new Bench(totpToken({ allowNextTokencode: false }));
    bench.setState({ failures: 4 });
    expect(bench.pap(`1234${bench.code(9)}`).result).toBe('needs-synchronisation');
    expect(bench.pap(`1234${bench.code()}`).result).toBe('accepted');
  });

  test.each(['token', 'user', 'agent host'] as const)('the mode stays while the switch of the %s forbids asking: refused, and nothing is used up', (where) => {
    const bench = new Bench(totpToken({ allowNextTokencode: where !== 'token' }));
    bench.user = { ...bench.user, nextTokencode: where !== 'user' };
    bench.host = { ...bench.host, nextTokencode: where !== 'agent host' };
    bench.setState({ mode: 'next-tokencode' });
    const before = bench.state();
    expect(bench.pap(`1234${bench.code()}`)).toMatchObject({ result: 'next-tokencode-needed', tokenStates: new Map() });
    expect(bench.state()).toEqual(before);
  });

  test('works over CHAP', () => {
    const bench = new Bench(totpToken());
    bench.setState({ mode: 'next-tokencode' });
    const challenge = bench.chap(`1234${bench.code()}`);
    const id = challenge.opensChallenge?.id ?? '';
    const content = challenge.opensChallenge?.content;
    if (!content) throw new Error('no challenge');
    expect(bench.chap(bench.code(1), { challenge: { status: 'claimed', id, content } }).result).toBe('accepted');
  });

  test('the answer is judged though its source must wait: it tells sources apart by what may vanish', () => {
    const bench = new Bench(totpToken());
    bench.setState({ mode: 'next-tokencode' });
    const challenge = bench.pap(`1234${bench.code()}`);
    bench.pap('9999000000', { source: 'no station' });
    expect(bench.answer(challenge, bench.code(1), { source: 'no station' }).result).toBe('accepted');
  });

  test('drift is believed when two codes in a row say so, not before', () => {
    const bench = new Bench(totpToken());
    const far = bench.pap(`1234${bench.code(9)}`);
    expect(bench.state().drift).toBe(0);
    bench.answer(far, bench.code(10));
    expect(bench.state().drift).toBe(10);
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
    expect(bench.answer(pin, '2468').result).toBe('new-pin-set');
  });

  test('an expired challenge and an absent state store have their own codes', () => {
    const bench = new Bench(totpToken());
    expect(bench.pap('1234', { challenge: { status: 'gone' } }).result).toBe('challenge-expired');
    expect(bench.pap('1234', { challenge: { status: 'unavailable' } }).result).toBe('state-store-unavailable');
  });
});
