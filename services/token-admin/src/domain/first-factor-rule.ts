import type { FirstFactorRule } from '@countersign/contracts';
import { Refused } from './refused.ts';

/**
 * Refuses a rule that nobody could sign in by, or that asks for nothing; the detail is the reason.
 * @throws Refused bad-request
 */
export function requireWorkable({ backEndId, staticPassword, passcode, order, withoutToken }: FirstFactorRule): void {
  const hasPassword = backEndId !== null || staticPassword === 'required';
  const faults: readonly (readonly [boolean, string])[] = [
    [!hasPassword && !passcode, 'Nothing would be asked for: choose at least one part.'],
    [staticPassword === 'optional' && !passcode, 'A static password can be optional only in front of a passcode.'],
    [order === 'challenge' && !passcode, 'There is no passcode to ask for in the second step.'],
    [order === 'challenge' && !hasPassword, 'The first step would have no password: choose a back end or require the static password.'],
    [order === 'challenge' && staticPassword === 'optional', 'In two steps nothing stands in front of the passcode: a static password is required there, or not asked for.'],
    [withoutToken === 'passwords' && !hasPassword, 'Who has no token would have nothing to sign in with: choose a back end or require the static password.'],
  ];
  const fault = faults.find(([applies]) => applies);
  if (fault) throw new Refused('bad-request', fault[1]);
}
