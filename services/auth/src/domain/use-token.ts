/** How a token's running state changes. */
import type { SignInRules } from './rules.ts';
import type { CheckableToken, Token, TokenState } from './subject.ts';
import { isUsedUp } from './token-uses.ts';
import { driftAfter } from './token-windows.ts';

/** A code was good: it and all before it are worth nothing any more. */
export function consumed(token: CheckableToken, counter: number, now: number): TokenState {
  return {
    ...token.state,
    lastCounter: Math.max(counter, token.state.lastCounter ?? counter),
    drift: driftAfter(token.otp.definition, counter, now),
  };
}

/** The person is signed in: failures are forgotten. */
export function signedIn(state: TokenState, now: number): TokenState {
  return { ...state, mode: 'normal', failures: 0, lockedUntil: null, lockLevel: 0, lastSignInAt: now };
}

/** Right PIN, wrong code: the token loses a try, and is locked when none is left – longer each time. */
export function failed(state: TokenState, now: number, rules: SignInRules): TokenState {
  const failures = state.failures + 1;
  if (failures < rules.failuresBeforeLock) return { ...state, failures };
  const lock = Math.min(rules.lockMs * 2 ** state.lockLevel, rules.lockMaximumMs);
  return {
    ...state,
    // After the lock a good code still needs the next one, and the tries that are left are the last ones.
    failures: Math.min(rules.failuresBeforeNextTokencode, rules.failuresBeforeLock - 1),
    lockedUntil: now + lock,
    lockLevel: state.lockLevel + 1,
  };
}

export function isLocked(state: TokenState, now: number): boolean {
  return state.lockedUntil !== null && state.lockedUntil > now;
}

/** Whether the token may be used at all now; its lock is another matter. */
export function isUsable(token: { readonly enabled: boolean; readonly lost: boolean; readonly startsAt: number | null; readonly endsAt: number | null }, now: number): boolean {
  return token.enabled && !token.lost
    && (token.startsAt === null || now >= token.startsAt)
    && (token.endsAt === null || now < token.endsAt);
}

/** Whether a sign-in may begin with the token now: it may be used, and has a code left. */
export function hasCodes(token: Token, now: number): boolean {
  return isUsable(token, now) && !isUsedUp(token);
}
