import { describe, expect, test } from '@jest/globals';
import { type Chosen, currentStep, doneWith, reachedStep, steps } from './steps.ts';

const whole = { site: 's', host: 'h', user: 'u', token: 't' };
const shown = (chosen: Chosen): string | undefined => steps[currentStep(chosen)];

describe('the steps of the assistant', () => {
  test('go on at the first that has nothing, and back to any before it', () => {
    expect([{}, { site: 's' }, { site: 's', host: 'h', user: 'u' }, whole].map((chosen) => shown(chosen))).toEqual(['site', 'host', 'token', 'test']);
    expect(shown({ ...whole, at: 'host' })).toBe('host');
    expect([reachedStep({ ...whole, at: 'host' }), shown({ site: 's', at: 'token' }), shown({ site: 's', at: 'nothing' })]).toEqual([4, 'host', 'host']);
  });

  test('keep what comes later when the same is chosen again, or what it does not hang on', () => {
    expect({ ...whole, ...doneWith('site', 's', whole) }).toEqual({ ...whole, at: 'host' });
    expect({ ...whole, ...doneWith('host', 'other', whole) }).toEqual({ ...whole, host: 'other', at: 'user' });
  });

  test('forget what belongs to another site or user', () => {
    expect({ ...whole, ...doneWith('site', 'other', whole) }).toEqual({ site: 'other', host: undefined, user: undefined, token: undefined, at: 'host' });
    expect({ ...whole, ...doneWith('user', 'other', whole) }).toEqual({ ...whole, user: 'other', token: undefined, at: 'token' });
  });
});
