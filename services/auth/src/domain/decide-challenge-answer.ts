import { isCheckable, needsNewPin, only } from './decide-passcode.ts';
import type { SignInContext } from './sign-in-context.ts';
import type { SignInOutcome } from './decision.ts';
import { isCodeAt } from './match-token.ts';
import { accept, challenge, objectOf, refuse, refuseGuess, withUsedChallenge } from './outcomes.ts';
import { pinFault } from './pin-rules.ts';
import type { ChallengeContent, ClaimedChallenge } from './sign-in-request.ts';
import type { CheckableToken } from './subject.ts';
import { consumed, failed, isLocked, isUsable, signedIn } from './use-token.ts';

/**
 * Judges the answer to a challenge. It must come from the user and the agent host that were asked – a caller's
 * station may vanish on the second leg, so it is not compared – and each challenge is answered once.
 */
export function decideChallengeAnswer(context: SignInContext, claim: ClaimedChallenge): SignInOutcome {
  if (claim.status === 'unavailable') return refuse(context, 'state-store-unavailable');
  if (claim.status === 'gone' || !isForThisRequest(context, claim)) return refuse(context, 'challenge-expired');

  const { content } = claim;
  const token = context.subject.tokens.filter(isCheckable).find((each) => each.assignmentId === content.assignmentId);
  if (!token || !isUsable(token, context.now)) return refuse(context, 'no-usable-token');
  if (isLocked(token.state, context.now)) return refuse(context, 'token-locked', { object: objectOf(token) });
  return content.kind === 'new-pin' ? answerNewPin(context, token, content) : answerNextTokencode(context, token, content);
}

function isForThisRequest({ subject, host }: SignInContext, claim: Extract<ClaimedChallenge, { status: 'claimed' }>): boolean {
  return claim.content.userId === subject.user.id
    && claim.content.agentHostId === host.id
    && !subject.memory.usedChallenges.some(({ id }) => id === claim.id);
}

function answerNewPin(context: SignInContext, token: CheckableToken, content: ChallengeContent): SignInOutcome {
  const { request, rules, now, subject, host } = context;
  const object = objectOf(token);
  if (request.credentials.method === 'chap') return refuse(context, 'new-pin-impossible-over-chap', { object });
  if (!host.newPin) return refuse(context, 'new-pin-needed', { object });
  const memory = withUsedChallenge(context, subject.memory, token);
  const pin = request.credentials.password ?? '';
  const fault = pinFault(pin, rules.pin);
  if (!fault) {
    const state = { ...signedIn(token.state, now), pin };
    return accept(context, rules.texts.passcodeAccepted, { object, memory, tokenStates: only(token, state), detail: { newPin: true } });
  }
  const refusedPins = content.refusedPins + 1;
  if (refusedPins >= rules.newPinTries) return refuse(context, 'new-pin-refused', { object, memory, detail: { fault } });
  return challenge(context, token, 'new-pin', { counter: content.counter, refusedPins, memory, detail: { fault } });
}

function answerNextTokencode(context: SignInContext, token: CheckableToken, content: ChallengeContent): SignInOutcome {
  const { request, rules, now, subject, host } = context;
  const object = objectOf(token);
  if (!host.nextTokencode) return refuse(context, 'next-tokencode-needed', { object });
  const memory = withUsedChallenge(context, subject.memory, token);
  const next = content.counter + 1;
  const alreadyUsed = token.state.lastCounter !== null && next <= token.state.lastCounter;
  if (alreadyUsed || !isCodeAt(token, request.credentials, next)) {
    const tokenStates = only(token, failed(token.state, now, rules));
    return refuseGuess(context, 'next-tokencode-wrong', { object, memory, tokenStates, delaySource: false });
  }
  const state = consumed(token, next, now);
  if (needsNewPin(token) && request.credentials.method === 'pap' && host.newPin) {
    const tokenStates = only(token, { ...state, failures: 0 });
    return challenge(context, token, 'new-pin', { counter: next, refusedPins: 0, memory, tokenStates });
  }
  if (needsNewPin(token)) {
    return refuse(context, 'new-pin-needed', { object, memory, tokenStates: only(token, { ...state, failures: 0 }) });
  }
  return accept(context, rules.texts.passwordAccepted, { object, memory, tokenStates: only(token, signedIn(state, now)) });
}
