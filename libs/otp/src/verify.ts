import { codeAt } from './code-at.ts';
import { COUNTER_MAXIMUM } from './counter.ts';
import type { OtpDefinition } from './definition.ts';
import { findCounter, isSameCode, typedCode } from './find-counter.ts';
import type { OtpKey } from './otp-key.ts';
import { type CounterWindow, assertWindow } from './windows.ts';

/** The counter that a good code belongs to; storing it as the last used one is what makes the code worthless. */
export interface CodeMatch {
  readonly counter: number;
}

/**
 * Whether text has the shape of this token's code: exactly its number of ASCII digits. Everything else is wrong
 * without any computing, so nothing that a person can type makes the functions below throw.
 */
export function hasCodeShape(definition: OtpDefinition, text: string): boolean {
  return text.length === definition.digits && /^[0-9]+$/.test(text);
}

/**
 * Verifies a code against the allowed counters and returns the lowest one that matches (see `findCounter`).
 * @param window from `timeWindow` or `eventWindow`, which leave out what was used before
 */
export function verifyCode(
  definition: OtpDefinition,
  key: OtpKey,
  code: string,
  window: CounterWindow,
): CodeMatch | undefined {
  if (!hasCodeShape(definition, code)) return undefined;
  const counter = findCounter((candidate) => codeAt(definition, key, candidate), code, window);
  return counter === undefined ? undefined : { counter };
}

/** Verifies exactly the code after a counter, wherever the windows are (next-tokencode mode). */
export function verifyNextCode(
  definition: OtpDefinition,
  key: OtpKey,
  code: string,
  previousCounter: number,
): CodeMatch | undefined {
  if (previousCounter >= COUNTER_MAXIMUM) return undefined;
  return verifyCode(definition, key, code, { from: previousCounter + 1, to: previousCounter + 1 });
}

/**
 * Tells why a code found no match in the allowed window: it was good once, or it never was. Only a wrong code counts
 * as a failure.
 * @param used from `usedTimeWindow` or `usedEventWindow`
 */
export function classifyMiss(
  definition: OtpDefinition,
  key: OtpKey,
  code: string,
  used: CounterWindow,
): 'replayed' | 'wrong' {
  return verifyCode(definition, key, code, used) === undefined ? 'wrong' : 'replayed';
}

/**
 * Finds a token again that has run away: two codes, shown one directly after the other, within a large window
 * (RFC 4226 section 7.4, RFC 6238 section 6). Both counters lie in the window, so neither code was used before.
 * Computes the whole window, hit or miss.
 * @returns the counter of the *second* code, the lowest such one: it becomes the last used counter
 */
export function synchronise(
  definition: OtpDefinition,
  key: OtpKey,
  firstCode: string,
  secondCode: string,
  window: CounterWindow,
): CodeMatch | undefined {
  assertWindow(window);
  if (!hasCodeShape(definition, firstCode) || !hasCodeShape(definition, secondCode)) return undefined;
  const first = typedCode(firstCode);
  const second = typedCode(secondCode);
  let previousIsFirst = false;
  let found: CodeMatch | undefined;
  for (let counter = window.from; counter <= window.to; counter += 1) {
    const code = codeAt(definition, key, counter);
    const isFirst = isSameCode(code, first);
    const isSecond = isSameCode(code, second);
    if (previousIsFirst && isSecond) found ??= { counter };
    previousIsFirst = isFirst;
  }
  return found;
}
