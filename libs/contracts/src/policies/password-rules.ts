import type { WholePolicy } from './policy.ts';
import { foldLogin } from '../directory/login-name.ts';

export type PasswordRules = Pick<WholePolicy, 'passwordMinimum' | 'passwordKinds' | 'passwordWithLogin'>;
export type PasswordFault = 'too-short' | 'too-few-kinds' | 'holds-login';

const KINDS = [/\p{Ll}/u, /\p{Lu}/u, /\p{Nd}/u, /[^\p{Ll}\p{Lu}\p{Nd}]/u];

/** Why a static password is not taken under a policy; undefined when nothing is wrong with it. */
export function passwordFault(password: string, login: string, rules: PasswordRules): PasswordFault | undefined {
  if (Array.from(password).length < rules.passwordMinimum) return 'too-short';
  if (KINDS.filter((kind) => kind.test(password)).length < rules.passwordKinds) return 'too-few-kinds';
  return rules.passwordWithLogin === 'refused' && foldLogin(password).includes(foldLogin(login)) ? 'holds-login' : undefined;
}
