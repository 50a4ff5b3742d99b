import { accountRefusal } from './check-account.ts';
import { decideChallengeAnswer } from './decide-challenge-answer.ts';
import { decideByFirstFactor, decideCheckedFirstFactor } from './decide-first-factor.ts';
import { decidePasscode } from './decide-passcode.ts';
import { decideStandIn } from './decide-stand-in.ts';
import { decideCheckedPassword, decideStaticPassword } from './decide-static-password.ts';
import type { SignInOutcome } from './decision.ts';
import { networkRefusal } from './network-access.ts';
import { refuse } from './outcomes.ts';
import { failoverAnswer, repeatedAnswer } from './repeated-answer.ts';
import type { SignInContext } from './sign-in-context.ts';
import { SignInTrace } from './trace.ts';
import { throttleOf } from './user-memory.ts';

/**
 * Decides one sign-in of a known user. Requests of one user are decided one after another, each on the state that
 * the one before left; the caller holds the user's lock.
 *
 * 1. The same request gets the same answer.
 * 2. The account must be allowed to sign in here and now. Where the agent host has a failover grace, a new packet of
 *    the same sign-in gets the first one's answer; of any other, the request must fit the user's profiles, and there
 *    must be a place among the user's sessions.
 * 3. What carries no proof that can be checked is not judged.
 * 4. An answer to a challenge is judged by that challenge.
 * 5. What came back from the password check is judged by its verdict.
 * 6. A source that guessed wrong waits; a user who is being guessed at is only heard from known sources.
 * 7. Where the user's site has a rule about the parts of a sign-in, what was typed is judged by it;
 *    elsewhere it is compared with what stands in for a token, with the user's tokens,
 * 8. then with the static password, where that alone may sign in.
 */
export function decideSignIn(asked: SignInContext): SignInOutcome {
  const trace = new SignInTrace();
  const context = { ...asked, trace };
  const { request, host, subject, rules, now } = context;

  const repeated = repeatedAnswer(context);
  if (repeated) return repeated;

  const refusal = accountRefusal(subject.user, host, now, trace);
  if (refusal) return refuse(context, refusal);
  const afterFailover = failoverAnswer(context);
  if (afterFailover) return afterFailover;
  const kept = networkRefusal(context);
  if (kept) return refuse(context, kept);

  const { credentials } = request;
  if (credentials.method === 'unsupported') {
    trace.note('protocol', credentials.offered, 'protocol-unsupported');
    return refuse(context, 'protocol-unsupported', { detail: { offered: credentials.offered } });
  }
  if (rules.protocol !== 'any' && rules.protocol !== credentials.method) {
    trace.note('protocol', credentials.method, 'protocol-not-allowed');
    return refuse(context, 'protocol-not-allowed');
  }

  // Before the throttle: the first leg was right, and the station that tells sources apart may vanish on the second.
  if (request.challenge) return decideChallengeAnswer(context, credentials, request.challenge);

  // Before the throttle: the guess was let through and counted on the first round.
  if (request.passwordCheck) return decideCheckedPassword(context, request.passwordCheck);
  if (request.firstFactorCheck) return decideCheckedFirstFactor(context, credentials, context.firstFactor, request.firstFactorCheck);

  const throttle = throttleOf(subject.memory, request.source, now, rules);
  trace.note('throttle', 'source-and-user', throttle ?? 'passed');
  if (throttle) return refuse(context, throttle, { idle: true });

  if (context.firstFactor) return decideByFirstFactor(context, credentials, context.firstFactor);
  return decideStandIn(context, credentials) ?? decidePasscode(context, credentials) ?? decideStaticPassword(context, credentials);
}
