/** What holds after any sequence of sign-ins, whoever sends them, in whatever order and at whatever time. */
import fc from 'fast-check';
import { describe, expect, test } from '@jest/globals';
import { Bench, totpToken } from './sign-in-fixture.ts';
import { REMEMBERED_ANSWERS, REMEMBERED_SOURCES } from './user-memory.ts';

const step = fc.record({
  waitMs: fc.constantFrom(0, 0, 100, 1000, 30_000, 900_000),
  source: fc.constantFrom('desk', 'wifi', 'bot 1', 'bot 2'),
  pin: fc.constantFrom<string>('1234', '1234', '1234', '9999', ''),
  offset: fc.integer({ min: -3, max: 12 }),
  wrong: fc.boolean(),
  chap: fc.boolean(),
  answers: fc.boolean(),
});
const start = fc.record({
  mode: fc.constantFrom('normal' as const, 'new-pin' as const, 'next-tokencode' as const), failures: fc.integer({ min: 0, max: 4 }),
});

type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;
type Start = typeof start extends fc.Arbitrary<infer Value> ? Value : never;

interface Made {
  readonly bench: Bench;
  /** Counters whose code was taken, in order: by an accept, or by the first leg of a challenge. */
  readonly taken: number[];
}

/** Plays the steps; calls back after each. */
function play(from: Start, steps: readonly Step[], after: (made: Made) => void): void {
  const bench = new Bench(totpToken());
  bench.setState(from);
  const taken: number[] = [];
  let open: ReturnType<Bench['pap']> | undefined;
  for (const { waitMs, source, pin, offset, wrong, chap, answers } of steps) {
    bench.now += waitMs;
    const code = wrong ? '000000' : bench.code(offset);
    const before = bench.state().lastCounter;
    const decision = open && answers
      ? bench.answer(open, open.opensChallenge?.content.kind === 'new-pin' ? '1234' : code, { source })
      : bench[chap ? 'chap' : 'pap'](`${pin}${code}`, { source });
    open = decision.opensChallenge ? decision : undefined;
    const now = bench.state().lastCounter;
    if (now !== null && now !== before) taken.push(now);
    if (decision.answer.outcome === 'accept' && decision.result !== 'new-pin-set') expect(now).not.toBe(before);
    after({ bench, taken });
  }
}

describe('after any sequence of sign-ins', () => {
  test('no code was taken twice: the last counter only moves forward, and each accept moves it', () => {
    fc.assert(fc.property(start, fc.array(step, { maxLength: 60 }), (from, steps) => {
      play(from, steps, ({ taken }) => {
        expect(taken).toEqual([...new Set(taken)].toSorted((left, right) => left - right));
      });
    }), { numRuns: 150 });
  });

  test('what is remembered of the user is bounded', () => {
    fc.assert(fc.property(start, fc.array(step, { maxLength: 80 }), (from, steps) => {
      play(from, steps, ({ bench }) => {
        expect(bench.memory.answers.length).toBeLessThanOrEqual(REMEMBERED_ANSWERS);
        expect(bench.memory.sources.length).toBeLessThanOrEqual(REMEMBERED_SOURCES);
      });
    }), { numRuns: 50 });
  });

  test('a token is never locked but by codes behind the right PIN', () => {
    const strangers = step.map((each) => ({ ...each, pin: '9999', answers: false }));
    fc.assert(fc.property(fc.array(strangers, { maxLength: 60 }), (steps) => {
      play({ mode: 'normal', failures: 0 }, steps, ({ bench }) => {
        expect(bench.state()).toMatchObject({ failures: 0, lockedUntil: null, lastCounter: null });
      });
    }), { numRuns: 50 });
  });

  test('every request is answered once: asked again, each of the last few gets the same answer', () => {
    fc.assert(fc.property(fc.array(step, { minLength: 1, maxLength: REMEMBERED_ANSWERS }), (steps) => {
      const bench = new Bench(totpToken());
      const given = steps.map(({ pin, offset, source }, index) => {
        const credentials = { method: 'pap', password: `${pin}${bench.code(offset)}`, passwordMac: String(index) } as const;
        return { credentials, source, requestKey: `key ${index}`, first: bench.decide(credentials, { source, requestKey: `key ${index}` }) };
      });
      for (const { credentials, source, requestKey, first } of given) {
        const again = bench.decide(credentials, { source, requestKey });
        expect(again).toEqual({ kind: 'repeated', answer: first.kind === 'decided' ? first.answer : undefined });
      }
    }), { numRuns: 100 });
  });
});
