import { timingSafeEqual } from 'node:crypto';
import { type CounterWindow, assertWindow } from './windows.ts';

/** Computes the code for a counter; the seed is inside. */
export type CodeGenerator = (counter: number) => string;

/**
 * Looks for the counter whose code was typed and returns the lowest one in the window, undefined when there is none.
 *
 * Lowest, because a person uses the codes in the order in which the token shows them; a higher twin of the same code
 * (one in a million for each counter) would make the codes in between worthless.
 *
 * Each comparison takes the same time whatever the digits are, and a miss computes the whole window. A hit ends the
 * search: the time it took shows how far the token is from its expected counter, to somebody who holds the token, and
 * nothing about the seed.
 * @throws OtpRangeError `window-out-of-range`
 */
export function findCounter(generate: CodeGenerator, code: string, window: CounterWindow): number | undefined {
  assertWindow(window);
  const typed = typedCode(code);
  for (let counter = window.from; counter <= window.to; counter += 1) {
    if (isSameCode(generate(counter), typed)) return counter;
  }
  return undefined;
}

/** What was typed, ready to be compared often. UTF-8 keeps all text apart that is not ASCII. */
export function typedCode(code: string): Buffer {
  return Buffer.from(code, 'utf8');
}

/** Compares in constant time; only the lengths, which are no secret, are compared early. */
export function isSameCode(computed: string, typed: Buffer): boolean {
  const expected = Buffer.from(computed, 'utf8');
  return expected.length === typed.length && timingSafeEqual(expected, typed);
}
