/** What administration may do to a token's running state. */
import type { TokenMode } from '@countersign/contracts';
import { driftOf, isTimeDefinition, synchronise as findConsecutive, timeWindow, eventWindow } from '@countersign/otp';
import type { CheckableToken, TokenState } from './subject.ts';
import { lastCodeOf } from './token-uses.ts';

/** State of a token that was never used under this assignment. */
export const freshTokenState: TokenState = {
  mode: 'normal', pin: null, failures: 0, lockedUntil: null, lockLevel: 0, lastSignInAt: null, lastCounter: null, drift: 0,
};

export function withMode(state: TokenState, mode: TokenMode): TokenState {
  // Back to normal means that nothing more is asked: failures would ask for the next tokencode again.
  return mode === 'normal' ? { ...state, mode, failures: 0 } : { ...state, mode };
}

/** A PIN set by an administrator is the PIN: new-PIN mode would throw it away at the next sign-in. */
export function withPin(state: TokenState, pin: string | null): TokenState {
  return { ...state, pin, mode: state.mode === 'new-pin' && pin !== null ? 'normal' : state.mode };
}

export function unlocked(state: TokenState): TokenState {
  return { ...state, failures: 0, lockedUntil: null, lockLevel: 0 };
}

/** How far resynchronisation looks: steps on each side for time tokens, codes ahead for event tokens. */
export interface SynchronisationWindow {
  readonly steps: number;
  readonly lookAhead: number;
}

export const defaultSynchronisationWindow: SynchronisationWindow = { steps: 2880, lookAhead: 1000 };

/** Finds the token again from two consecutive codes; both are consumed. Undefined: not found. */
export function synchronised(
  token: Pick<CheckableToken, 'otp' | 'initialCounter' | 'uses' | 'state'>, code1: string, code2: string, now: number,
  window: SynchronisationWindow,
): TokenState | undefined {
  const { definition, key } = token.otp;
  const last = token.state.lastCounter;
  const searched = isTimeDefinition(definition)
    ? timeWindow({ definition, now: now / 1000, drift: 0, steps: window.steps, lastCounter: last ?? undefined })
    : eventWindow({ nextCounter: Math.max((last ?? -1) + 1, token.initialCounter), lookAhead: window.lookAhead, lastCode: lastCodeOf(token) });
  const match = findConsecutive(definition, key, code1, code2, searched);
  if (!match) return undefined;
  const drift = isTimeDefinition(definition) ? driftOf(definition, match.counter, now / 1000) : 0;
  return { ...unlocked(token.state), lastCounter: match.counter, drift };
}
