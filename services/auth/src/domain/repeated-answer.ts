import type { Decision, Repetition } from './decision.ts';
import { sameAnswerAgain } from './outcomes.ts';
import type { SignInContext } from './sign-in-context.ts';
import type { RememberedAnswer } from './user-memory.ts';

/** The answer that this request already got: word for word, from any replica. */
export function repeatedAnswer(context: SignInContext): Repetition | undefined {
  const same = rememberedAnswers(context).find(({ requestKey }) => requestKey === context.request.requestKey);
  return same && { kind: 'repeated', answer: same.answer };
}

/**
 * Where the agent host has a failover grace, a new packet with the same passcode (and State) from the same caller gets
 * the answer of the one that was evaluated. It is a request of its own, and on record as such.
 */
export function failoverAnswer(context: SignInContext): Decision | undefined {
  const { request, host, now } = context;
  if (host.failoverGraceMs === 0 || request.credentials.method !== 'pap') return undefined;
  const { passwordMac } = request.credentials;
  const first = rememberedAnswers(context).find((entry) => entry.at > now - host.failoverGraceMs
    && !entry.idle
    && entry.agentHostId === host.id
    && entry.source === request.source
    // A code that answered a challenge must not be taken for a passcode of its own.
    && entry.state === request.state
    && entry.passwordMac === passwordMac);
  if (first) context.trace?.note('failover', first.requestKey, 'same-answer');
  return first && sameAnswerAgain(context, first);
}

function rememberedAnswers({ subject, rules, now }: SignInContext): RememberedAnswer[] {
  return subject.memory.answers.filter(({ at }) => at > now - rules.answerMemoryMs);
}
