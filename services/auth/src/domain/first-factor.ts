/** What a sign-in of a site's people consists of, where the site has a rule about it (row F6). */
import type { FirstFactorRule } from '@countersign/contracts';
import type { CheckableToken } from './subject.ts';
import type { CheckableCredentials } from './typed-credentials.ts';

/** The rule that a user goes by, and whether the user's group has its period of grace. */
export interface FirstFactor {
  readonly rule: FirstFactorRule;
  /** Without a usable token the passwords are enough for the time being. */
  readonly inGrace: boolean;
}

/**
 * Which passwords have to be checked before a decision holds. `password` is what stands before the passcode: the
 * back-end password and, behind it, the static password.
 */
export interface FirstFactorQuestion {
  readonly login: string;
  readonly password: string;
  readonly backEndId: string | null;
  readonly staticPassword: FirstFactorRule['staticPassword'];
  /** Of the static password; null where none is asked for. */
  readonly hash: string | null;
}

/** What came of it. */
export interface FirstFactorCheck {
  readonly question: FirstFactorQuestion;
  readonly verdict: 'right' | 'wrong-back-end' | 'wrong-static' | 'unreachable' | 'no-room';
  /** Says more for the record, in words of the code. */
  readonly reason: string;
}

export const asksPasswords = ({ backEndId, staticPassword }: FirstFactorRule): boolean => backEndId !== null || staticPassword !== 'none';
export const requiresPasswords = ({ backEndId, staticPassword }: FirstFactorRule): boolean => backEndId !== null || staticPassword === 'required';

/** Splits what was typed by the token's known lengths: passwords first, then PIN and code. Undefined: too short for a code. */
export function splitBehind(token: CheckableToken, typed: Extract<CheckableCredentials, { method: 'pap' }>): { readonly passwords: string; readonly passcode: CheckableCredentials } | undefined {
  const text = typed.password ?? '';
  const pin = token.usePin ? (token.state.pin ?? '') : '';
  const length = pin.length + token.otp.definition.digits;
  if (text.length < length) return undefined;
  return { passwords: text.slice(0, text.length - length), passcode: { method: 'pap', password: text.slice(text.length - length) } };
}

export const isSameQuestion = (one: FirstFactorQuestion, other: FirstFactorQuestion): boolean =>
  one.login === other.login && one.password === other.password && one.backEndId === other.backEndId
  && one.staticPassword === other.staticPassword && one.hash === other.hash;
