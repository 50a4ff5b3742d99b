import { hash, timingSafeEqual } from 'node:crypto';
import { type CounterWindow, codeAt, verifyCode } from '@countersign/otp';
import { verifyChap } from '@countersign/radius';
import type { SignInRules } from './rules.ts';
import type { CheckableCredentials } from './sign-in-request.ts';
import type { CheckableToken } from './subject.ts';
import { lastCodeOf } from './token-uses.ts';
import { windowsOf } from './token-windows.ts';

/** How what was typed fits one token. */
export type TokenMatch =
  /** Right PIN (or none needed) and a code that is good now. */
  | { readonly fit: 'good'; readonly counter: number }
  /** The same, but so far off that the next code must follow. */
  | { readonly fit: 'far'; readonly counter: number }
  /** The code was good once. */
  | { readonly fit: 'replayed' }
  /** The PIN is right or none is needed, the code is wrong. Cannot be told over CHAP. */
  | { readonly fit: 'wrong-code' }
  | { readonly fit: 'none' };

/**
 * Compares what was typed with PIN + code of a token. PAP is split by the token's known code length, so several
 * tokens of different lengths can be tried without counting a failure; CHAP is compared with each candidate.
 */
export function matchToken(
  token: CheckableToken, typed: CheckableCredentials, now: number, rules: SignInRules,
): TokenMatch {
  const pin = token.usePin ? (token.state.pin ?? '') : '';
  const find = typed.method === 'pap' ? papFinder(token, typed.password ?? '', pin) : chapFinder(token, typed, pin);
  if (!find) return { fit: 'none' };
  const { small, large, used } = windowsOf(token, now, rules);
  const near = find(small);
  if (near !== undefined) return { fit: 'good', counter: near };
  // What is repeated is nearly always the last code: it is found before the wide windows are computed, where it might have a twin.
  if (find(newestOf(used)) !== undefined) return { fit: 'replayed' };
  const far = find(large);
  if (far !== undefined) return { fit: 'far', counter: far };
  if (find(used) !== undefined) return { fit: 'replayed' };
  return { fit: typed.method === 'pap' ? 'wrong-code' : 'none' };
}

/** The code alone, at exactly one counter: the answer to "Enter Next Code". */
export function isCodeAt(token: CheckableToken, typed: CheckableCredentials, counter: number): boolean {
  if (counter > (lastCodeOf(token) ?? counter)) return false;
  const find = typed.method === 'pap' ? papFinder(token, typed.password ?? '', '') : chapFinder(token, typed, '');
  return find?.({ from: counter, to: counter }) !== undefined;
}

/** The last counter of a window; nothing of an empty one. */
const newestOf = ({ from, to }: CounterWindow): CounterWindow => ({ from: Math.max(from, to), to });

type CounterFinder = (window: CounterWindow) => number | undefined;

/** Undefined when the part before the code is not the PIN: then no code is computed. */
function papFinder(token: CheckableToken, text: string, pin: string): CounterFinder | undefined {
  const { definition, key } = token.otp;
  if (text.length < definition.digits) return undefined;
  const code = text.slice(-definition.digits);
  if (!isSameText(text.slice(0, -definition.digits), pin)) return undefined;
  return (window) => verifyCode(definition, key, code, window)?.counter;
}

function chapFinder(
  token: CheckableToken, typed: Extract<CheckableCredentials, { method: 'chap' }>, pin: string,
): CounterFinder {
  const { definition, key } = token.otp;
  return ({ from, to }) => {
    for (let counter = from; counter <= to; counter += 1) {
      if (verifyChap(typed, Buffer.from(pin + codeAt(definition, key, counter)))) return counter;
    }
    return undefined;
  };
}

/** Compares digests, so that neither length nor content shows in the time taken. */
export function isSameText(left: string, right: string): boolean {
  const digest = (text: string): Buffer => Buffer.from(hash('sha256', text, 'binary'), 'latin1');
  return timingSafeEqual(digest(left), digest(right));
}
