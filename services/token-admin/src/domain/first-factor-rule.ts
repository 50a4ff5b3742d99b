import type { FirstFactorRule } from '@countersign/contracts';
import { Refused } from './refused.ts';

/** Why a rule cannot work, by name; closed. The texts are details of a refusal. */
export const firstFactorFaults = {
  'nothing-asked': 'Nothing would be asked for: choose at least one part.',
  'optional-without-passcode': 'A static password can be optional only in front of a passcode.',
  'no-second-step': 'There is no passcode to ask for in the second step.',
  'no-first-step': 'The first step would have no password: choose a back end or require the static password.',
  'optional-in-two-steps': 'In two steps nothing stands in front of the passcode: a static password is required there, or not asked for.',
  'nothing-without-token': 'Who has no token would have nothing to sign in with: choose a back end or require the static password.',
} as const satisfies Readonly<Record<string, string>>;
export type FirstFactorFault = keyof typeof firstFactorFaults;

/** The first reason why nobody could sign in by a rule, or why it asks for nothing; undefined when it works. */
export function faultOfRule({ backEndId, staticPassword, passcode, order, withoutToken }: FirstFactorRule): FirstFactorFault | undefined {
  const hasPassword = backEndId !== null || staticPassword === 'required';
  if (!hasPassword && !passcode) return 'nothing-asked';
  if (staticPassword === 'optional' && !passcode) return 'optional-without-passcode';
  if (order === 'challenge' && !passcode) return 'no-second-step';
  if (order === 'challenge' && !hasPassword) return 'no-first-step';
  if (order === 'challenge' && staticPassword === 'optional') return 'optional-in-two-steps';
  return withoutToken === 'passwords' && !hasPassword ? 'nothing-without-token' : undefined;
}

/** @throws Refused bad-request with the reason */
export function requireWorkable(rule: FirstFactorRule): void {
  const fault = faultOfRule(rule);
  if (fault !== undefined) throw new Refused('bad-request', firstFactorFaults[fault]);
}
