/**
 * An administrator at the console is decided like anybody at an agent host; what is different is here. Password and
 * tokencode are asked one after the other, so each is judged as if the other were right: the password alone may sign
 * in, and to a token it stands for the PIN – a wrong tokencode costs the token a try, as a wrong one after a PIN does.
 */
import type { AgentHost, Subject, Token, TokenState } from './subject.ts';
import { isCheckable } from './subject.ts';
import type { SignInRules } from './rules.ts';
import { hasCodes } from './use-token.ts';

export type AdministratorFactor = 'password' | 'tokencode';

/** No agent host has it: version 7 of the year 1970. */
export const CONSOLE_ID = '00000000-0000-7000-8000-000000000001';

/** The console as an agent host of the administrator's own site. A PIN is not set here: none is asked for. */
export const consoleOf = (siteId: string): AgentHost => ({
  id: CONSOLE_ID, name: 'console', siteId, secretVersion: 1, newPin: false, nextTokencode: true, openToAll: true, openToSite: false, loginForm: 'as-is',
  promptSuffix: '', failoverGraceMs: 0, accessTimes: null, policy: null, limitSessions: false, hasProfile: false, hasOwnProfiles: false, hasAliases: false,
});

export const consoleRules = (rules: SignInRules): SignInRules => ({ ...rules, barePassword: 'always' });

/** The administrator as far as one factor is concerned. Expiry and the duty to change are what comes after a right password. */
export function facing(factor: AdministratorFactor, { user, tokens, memory }: Subject): Subject {
  // The console takes nothing in place of a tokencode.
  const standIns = [] as const;
  return factor === 'password'
    ? { user: { ...user, passwordExpiresAt: null, passwordMustChange: false }, tokens: [], standIns, memory }
    : { user: { ...user, passwordHash: null }, tokens: tokens.map((token) => withPasswordAsPin(token)), standIns, memory };
}

const withPasswordAsPin = (token: Token): Token =>
  ({ ...token, usePin: true, state: { ...token.state, pin: '', mode: token.state.mode === 'new-pin' ? 'normal' : token.state.mode } });

/** What the decision left of a token's state, with the PIN and the wish for a new one that it was not shown. */
export function unfaced(before: TokenState, after: TokenState): TokenState {
  return { ...after, pin: before.pin, mode: before.mode === 'new-pin' ? 'new-pin' : after.mode };
}

/** Whether the administrator must change the password now that it was right. */
export function mustChangePassword({ passwordExpiresAt, passwordMustChange }: Subject['user'], now: number): boolean {
  return passwordMustChange || (passwordExpiresAt !== null && now >= passwordExpiresAt);
}

/**
 * Whether a tokencode has to follow the right password. A token that is disabled or lost still counts as bound – who
 * holds the password is not let in for having a token switched off –, one whose time is over does not.
 */
export function tokencodeAfter(tokens: readonly Token[], now: number, requireToken: boolean): 'needed' | 'not-needed' | 'impossible' {
  const bound = tokens.filter(isCheckable).filter(({ endsAt }) => endsAt === null || now < endsAt);
  if (bound.length === 0 && !requireToken) return 'not-needed';
  return bound.some((token) => hasCodes(token, now)) ? 'needed' : 'impossible';
}
