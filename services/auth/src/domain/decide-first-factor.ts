import type { Decision, SignInOutcome } from './decision.ts';
import { type PasscodeOf, decidePasscode } from './decide-passcode.ts';
import { type FirstFactor, type FirstFactorCheck, type FirstFactorQuestion, asksPasswords, isSameQuestion, requiresPasswords, splitBehind } from './first-factor.ts';
import { decideStandIn, hasGoodStandIn } from './decide-stand-in.ts';
import { accept, challengePasscode, refuse, refuseGuess } from './outcomes.ts';
import { holdPlace } from './password-place.ts';
import type { SignInContext } from './sign-in-context.ts';
import { pinsBefore } from './stand-in.ts';
import type { CheckableCredentials } from './sign-in-request.ts';
import { isCheckable } from './subject.ts';
import { isUsable } from './use-token.ts';
import { delaySourceOf, endPasswordCheck, takeBackGuess } from './user-memory.ts';

type Typed = Extract<CheckableCredentials, { method: 'pap' }>;
/** Decided, or decided once these passwords are right. */
type Plan = { readonly decided: Decision } | { readonly question: FirstFactorQuestion; readonly whenRight: Decision };

/**
 * Judges a sign-in of somebody whose site has a rule about its parts. The passcode is looked at first: behind a wrong
 * one no password is asked about, so nobody without the token learns anything of a password or locks it elsewhere.
 */
export function decideByFirstFactor(context: SignInContext, typed: CheckableCredentials, factor: FirstFactor): SignInOutcome {
  const plan = planOf(context, typed, factor);
  if ('decided' in plan) return plan.decided;
  return holdPlace(context, (memory) => ({ kind: 'first-factor-needed', question: plan.question, memory }));
}

/** The second round: the guess is counted already, so a right one is taken back and a wrong one delays its source. */
export function decideCheckedFirstFactor(context: SignInContext, typed: CheckableCredentials, factor: FirstFactor | undefined, check: FirstFactorCheck): SignInOutcome {
  const { request, subject, rules, now } = context;
  const held = endPasswordCheck(subject.memory, request.requestKey);
  const innocent = takeBackGuess(held);
  context.trace?.note('first-factor', partsOf(factor), check.reason);
  const plan = factor && planOf({ ...context, subject: { ...subject, memory: innocent } }, typed, factor);
  // The rule, a token or the password is another one by now: what is true now was not asked.
  if (!plan || !('question' in plan) || !isSameQuestion(plan.question, check.question)) return { kind: 'undecided', reason: 'password-changed', memory: held };
  const detail = { firstFactor: check.reason };
  const object = check.question.backEndId === null ? { type: 'static-password' } as const : { type: 'back-end', id: check.question.backEndId } as const;
  switch (check.verdict) {
    // What concerns one directory is a reject: silence would make the NAS give up on every server.
    case 'no-room':
    case 'unreachable':
      return refuse(context, 'back-end-unreachable', { object, memory: innocent, detail });
    case 'wrong-back-end':
      return refuse(context, 'back-end-refused', { object, memory: delaySourceOf(held, request.source, now, rules), detail });
    case 'wrong-static':
      return refuse(context, 'wrong-password', { object: { type: 'static-password' }, memory: delaySourceOf(held, request.source, now, rules), detail });
    case 'right':
      return staticPasswordObstacle(context, check, innocent) ?? plan.whenRight;
  }
}

function staticPasswordObstacle(context: SignInContext, { question }: FirstFactorCheck, memory: SignInContext['subject']['memory']): Decision | undefined {
  if (question.staticPassword !== 'required') return undefined;
  const { passwordExpiresAt, passwordMustChange } = context.subject.user;
  const object = { type: 'static-password' } as const;
  if (passwordExpiresAt !== null && context.now >= passwordExpiresAt) return refuse(context, 'static-password-expired', { object, memory });
  return passwordMustChange ? refuse(context, 'static-password-must-change', { object, memory }) : undefined;
}

function planOf(context: SignInContext, typed: CheckableCredentials, factor: FirstFactor): Plan {
  const { subject, now } = context;
  const { rule, inGrace } = factor;
  if (typed.method !== 'pap') return planOverChap(context, typed, factor);
  const usable = hasGoodStandIn(context) || subject.tokens.some((token) => isCheckable(token) && isUsable(token, now));
  if (rule.passcode && !usable) {
    if (!requiresPasswords(rule) || (rule.withoutToken === 'refuse' && !inGrace)) return { decided: refuse(context, 'no-usable-token') };
    context.trace?.note('first-factor', inGrace ? 'grace' : 'without-token', 'passwords-alone');
  } else if (rule.passcode && rule.order === 'concatenated') {
    return planConcatenated(context, typed, factor);
  }
  const next = rule.passcode && usable
    ? challengePasscode(context)
    : accept(context, context.rules.texts.passwordAccepted, { object: rule.backEndId === null ? { type: 'static-password' } : { type: 'back-end', id: rule.backEndId } });
  return asked(context, factor, typed.password ?? '', next);
}

/** Passwords and passcode in one piece. */
function planConcatenated(context: SignInContext, typed: Typed, factor: FirstFactor): Plan {
  const standIn = standInBehind(context, typed);
  if (standIn) return standIn.decided.answer.outcome === 'refuse' ? standIn : asked(context, factor, standIn.passwords, standIn.decided);
  const split: PasscodeOf = (token) => splitBehind(token, typed)?.passcode;
  const decided = decidePasscode(context, typed, split) ?? refuseGuess(context, 'wrong-password', { delaySource: true });
  if (decided.kind !== 'decided') throw new Error('a passcode is judged at once');
  const [assignmentId] = decided.tokenStates.keys();
  const token = context.subject.tokens.filter(isCheckable).find((each) => each.assignmentId === assignmentId);
  if (decided.answer.outcome === 'refuse' || !token) return { decided };
  return asked(context, factor, splitBehind(token, typed)?.passwords ?? '', decided);
}

/** A temporary password or bypass code, with its PIN, at the end of what was typed: it is there in the place of the passcode. */
function standInBehind(context: SignInContext, typed: Typed): { readonly passwords: string; readonly decided: Decision } | undefined {
  const { standIns, tokens } = context.subject;
  const text = typed.password ?? '';
  for (const standIn of standIns) {
    for (const pin of pinsBefore(standIn, tokens)) {
      const start = text.length - pin.length - standIn.secret.length;
      const decided = start < 0 ? undefined : decideStandIn(context, { method: 'pap', password: text.slice(start) });
      if (decided?.kind === 'decided') return { passwords: text.slice(0, start), decided };
    }
  }
  return undefined;
}

/** CHAP carries no plain text: it will do where nothing but the passcode has to be there. */
function planOverChap(context: SignInContext, typed: CheckableCredentials, { rule }: FirstFactor): Plan {
  if (requiresPasswords(rule)) return { decided: refuse(context, 'first-factor-impossible-over-chap') };
  const decided = decideStandIn(context, typed) ?? decidePasscode(context, typed) ?? refuseGuess(context, 'wrong-password', { delaySource: true });
  if (decided.kind !== 'decided') throw new Error('a passcode is judged at once');
  return { decided };
}

/** Asks for the passwords that the rule wants, and refuses those that it does not. */
function asked(context: SignInContext, { rule }: FirstFactor, password: string, whenRight: Decision): Plan {
  const { passwordHash, login } = context.subject.user;
  const wrong = (): Plan => ({ decided: refuseGuess(context, 'wrong-password', { delaySource: true }) });
  if (password === '') return requiresPasswords(rule) ? wrong() : { decided: whenRight };
  if (!asksPasswords(rule)) return wrong();
  const hash = rule.staticPassword === 'none' ? null : passwordHash;
  if (hash === null && (rule.staticPassword === 'required' || rule.backEndId === null)) return wrong();
  return { question: { login, password, backEndId: rule.backEndId, staticPassword: hash === null ? 'none' : rule.staticPassword, hash }, whenRight };
}

function partsOf(factor: FirstFactor | undefined): string {
  if (!factor) return 'none';
  const { backEndId, staticPassword, passcode } = factor.rule;
  return [...(backEndId === null ? [] : ['back-end']), ...(staticPassword === 'none' ? [] : [`static-${staticPassword}`]), ...(passcode ? ['passcode'] : [])].join(' ');
}
