import type { administrationCodes } from './administration-codes.ts';
import type { agentHostCodes } from './agent-host-codes.ts';
import type { signInCodes } from './sign-in-codes.ts';

/** Every result, which the index of this folder calls ResultCode. */
type SignInResult = keyof typeof signInCodes | keyof typeof agentHostCodes | keyof typeof administrationCodes;

/** Results of a sign-in that let somebody in. */
export const acceptedResults: readonly SignInResult[] = ['accepted', 'new-pin-set', 'administrator-signed-in'];
/** Results that decide nothing yet: a question was asked. */
export const challengedResults: readonly SignInResult[] = ['challenge-new-pin', 'challenge-next-tokencode', 'challenge-passcode', 'administrator-tokencode-needed'];
/** Results of everything else that nobody has to look into. */
const uneventfulResults: readonly SignInResult[] = ['changed', 'accounting-recorded', 'session-ended', 'administrator-password-confirmed', 'administrator-token-confirmed'];

/** What a sign-in with this result came to; an unknown one, of a newer version, was not let in. */
export function outcomeOfSignIn(result: string): 'accepted' | 'challenged' | 'refused' {
  if (acceptedResults.some((code) => code === result)) return 'accepted';
  return challengedResults.some((code) => code === result) ? 'challenged' : 'refused';
}

/** Whether nothing was refused, nor asked for. */
export const isGoodResult = (result: string): boolean => uneventfulResults.some((code) => code === result) || outcomeOfSignIn(result) === 'accepted';
