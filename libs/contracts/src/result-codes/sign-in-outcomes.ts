import type { administrationCodes } from './administration-codes.ts';
import type { agentHostCodes } from './agent-host-codes.ts';
import type { signInCodes } from './sign-in-codes.ts';

/** Every result, which the index of this folder calls ResultCode. */
type SignInResult = keyof typeof signInCodes | keyof typeof agentHostCodes | keyof typeof administrationCodes;

/** Results of a sign-in that let somebody in. */
export const acceptedResults: readonly SignInResult[] = ['accepted', 'new-pin-set', 'administrator-signed-in'];
/** Results that decide nothing yet: a question was asked. */
export const challengedResults: readonly SignInResult[] = ['challenge-new-pin', 'challenge-next-tokencode', 'challenge-passcode'];

/** What a sign-in with this result came to; an unknown one, of a newer version, was not let in. */
export function outcomeOfSignIn(result: string): 'accepted' | 'challenged' | 'refused' {
  if (acceptedResults.some((code) => code === result)) return 'accepted';
  return challengedResults.some((code) => code === result) ? 'challenged' : 'refused';
}
