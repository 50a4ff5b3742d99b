import type { SignInContext } from './sign-in-context.ts';
import type { SignInOutcome } from './decision.ts';
import { hasGoodStandIn } from './decide-stand-in.ts';
import { accept, refuse, refuseGuess } from './outcomes.ts';
import type { CheckableCredentials, PasswordCheck } from './sign-in-request.ts';
import { isCheckable } from './subject.ts';
import { hasCodes } from './use-token.ts';
import { countGuess, delaySourceOf, endPasswordCheck, holdPasswordCheck, passwordCheckHolder, takeBackGuess } from './user-memory.ts';

const object = { type: 'static-password' } as const;

/** No token took what was typed. The last way in is the static password, where the rules let it stand alone. */
export function decideStaticPassword(context: SignInContext, typed: CheckableCredentials): SignInOutcome {
  const { request, subject, rules, now } = context;
  const { passwordHash } = subject.user;
  const guessed = wasCompared(context);
  context.trace?.note('static-password', passwordHash === null ? 'none' : rules.barePassword, passwordHash !== null && mayStandAlone(context) ? 'asked' : 'not-asked');
  const wrongPassword = (): SignInOutcome => refuseGuess(context, 'wrong-password', { delaySource: true });

  if (passwordHash === null || !mayStandAlone(context)) {
    return guessed ? wrongPassword() : refuse(context, 'no-usable-token');
  }
  if (typed.method === 'chap') {
    // argon2id cannot answer a CHAP exchange: there is no plaintext to hash.
    return guessed ? wrongPassword() : refuse(context, 'static-password-impossible-over-chap', { object });
  }
  if (typed.password === null || typed.password === '') return wrongPassword();

  const holder = passwordCheckHolder(subject.memory, now);
  // A copy of the request that is being checked now; its answer is on the way.
  if (holder === request.requestKey) return { kind: 'undecided', reason: 'password-being-checked', memory: subject.memory };
  const counted = countGuess(subject.memory, request.source, now, rules, { delaySource: false });
  // What concerns one user is a reject: silence would make the NAS give up on every server.
  if (holder !== undefined) return refuse(context, 'password-queue-full', { object, idle: true, memory: guessed ? counted : subject.memory });
  // A password that finds no room would come back for a second transaction, which is dear just when many do. One that was a
  // guess at a token as well goes the long way: it takes the user's place, so that others beside it are counted.
  if (!guessed && context.hasPasswordRoom?.() === false) return { kind: 'undecided', reason: 'password-queue-full', memory: subject.memory };
  return {
    kind: 'password-needed', hash: passwordHash, password: typed.password,
    memory: holdPasswordCheck(counted, request.requestKey, now, rules),
  };
}

/** The second round: the guess is counted already, so a right one is taken back and a wrong one delays its source. */
export function decideCheckedPassword(context: SignInContext, { hash, verdict }: PasswordCheck): SignInOutcome {
  const { request, subject, rules, now } = context;
  const memory = endPasswordCheck(subject.memory, request.requestKey);
  context.trace?.note('static-password', 'argon2id', verdict);
  // On the second round no token is looked at: whoever reads the record should know whether there was one.
  const detail = { tokens: subject.tokens.length };
  if (verdict === 'no-room') return { kind: 'undecided', reason: 'password-queue-full', memory: wasCompared(context) ? memory : takeBackGuess(memory) };
  // Changed between the two rounds: what is true now was not asked.
  if (hash !== subject.user.passwordHash) return { kind: 'undecided', reason: 'password-changed', memory };
  if (verdict === 'wrong') {
    return refuse(context, 'wrong-password', { object, detail, memory: delaySourceOf(memory, request.source, now, rules) });
  }
  const right = takeBackGuess(memory);
  const { passwordExpiresAt, passwordMustChange } = subject.user;
  if (passwordExpiresAt !== null && now >= passwordExpiresAt) return refuse(context, 'static-password-expired', { object, memory: right });
  if (passwordMustChange) return refuse(context, 'static-password-must-change', { object, memory: right });
  return accept(context, rules.texts.passwordAccepted, { object, detail, memory: right });
}

/** Compared with a token, what was typed was a guess at a first factor, whatever else it may have been. */
function wasCompared(context: SignInContext): boolean {
  return context.subject.tokens.some((token) => isCheckable(token) && hasCodes(token, context.now)) || hasGoodStandIn(context);
}

function mayStandAlone({ subject, rules }: SignInContext): boolean {
  if (rules.barePassword === 'always') return true;
  return rules.barePassword === 'users-without-token' && subject.tokens.length === 0;
}
