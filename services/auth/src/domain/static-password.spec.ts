import { describe, expect, test } from '@jest/globals';
import { Bench, START, totpToken, user } from './sign-in-fixture.ts';

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
    expect(bench.decide(credentials, { requestKey: 'one' })).toMatchObject({ kind: 'undecided', reason: 'password-being-checked' });
    // Another request of this user concerns nobody else: a reject, so that no NAS gives up on the server.
    expect(bench.decide(credentials, { requestKey: 'two' })).toMatchObject({ kind: 'decided', result: 'password-queue-full', answer: { outcome: 'refuse' } });
    expect(bench.memory.guesses.count).toBe(1);
    bench.now += bench.rules.passwordCheckMs;
    expect(bench.decide(credentials, { requestKey: 'three' }).kind).toBe('password-needed');
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

  test('a queue that is known to be full is not asked: silence, nothing counted, no place held', () => {
    const bench = withPassword();
    const credentials = { method: 'pap', password: 'x y z', passwordMac: 'm' } as const;
    const before = bench.memory;
    expect(bench.decide(credentials, { requestKey: 'one' }, { hasPasswordRoom: () => false }))
      .toMatchObject({ kind: 'undecided', reason: 'password-queue-full' });
    expect(bench.memory).toBe(before);
    expect(bench.decide(credentials, { requestKey: 'one' }, { hasPasswordRoom: () => true }).kind).toBe('password-needed');
    // Whose password is being checked is told so, however full the queue is.
    expect(bench.decide(credentials, { requestKey: 'two' }, { hasPasswordRoom: () => false })).toMatchObject({ kind: 'decided', result: 'password-queue-full' });
  });

  test('guesses at a token beside a full queue are counted, one place at a time', () => {
    const bench = withPassword(totpToken());
    bench.rules = { ...bench.rules, barePassword: 'always' };
    const credentials = { method: 'pap', password: '000000', passwordMac: 'm' } as const;
    const full = { hasPasswordRoom: () => false };
    expect(bench.decide(credentials, { requestKey: 'one' }, full).kind).toBe('password-needed');
    for (const requestKey of ['two', 'three']) {
      expect(bench.decide({ ...credentials, passwordMac: requestKey }, { requestKey, source: requestKey }, full)).toMatchObject({ kind: 'decided', result: 'password-queue-full' });
    }
    expect(bench.decide(credentials, { requestKey: 'one', passwordCheck: { hash, verdict: 'no-room' } }))
      .toMatchObject({ kind: 'undecided', reason: 'password-queue-full' });
    expect(bench.memory.guesses.count).toBe(3);
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
