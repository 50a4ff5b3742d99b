import { verifyChap } from '@countersign/radius';
import type { SignInOutcome } from './decision.ts';
import { isSameText } from './match-token.ts';
import { accept, refuse } from './outcomes.ts';
import type { SignInContext } from './sign-in-context.ts';
import type { CheckableCredentials } from './sign-in-request.ts';
import { lostToken, pinsBefore, standInState } from './stand-in.ts';
import type { StandIn } from './subject.ts';
import { rememberUsedStandIn } from './user-memory.ts';

/**
 * Compares what was typed with the temporary passwords and bypass codes of the user, who hardly ever has any. Undefined
 * when it is none of them: then the tokens are asked. They go first, so that no token loses a try by one.
 */
export function decideStandIn(context: SignInContext, typed: CheckableCredentials): SignInOutcome | undefined {
  const { subject: { standIns, tokens, memory }, now, rules, trace } = context;
  const standIn = standIns.find((each) => isTyped(each, context, typed));
  if (!standIn) return undefined;
  const state = standInState(standIn, tokens, memory, now);
  trace?.note('stand-in', standIn.kind, state);
  const label = lostToken(standIn, tokens)?.serial ?? standIn.kind;
  const object = { type: standIn.kind, id: standIn.id, label } as const;
  switch (state) {
    case 'used':
      return refuse(context, 'replayed-code', { object });
    case 'expired':
      return refuse(context, 'stand-in-expired', { object });
    case 'token-back':
      return refuse(context, 'stand-in-withdrawn', { object });
    case 'good': {
      const left = standIn.kind === 'bypass-code' ? rememberUsedStandIn(memory, standIn.id, standIn.expiresAt, now) : memory;
      return accept(context, rules.texts.passcodeAccepted, { object, memory: left });
    }
  }
}

/** Whether there is one that somebody could guess at. */
export const hasGoodStandIn = ({ subject: { standIns, tokens, memory }, now }: SignInContext): boolean =>
  standIns.some((standIn) => standInState(standIn, tokens, memory, now) === 'good');

function isTyped(standIn: StandIn, { subject }: SignInContext, typed: CheckableCredentials): boolean {
  return pinsBefore(standIn, subject.tokens).map((pin) => pin + standIn.secret).some((whole) =>
    (typed.method === 'pap' ? isSameText(typed.password ?? '', whole) : verifyChap(typed, Buffer.from(whole))));
}
