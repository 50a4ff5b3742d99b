/** The forms that a decision can take; each remembers its answer under the request key. */
import type { Answer, ResultCode } from '@countersign/contracts';
import { newPinQuestion } from './rules.ts';
import { grantedBy } from './network-access.ts';
import type { SignInContext } from './sign-in-context.ts';
import type { Decision, SignInObject } from './decision.ts';
import type { ChallengeContent, TokenChallenge } from './sign-in-request.ts';
import type { CheckableToken, Token, TokenState } from './subject.ts';
import { challengeTtlMs } from './token-windows.ts';
import { type RememberedAnswer, type UserMemory, countGuess, countSuccess, rememberAnswer, rememberUsedChallenge } from './user-memory.ts';

export interface Changes {
  readonly object?: SignInObject;
  readonly memory?: UserMemory;
  readonly tokenStates?: ReadonlyMap<string, TokenState>;
  readonly detail?: Decision['detail'];
  /** Nothing was evaluated: the first answer to be forgotten. */
  readonly idle?: boolean;
}

/** What an accept can be on record as. */
type AcceptResult = Extract<ResultCode, 'accepted' | 'new-pin-set'>;

export function accept(
  context: SignInContext, message: string, { result = 'accepted', ...changes }: Changes & { result?: AcceptResult },
): Decision {
  const granted = grantedBy(context);
  if (granted === undefined) return refuseForWantOfAddress(context, changes);
  const { attributes, reserves } = granted;
  const memory = countSuccess(changes.memory ?? context.subject.memory, context.request.source, context.now);
  const [state] = changes.tokenStates?.values() ?? [];
  // Over many lines it shows whether a token runs away.
  const detail = state === undefined ? changes.detail : { ...changes.detail, drift: state.drift };
  const answer: Answer = { outcome: 'accept', message, ...(attributes === undefined ? {} : { attributes }) };
  return { ...decision(context, answer, result, { ...changes, memory, ...(detail === undefined ? {} : { detail }) }), reserves };
}

/** A password was asked about outside of the transaction: its place in the queue is to be given back. */
const wasChecked = ({ request }: SignInContext): boolean => request.passwordCheck !== null || (request.firstFactorCheck ?? null) !== null;

/** Nothing is burnt: the same code is good once there is an address. A password that was checked stays checked. */
function refuseForWantOfAddress(context: SignInContext, { object, memory }: Changes): Decision {
  return refuse(context, 'address-pool-exhausted', {
    ...(object === undefined ? {} : { object }),
    ...(memory === undefined || !wasChecked(context) ? {} : { memory }),
  });
}

export function refuse(context: SignInContext, result: ResultCode, changes: Changes = {}): Decision {
  return decision(context, { outcome: 'refuse', message: context.rules.texts.refused }, result, changes);
}

/** A refusal of something that was evaluated and wrong: it counts as a guess at this user. */
export function refuseGuess(
  context: SignInContext, result: ResultCode, { delaySource, ...changes }: Changes & { delaySource: boolean },
): Decision {
  const { request, now, rules } = context;
  const memory = countGuess(changes.memory ?? context.subject.memory, request.source, now, rules, { delaySource });
  return refuse(context, result, { ...changes, memory });
}

/** Nothing is evaluated: a device that failed over asks anew what was just answered. The grace does not begin again. */
export function sameAnswerAgain(context: SignInContext, { answer, result, requestKey }: RememberedAnswer): Decision {
  return decision(context, answer, result, { idle: true, detail: { answerOfRequest: requestKey } });
}

/** The challenge could not be written to the state store: nothing is burnt, and the same request stays refused. */
export function refuseForWantOfStateStore(context: SignInContext): Decision {
  return refuse(context, 'state-store-unavailable');
}

/** Asks for more. The code that led here is consumed by `changes`. */
export function challenge(
  context: SignInContext, token: CheckableToken, kind: TokenChallenge['kind'],
  { counter, refusedPins, ...changes }: Changes & { counter: number; refusedPins: number },
): Decision {
  const { host, rules, subject } = context;
  const id = context.random();
  const prompt = kind === 'new-pin' ? newPinQuestion(rules) : rules.texts.nextTokencode;
  const content: ChallengeContent = {
    kind, counter, refusedPins, userId: subject.user.id, agentHostId: host.id, assignmentId: token.assignmentId,
  };
  const result = kind === 'new-pin' ? 'challenge-new-pin' : 'challenge-next-tokencode';
  return {
    ...decision(context, { outcome: 'challenge', message: withSuffix(prompt, host.promptSuffix), state: id }, result, {
      object: objectOf(token), ...changes,
    }),
    opensChallenge: { id, content, ttlMs: challengeTtlMs(token.otp.definition) },
  };
}

/** How long the passcode may be waited for. */
const PASSCODE_CHALLENGE_MS = 120_000;

/** The passwords were right: the passcode is asked for. */
export function challengePasscode(context: SignInContext): Decision {
  const { host, rules, subject } = context;
  const id = context.random();
  const content: ChallengeContent = { kind: 'passcode', userId: subject.user.id, agentHostId: host.id };
  return {
    ...decision(context, { outcome: 'challenge', message: withSuffix(rules.texts.passcode, host.promptSuffix), state: id }, 'challenge-passcode', {}),
    opensChallenge: { id, content, ttlMs: PASSCODE_CHALLENGE_MS },
  };
}

/** The memory in which a challenge for the passcode is used up. */
export function withUsedPasscodeChallenge(context: SignInContext, id: string): UserMemory {
  return rememberUsedChallenge(context.subject.memory, id, context.now + PASSCODE_CHALLENGE_MS, context.now);
}

/** A question that ends with the colon of a suffix gets no second one. */
function withSuffix(prompt: string, suffix: string): string {
  return prompt.endsWith(':') && suffix.startsWith(':') ? prompt + suffix.slice(1) : prompt + suffix;
}

/** The memory in which the challenge of this request is used up, even should the state store forget. */
export function withUsedChallenge(context: SignInContext, memory: UserMemory, token: CheckableToken): UserMemory {
  const { request, now } = context;
  if (request.challenge?.status !== 'claimed') return memory;
  return rememberUsedChallenge(memory, request.challenge.id, now + challengeTtlMs(token.otp.definition), now);
}

export function objectOf(token: Token): SignInObject {
  return { type: 'token', id: token.tokenId, label: token.serial };
}

function decision(context: SignInContext, answer: Answer, result: ResultCode, changes: Changes): Decision {
  const { request, host, rules, now } = context;
  // Only where a device that failed over is to be known by it: else nothing about a passcode need be kept.
  const passwordMac = host.failoverGraceMs > 0 && request.credentials.method === 'pap' ? request.credentials.passwordMac : null;
  const memory = rememberAnswer(changes.memory ?? context.subject.memory, {
    requestKey: request.requestKey, at: now, answer, result, idle: changes.idle ?? false,
    agentHostId: host.id, source: request.source, state: request.state, passwordMac,
  }, rules);
  return {
    kind: 'decided', answer, result, memory,
    object: changes.object ?? null,
    tokenStates: changes.tokenStates ?? new Map<string, TokenState>(),
    opensChallenge: null,
    reserves: null,
    detail: { ...changes.detail, ...(context.trace === undefined ? {} : { trace: context.trace.toString() }) },
  };
}
