import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Bench, host, totpToken, user } from './sign-in-fixture.ts';
import { SignInTrace } from './trace.ts';

const passed = 'account|alice|passed;activation|vpn|open-to-all';

describe('the record of a sign-in says which rule looked at what, in order', () => {
  test('accepted, and how far the token is off', () => {
    const bench = new Bench(totpToken());
    expect(bench.pap(`1234${bench.code(1)}`).detail).toEqual({ trace: `${passed};throttle|source-and-user|passed;token|T1|good`, drift: 1, offsetSteps: 1 });
  });

  test.each<[string, (bench: Bench) => string, string]>([
    ['right PIN, wrong code', () => '1234000000', `${passed};throttle|source-and-user|passed;token|T1|wrong-code`],
    ['wrong PIN', (bench) => `9999${bench.code()}`, `${passed};throttle|source-and-user|passed;token|T1|none;static-password|none|not-asked`],
    ['a lost token', (bench) => {
      bench.tokens = [totpToken({ lost: true })];
      return `1234${bench.code()}`;
    }, `${passed};throttle|source-and-user|passed;token|T1|not-usable;static-password|none|not-asked`],
    ['a disabled user', (bench) => {
      bench.user = { ...user, enabled: false };
      return '';
    }, 'account|alice|user-disabled'],
    ['not activated', (bench) => {
      bench.host = { ...host, openToAll: false };
      return '';
    }, 'account|alice|passed;activation|vpn|user-not-on-agent-host'],
    ['a used code', (bench) => {
      const passcode = `1234${bench.code()}`;
      bench.pap(passcode);
      return passcode;
    }, `${passed};throttle|source-and-user|passed;token|T1|replayed`],
  ])('%s', (_, typed, trace) => {
    const bench = new Bench(totpToken());
    expect(bench.pap(typed(bench)).detail['trace']).toBe(trace);
  });

  test('a challenge and its answer', () => {
    const bench = new Bench(totpToken());
    bench.setState({ mode: 'next-tokencode' });
    const asked = bench.pap(`1234${bench.code()}`);
    expect(asked.detail['trace']).toBe(`${passed};throttle|source-and-user|passed;token|T1|good`);
    expect(bench.answer(asked, bench.code(1)).detail['trace']).toBe(`${passed};challenge|next-tokencode|found;token|T1|next-tokencode-good`);
    expect(bench.answer(asked, bench.code(1)).detail['trace']).toBe(`${passed};challenge|next-tokencode|refused`);
  });

  test('nothing that was typed is in it', () => {
    fc.assert(fc.property(fc.string({ minLength: 4, maxLength: 40 }).filter((typed) => !/^[a-z|;-]*$/.test(typed)), (typed) => {
      const bench = new Bench(totpToken());
      bench.user = { ...user, passwordHash: 'hash' };
      const outcome = bench.decide({ method: 'pap', password: typed, passwordMac: 'mac' });
      if (outcome.kind === 'decided') expect(outcome.detail['trace']).not.toContain(typed);
    }));
  });
});

test('a trace is bounded and its separators are its own, whatever a name holds', () => {
  const trace = new SignInTrace();
  for (let count = 0; count < 100; count += 1) trace.note('token', `a|b;c\u0000${'x'.repeat(1000)}`, 'none');
  const notes = trace.toString().split(';');
  expect(notes).toHaveLength(16);
  for (const note of notes) expect(note).toMatch(/^token\|a_b_c_x{58}\|none$/);
});
