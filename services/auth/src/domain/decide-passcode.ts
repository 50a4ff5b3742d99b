import type { ResultCode } from '@countersign/contracts';
import type { SignInContext } from './sign-in-context.ts';
import type { SignInOutcome } from './decision.ts';
import { type TokenMatch, matchToken } from './match-token.ts';
import { accept, challenge, objectOf, refuse, refuseGuess } from './outcomes.ts';
import type { CheckableCredentials } from './sign-in-request.ts';
import { type CheckableToken, type Token, type TokenState, isCheckable } from './subject.ts';
import { hasCodeAfter } from './token-uses.ts';
import { offsetOf } from './token-windows.ts';
import { consumed, failed, hasCodes, isLocked, signedIn } from './use-token.ts';

interface Matched {
  readonly token: CheckableToken;
  readonly match: TokenMatch;
}

/** The part of what was typed that is compared with this token; undefined when it is too short. */
export type PasscodeOf = (token: CheckableToken) => CheckableCredentials | undefined;

/**
 * Compares what was typed with each usable token. Undefined when it is no token's business: then the static password
 * is asked, or the guess is counted there.
 */
export function decidePasscode(context: SignInContext, typed: CheckableCredentials, passcodeOf: PasscodeOf = () => typed): SignInOutcome | undefined {
  const { subject, rules, now, trace } = context;
  const usable = subject.tokens.filter(isCheckable).filter((token) => hasCodes(token, now));
  for (const token of subject.tokens) if (!usable.some((other) => other === token)) trace?.note('token', token.serial, 'not-usable');
  const matches = usable.map((token) => {
    const passcode = passcodeOf(token);
    const match: TokenMatch = passcode ? matchToken(token, passcode, now, rules) : { fit: 'none' };
    trace?.note('token', token.serial, isLocked(token.state, now) ? `locked-${match.fit}` : match.fit);
    return { token, match };
  });

  const free = matches.filter(({ token }) => !isLocked(token.state, now));
  const hit = find(free, 'good') ?? find(free, 'far') ?? find(matches, 'good') ?? find(matches, 'far');
  if (hit) {
    const { token, match } = hit;
    const offset = offsetOf(token, match.counter, now);
    if (isLocked(token.state, now)) return refuse(context, 'token-locked', { object: objectOf(token), detail: offset });
    const outcome = match.fit === 'good' ? decideGoodCode(context, typed, token, match.counter) : decideFarCode(context, typed, token, match.counter);
    return outcome.kind === 'decided' ? { ...outcome, detail: { ...outcome.detail, ...offset } } : outcome;
  }
  const replayed = matches.find(({ match }) => match.fit === 'replayed');
  if (replayed) return refuse(context, 'replayed-code', { object: objectOf(replayed.token) });

  return decideWrongCode(context, matches);
}

/** PIN and code are right. What else the token wants decides between accept and challenge. */
function decideGoodCode(
  context: SignInContext, typed: CheckableCredentials, token: CheckableToken, counter: number,
): SignInOutcome {
  const { rules, now } = context;
  const object = objectOf(token);
  const tokenStates = only(token, consumed(token, counter, now));

  // Where what is needed cannot be had, nothing is burnt: the same code still works where it can.
  const obstacle = needsNewPin(token) ? newPinObstacle(context, typed) : undefined;
  if (obstacle) return refuse(context, obstacle, { object });
  if (needsNextTokencode(context, token)) {
    if (!mayAskNextTokencode(context, token) || !hasCodeAfter(token, counter)) return refuse(context, 'next-tokencode-needed', { object });
    return challenge(context, token, 'next-tokencode', { counter, refusedPins: 0, tokenStates });
  }
  if (needsNewPin(token)) return challenge(context, token, 'new-pin', { counter, refusedPins: 0, tokenStates });
  const state = signedIn(consumed(token, counter, now), now);
  return accept(context, rules.texts.passcodeAccepted, { object, tokenStates: only(token, state) });
}

/** The code is good, but far off: the token has drifted, or somebody guessed well. The next code tells. */
function decideFarCode(
  context: SignInContext, typed: CheckableCredentials, token: CheckableToken, counter: number,
): SignInOutcome {
  const object = objectOf(token);
  const obstacle = needsNewPin(token) ? newPinObstacle(context, typed) : undefined;
  if (obstacle) return refuse(context, obstacle, { object });
  if (!mayAskNextTokencode(context, token) || !hasCodeAfter(token, counter)) return refuse(context, 'needs-synchronisation', { object });
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
    const free = withPin.filter(({ token }) => !isLocked(token.state, now));
    if (free.length === 0) return refuse(context, 'token-locked', { object: objectOf(first.token) });
    const tokenStates = new Map(free.map(({ token }) => [token.assignmentId, failed(token.state, now, rules)]));
    return refuseGuess(context, 'wrong-tokencode', { object: objectOf(first.token), tokenStates, delaySource: false, detail: { costsTry: true } });
  }
  const [pinless] = pinRight;
  if (pinless && !mayBeStaticPassword(context)) {
    return refuseGuess(context, 'wrong-tokencode', { object: objectOf(pinless.token), delaySource: false });
  }
  return undefined;
}

export function needsNewPin(token: CheckableToken): boolean {
  return token.usePin && (token.state.pin === null || token.state.mode === 'new-pin');
}

/** Whether the next tokencode may be asked for: of this token and this user, and on this agent host. */
export const mayAskNextTokencode = ({ host, subject }: SignInContext, token: CheckableToken): boolean => token.allowNextTokencode && host.nextTokencode && subject.user.nextTokencode;

/** Why a PIN cannot be set here: CHAP brings no plaintext back, or the agent host or the user's account forbids it. */
export function newPinObstacle({ host, subject }: SignInContext, typed: CheckableCredentials): ResultCode | undefined {
  if (typed.method === 'chap') return 'new-pin-impossible-over-chap';
  return host.newPin && subject.user.newPin ? undefined : 'new-pin-needed';
}

function needsNextTokencode({ rules }: SignInContext, token: CheckableToken): boolean {
  // The mode is somebody's order, and no switch undoes it unseen; wrong codes are a reason to ask only where asking is allowed.
  return token.state.mode === 'next-tokencode' || (token.allowNextTokencode && token.state.failures >= rules.failuresBeforeNextTokencode);
}

/** What is no passcode of a token without PIN may be the static password; then that is asked. */
function mayBeStaticPassword({ subject, rules }: SignInContext): boolean {
  return subject.user.passwordHash !== null && rules.barePassword === 'always';
}

type Hit = { readonly token: CheckableToken; readonly match: Extract<TokenMatch, { counter: number }> };

function find(matches: readonly Matched[], fit: 'good' | 'far'): Hit | undefined {
  for (const { token, match } of matches) if (match.fit === fit) return { token, match };
  return undefined;
}

export function only(token: Token, state: TokenState): ReadonlyMap<string, TokenState> {
  return new Map([[token.assignmentId, state]]);
}
