import type { PinRules } from './rules.ts';

/** Why a new PIN is not taken. */
export type PinFault = 'too-short' | 'too-long' | 'not-letters-and-digits';

/** A PIN is ASCII letters and digits of a length that the rules allow; undefined when nothing is wrong with it. */
export function pinFault(pin: string, rules: PinRules): PinFault | undefined {
  if (!/^[A-Za-z0-9]*$/.test(pin)) return 'not-letters-and-digits';
  if (pin.length < rules.minimum) return 'too-short';
  if (pin.length > rules.maximum) return 'too-long';
  return undefined;
}
