import { z } from 'zod';
import { policyFields, type WholePolicy } from './policy.ts';

/** What a PIN has to be like. */
export const pinRulesSchema = z.strictObject({
  minimum: policyFields.pinMinimum, maximum: policyFields.pinMaximum, characters: policyFields.pinCharacters, simple: policyFields.pinSimple, repeat: policyFields.pinRepeat,
}).meta({ id: 'PinRules' });
export type PinRules = Readonly<z.infer<typeof pinRulesSchema>>;

export const pinRulesOf = ({ pinMinimum: minimum, pinMaximum: maximum, pinCharacters: characters, pinSimple: simple, pinRepeat: repeat }: WholePolicy): PinRules =>
  ({ minimum, maximum, characters, simple, repeat });

/** Why a new PIN is not taken. */
export type PinFault = 'too-short' | 'too-long' | 'not-letters-and-digits' | 'not-digits' | 'too-simple' | 'same-as-before';

/**
 * A PIN is ASCII letters and digits – or digits – of a length that the rules allow; undefined when nothing is wrong with it.
 * @param before the PIN that it would replace; null when there is none
 */
export function pinFault(pin: string, rules: PinRules, before: string | null): PinFault | undefined {
  if (!/^[A-Za-z0-9]*$/.test(pin)) return 'not-letters-and-digits';
  if (rules.characters === 'digits' && !/^[0-9]*$/.test(pin)) return 'not-digits';
  if (pin.length < rules.minimum) return 'too-short';
  if (pin.length > rules.maximum) return 'too-long';
  if (rules.simple === 'refused' && isRow(pin)) return 'too-simple';
  return rules.repeat === 'refused' && pin === before ? 'same-as-before' : undefined;
}

/** One character again and again, or each the one after or before its neighbour: 1111, 1234, dcba. */
function isRow(pin: string): boolean {
  const steps = new Set(Array.from(pin).slice(1).map((character, index) => character.charCodeAt(0) - pin.charCodeAt(index)));
  const [step] = steps;
  return steps.size === 1 && step !== undefined && Math.abs(step) <= 1;
}
