import { describe, expect, test } from '@jest/globals';
import { STEP_SECONDS, TimeSteps, stepAt } from './time-steps.ts';

const step = STEP_SECONDS * 1000;

describe('people and time steps of a run', () => {
  test('a run that fits into the present step uses it at once', () => {
    expect(new TimeSteps(1000).next(10 * step, 1000, 5_000)).toEqual({ first: 0, step: 10, notBefore: 10 * step });
  });

  test('a run that would end after its step waits for the next one', () => {
    expect(new TimeSteps(1000).next(10 * step + 25_000, 100, 5_000)).toMatchObject({ step: 11, notBefore: 11 * step });
  });

  test('nobody shows a code twice within a step, however the runs fall', () => {
    const people = 1000;
    const steps = new TimeSteps(people);
    const shown = new Set<string>();
    let now = 100 * step;
    for (const count of [400, 700, 1000, 300, 300, 300, 300, 1000]) {
      const turn = steps.next(now, count, 2_000);
      now = Math.max(now, turn.notBefore) + 2_000;
      expect(stepAt(now)).toBe(turn.step);
      for (let use = 0; use < count; use += 1) {
        const code = `${(turn.first + use) % people} in ${turn.step}`;
        expect(shown.has(code)).toBe(false);
        shown.add(code);
      }
      steps.used(count);
    }
  });

  test('more people than there are cannot be asked for', () => {
    expect(() => new TimeSteps(10).next(0, 11, 1000)).toThrow('there are 10');
  });
});
