import type { SignInOutcome } from './decision.ts';
import { refuse } from './outcomes.ts';
import type { SignInContext } from './sign-in-context.ts';
import { type UserMemory, countGuess, holdPasswordCheck, passwordCheckHolder } from './user-memory.ts';

/**
 * Lets a password be checked outside the transaction: at most one of a user at a time, in the whole cluster, each
 * counted as a guess before anything is asked.
 *
 * @param needed the outcome that asks for the check, given what is to be remembered meanwhile
 */
export function holdPlace(context: SignInContext, needed: (memory: UserMemory) => SignInOutcome): SignInOutcome {
  const { request, subject, rules, now } = context;
  const holder = passwordCheckHolder(subject.memory, now);
  // A copy of the request that is being checked now; its answer is on the way.
  if (holder === request.requestKey) return { kind: 'undecided', reason: 'password-being-checked', memory: subject.memory };
  if (holder !== undefined) return refuse(context, 'password-queue-full', { idle: true });
  const counted = countGuess(subject.memory, request.source, now, rules, { delaySource: false });
  return needed(holdPasswordCheck(counted, request.requestKey, now, rules));
}
