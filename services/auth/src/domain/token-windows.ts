import {
  type CounterWindow, type OtpDefinition, driftOf, eventWindow, isTimeDefinition, timeWindow, usedEventWindow, usedTimeWindow,
} from '@countersign/otp';
import type { SignInRules } from './rules.ts';
import type { CheckableToken } from './subject.ts';
import { lastCodeOf } from './token-uses.ts';

/** Where a token's code may lie now: good at once, good if the next one follows, or used up. */
export interface TokenWindows {
  readonly small: CounterWindow;
  readonly large: CounterWindow;
  readonly used: CounterWindow;
}

export function windowsOf(token: CheckableToken, now: number, rules: SignInRules): TokenWindows {
  const { definition } = token.otp;
  const last = lastForWindow(token);
  if (isTimeDefinition(definition)) {
    const at = { definition, now: now / 1000, drift: token.state.drift, lastCounter: last };
    return {
      small: timeWindow({ ...at, steps: rules.smallWindowSteps }),
      large: timeWindow({ ...at, steps: rules.largeWindowSteps }),
      used: usedTimeWindow({ ...at, steps: rules.largeWindowSteps }),
    };
  }
  const nextCounter = nextCounterOf(token);
  const lastCode = lastCodeOf(token);
  return {
    small: eventWindow({ nextCounter, lookAhead: rules.lookAhead, lastCode }),
    large: eventWindow({ nextCounter, lookAhead: rules.largeLookAhead, lastCode }),
    used: usedEventWindow({ nextCounter, lookBack: rules.lookAhead }),
  };
}

/** How far a good code was from the one that was expected, for the record: steps of a time token, unused codes of an event token. */
export function offsetOf(token: CheckableToken, counter: number, now: number): { offsetSteps: number } | { offsetCodes: number } {
  const { definition } = token.otp;
  if (isTimeDefinition(definition)) return { offsetSteps: driftOf(definition, counter, now / 1000) - token.state.drift };
  return { offsetCodes: counter - nextCounterOf(token) };
}

/** The drift to store after a good code; event tokens have none. */
export function driftAfter(definition: OtpDefinition, counter: number, now: number): number {
  return isTimeDefinition(definition) ? driftOf(definition, counter, now / 1000) : 0;
}

/** Milliseconds that a challenge about this token stays open: max(60 s, 2 × period + 60 s). */
export function challengeTtlMs(definition: OtpDefinition): number {
  return isTimeDefinition(definition) ? 2 * definition.period * 1000 + 60_000 : 60_000;
}

/** The counter that an event token shows next, as far as anybody knows. */
function nextCounterOf(token: CheckableToken): number {
  const last = lastForWindow(token);
  return last === undefined ? token.initialCounter : Math.max(last + 1, token.initialCounter);
}

function lastForWindow(token: CheckableToken): number | undefined {
  const last = token.state.lastCounter;
  if (last === null) return undefined;
  // One-time switched off: a time token's code may repeat within its step.
  return !token.oneTime && isTimeDefinition(token.otp.definition) ? last - 1 : last;
}
