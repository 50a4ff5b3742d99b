import type { SignInContext } from './sign-in-context.ts';
import type { SignInOutcome } from './decision.ts';
import { type TokenMatch, matchToken } from './match-token.ts';
import { accept, challenge, objectOf, refuse, refuseGuess } from './outcomes.ts';
import type { CheckableToken, Token, TokenState } from './subject.ts';
import { consumed, failed, isLocked, isUsable, signedIn } from './use-token.ts';

interface Matched {
  readonly token: CheckableToken;
  readonly match: TokenMatch;
}

/**
 * Compares what was typed with each usable token. Undefined when it is no token's business: then the static password
 * is asked, or the guess is counted there.
 */
export function decidePasscode(context: SignInContext): SignInOutcome | undefined {
  const { request, subject, rules, now } = context;
  const usable = subject.tokens.filter(isCheckable).filter((token) => isUsable(token, now));
  const matches = usable.map((token) => ({ token, match: matchToken(token, request.credentials, now, rules) }));

  const hit = matches.find(isHit(now)) ?? matches.find(({ match }) => match.fit === 'good' || match.fit === 'far');
  if (hit && isLocked(hit.token.state, now)) return refuse(context, 'token-locked', { object: objectOf(hit.token) });
  if (hit?.match.fit === 'good') return decideGoodCode(context, hit.token, hit.match.counter);
  if (hit?.match.fit === 'far') return decideFarCode(context, hit.token, hit.match.counter);

  const replayed = matches.find(({ match }) => match.fit === 'replayed');
  if (replayed) return refuse(context, 'replayed-code', { object: objectOf(replayed.token) });

  return decideWrongCode(context, matches);
}

export function isCheckable(token: Token): token is CheckableToken {
  return token.otp !== null;
}

/** PIN and code are right. What else the token wants decides between accept and challenge. */
export function decideGoodCode(context: SignInContext, token: CheckableToken, counter: number): SignInOutcome {
  const { rules, now, host, request } = context;
  const object = objectOf(token);
  const state = consumed(token, counter, now);

  if (needsNextTokencode(context, token)) {
    if (!host.nextTokencode) return refuse(context, 'next-tokencode-needed', { object, tokenStates: only(token, state) });
    return challenge(context, token, 'next-tokencode', { counter, refusedPins: 0, tokenStates: only(token, state) });
  }
  if (needsNewPin(token)) {
    // No plaintext comes back over CHAP: nothing is burnt, so that the person can go to a place where it works.
    if (request.credentials.method === 'chap') return refuse(context, 'new-pin-impossible-over-chap', { object });
    if (!host.newPin) return refuse(context, 'new-pin-needed', { object, tokenStates: only(token, state) });
    return challenge(context, token, 'new-pin', { counter, refusedPins: 0, tokenStates: only(token, state) });
  }
  return accept(context, rules.texts.passcodeAccepted, { object, tokenStates: only(token, signedIn(state, now)) });
}

export function needsNewPin(token: CheckableToken): boolean {
  return token.usePin && (token.state.pin === null || token.state.mode === 'new-pin');
}

function needsNextTokencode({ rules }: SignInContext, token: CheckableToken): boolean {
  if (!token.allowNextTokencode) return false;
  return token.state.mode === 'next-tokencode' || token.state.failures >= rules.failuresBeforeNextTokencode;
}

/** The code is good, but far off: the token has drifted, or somebody guessed well. The next code tells. */
function decideFarCode(context: SignInContext, token: CheckableToken, counter: number): SignInOutcome {
  const object = objectOf(token);
  if (!token.allowNextTokencode || !context.host.nextTokencode) return refuse(context, 'needs-synchronisation', { object });
  // The drift is believed only when the next code was right, too.
  const state = { ...consumed(token, counter, context.now), drift: token.state.drift };
  return challenge(context, token, 'next-tokencode', { counter, refusedPins: 0, tokenStates: only(token, state) });
}

/** Right PIN, wrong code costs that token a try; a token without PIN loses none, or anybody could lock it. */
function decideWrongCode(context: SignInContext, matches: readonly Matched[]): SignInOutcome | undefined {
  const { now, rules } = context;
  const pinRight = matches.filter(({ match }) => match.fit === 'wrong-code');
  const withPin = pinRight.filter(({ token }) => token.usePin && token.state.pin !== null);
  const [first] = withPin;
  if (first) {
    const locked = withPin.every(({ token }) => isLocked(token.state, now));
    if (locked) return refuse(context, 'token-locked', { object: objectOf(first.token) });
    const tokenStates = new Map(withPin
      .filter(({ token }) => !isLocked(token.state, now))
      .map(({ token }) => [token.assignmentId, failed(token.state, now, rules)]));
    return refuseGuess(context, 'wrong-tokencode', { object: objectOf(first.token), tokenStates, delaySource: false });
  }
  const [pinless] = pinRight;
  if (pinless && !mayBeStaticPassword(context)) {
    return refuseGuess(context, 'wrong-tokencode', { object: objectOf(pinless.token), delaySource: false });
  }
  return undefined;
}

function mayBeStaticPassword({ subject, rules }: SignInContext): boolean {
  return subject.user.passwordHash !== null && rules.barePassword === 'always';
}

const isHit = (now: number) => ({ token, match }: Matched): boolean =>
  (match.fit === 'good' || match.fit === 'far') && !isLocked(token.state, now);

export function only(token: Token, state: TokenState): ReadonlyMap<string, TokenState> {
  return new Map([[token.assignmentId, state]]);
}
