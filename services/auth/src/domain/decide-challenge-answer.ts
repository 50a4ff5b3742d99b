import { pinFault } from '@countersign/contracts';
import { decidePasscode, mayAskNextTokencode, needsNewPin, newPinObstacle, only } from './decide-passcode.ts';
import type { SignInContext } from './sign-in-context.ts';
import type { SignInOutcome } from './decision.ts';
import { decideStandIn, hasGoodStandIn } from './decide-stand-in.ts';
import { isCodeAt } from './match-token.ts';
import { accept, challenge, objectOf, refuse, refuseGuess, withUsedChallenge, withUsedPasscodeChallenge } from './outcomes.ts';
import type { CheckableCredentials, ClaimedChallenge, TokenChallenge } from './sign-in-request.ts';
import { type CheckableToken, isCheckable } from './subject.ts';
import { consumed, failed, isLocked, isUsable, signedIn } from './use-token.ts';

/**
 * Judges the answer to a challenge. It must come from the user and the agent host that were asked – a caller's
 * station may vanish on the second leg, so it is not compared – and each challenge is answered once.
 */
export function decideChallengeAnswer(
  context: SignInContext, typed: CheckableCredentials, claim: ClaimedChallenge,
): SignInOutcome {
  const good = claim.status === 'claimed' && isForThisRequest(context, claim);
  context.trace?.note('challenge', claim.status === 'claimed' ? claim.content.kind : claim.status, good ? 'found' : 'refused');
  if (claim.status === 'unavailable') return refuse(context, 'state-store-unavailable');
  if (claim.status === 'gone' || !good) return refuse(context, 'challenge-expired');

  const { content } = claim;
  if (content.kind === 'passcode') return answerPasscode(context, typed, claim.id);
  const token = context.subject.tokens.filter(isCheckable).find((each) => each.assignmentId === content.assignmentId);
  if (!token || !isUsable(token, context.now)) return refuse(context, 'no-usable-token');
  if (isLocked(token.state, context.now)) return refuse(context, 'token-locked', { object: objectOf(token) });
  const asked: Asked = { token, typed, counter: content.counter, refusedPins: content.refusedPins };
  return content.kind === 'new-pin' ? answerNewPin(context, asked) : answerNextTokencode(context, asked);
}

function isForThisRequest({ subject, host }: SignInContext, claim: Extract<ClaimedChallenge, { status: 'claimed' }>): boolean {
  return claim.content.userId === subject.user.id
    && claim.content.agentHostId === host.id
    && !subject.memory.usedChallenges.some(({ id }) => id === claim.id);
}

/** A challenge that is good for this request, and what came as its answer. */
interface Asked extends Pick<TokenChallenge, 'counter' | 'refusedPins'> {
  readonly token: CheckableToken;
  readonly typed: CheckableCredentials;
}

/** The second step of two: PIN and code, as at a sign-in that has nothing else. Wrong or right, it is asked once. */
function answerPasscode(context: SignInContext, typed: CheckableCredentials, challengeId: string): SignInOutcome {
  const memory = withUsedPasscodeChallenge(context, challengeId);
  const second = { ...context, subject: { ...context.subject, memory } };
  if (!hasGoodStandIn(second) && !context.subject.tokens.filter(isCheckable).some((token) => isUsable(token, context.now))) return refuse(second, 'no-usable-token');
  return decideStandIn(second, typed) ?? decidePasscode(second, typed) ?? refuseGuess(second, 'wrong-password', { delaySource: true });
}

function answerNewPin(context: SignInContext, { token, typed, counter, refusedPins }: Asked): SignInOutcome {
  const { rules, now, subject } = context;
  const object = objectOf(token);
  const obstacle = newPinObstacle(context, typed);
  if (obstacle) return refuse(context, obstacle, { object });

  const memory = withUsedChallenge(context, subject.memory, token);
  const pin = typed.method === 'pap' ? (typed.password ?? '') : '';
  const fault = pinFault(pin, rules.pin, token.state.pin);
  context.trace?.note('challenge', 'new-pin', fault ?? 'accepted');
  if (!fault) {
    const state = { ...signedIn(token.state, now), pin };
    return accept(context, rules.texts.passcodeAccepted, { object, memory, tokenStates: only(token, state), result: 'new-pin-set' });
  }
  const refused = refusedPins + 1;
  if (refused >= rules.newPinTries) return refuse(context, 'new-pin-refused', { object, memory, detail: { fault } });
  return challenge(context, token, 'new-pin', { counter, refusedPins: refused, memory, detail: { fault } });
}

/** Exactly the code after the first one, even outside the window: drift is believed when two codes in a row say so. */
function answerNextTokencode(context: SignInContext, { token, typed, counter }: Asked): SignInOutcome {
  const { rules, now, subject } = context;
  const object = objectOf(token);
  if (!mayAskNextTokencode(context, token)) return refuse(context, 'next-tokencode-needed', { object });

  const memory = withUsedChallenge(context, subject.memory, token);
  const next = counter + 1;
  const alreadyUsed = token.state.lastCounter !== null && next <= token.state.lastCounter;
  const right = !alreadyUsed && isCodeAt(token, typed, next);
  context.trace?.note('token', token.serial, right ? 'next-tokencode-good' : 'next-tokencode-wrong');
  if (!right) {
    const tokenStates = only(token, failed(token.state, now, rules));
    return refuseGuess(context, 'next-tokencode-wrong', { object, memory, tokenStates, delaySource: false });
  }
  const state = consumed(token, next, now);
  if (!needsNewPin(token)) {
    return accept(context, rules.texts.passwordAccepted, { object, memory, tokenStates: only(token, signedIn(state, now)) });
  }
  // The codes were right: what is left to do is the PIN.
  const tokenStates = only(token, { ...state, failures: 0 });
  const obstacle = newPinObstacle(context, typed);
  if (obstacle) return refuse(context, obstacle, { object, memory, tokenStates });
  return challenge(context, token, 'new-pin', { counter: next, refusedPins: 0, memory, tokenStates });
}
