import { accountRefusal } from './check-account.ts';
import { decideChallengeAnswer } from './decide-challenge-answer.ts';
import { decidePasscode } from './decide-passcode.ts';
import { decideStaticPassword } from './decide-static-password.ts';
import type { SignInOutcome } from './decision.ts';
import { refuse, silence } from './outcomes.ts';
import { repeatedAnswer } from './repeated-answer.ts';
import type { SignInContext } from './sign-in-context.ts';
import { throttleOf } from './user-memory.ts';

/**
 * Decides one sign-in of a known user. Requests of one user are decided one after another, each on the state that
 * the one before left; the caller holds the user's lock.
 *
 * 1. The same request gets the same answer.
 * 2. What cannot be read is not judged.
 * 3. The account must be allowed to sign in here and now.
 * 4. A source that guessed wrong waits; a user who is being guessed at is only heard from known sources.
 * 5. An answer to a challenge is judged by that challenge.
 * 6. Else what was typed is compared with the user's tokens,
 * 7. then with the static password, where that alone may sign in.
 */
export function decideSignIn(context: SignInContext): SignInOutcome {
  const { request, host, subject, rules, now } = context;

  const repeated = repeatedAnswer(context);
  if (repeated) return repeated;

  const unreadable = request.credentials.method === 'pap' && request.credentials.password === null;
  if (unreadable && !request.proven) return silence(context, 'shared-secret-suspected');

  const refusal = accountRefusal(subject.user, host, now);
  if (refusal) return refuse(context, refusal);

  const throttle = throttleOf(subject.memory, request.source, now, rules);
  if (throttle) return refuse(context, throttle, { idle: true });

  if (request.challenge) return decideChallengeAnswer(context, request.challenge);

  return decidePasscode(context) ?? decideStaticPassword(context);
}
