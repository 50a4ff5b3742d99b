import type { SignInContext } from './sign-in-context.ts';
import type { Repetition } from './decision.ts';

/**
 * The answer that this request already got: word for word, from any replica. Where the agent host has a failover
 * grace, a new packet with the same passcode (and State) from the same caller counts as the same request.
 */
export function repeatedAnswer({ request, host, subject, rules, now }: SignInContext): Repetition | undefined {
  const young = subject.memory.answers.filter(({ at }) => at > now - rules.answerMemoryMs);
  const same = young.find(({ requestKey }) => requestKey === request.requestKey);
  if (same) return { kind: 'repeated', answer: same.answer };

  if (host.failoverGraceMs === 0 || request.credentials.method !== 'pap') return undefined;
  const { passwordMac } = request.credentials;
  const graced = young.find((entry) => entry.at > now - host.failoverGraceMs
    && !entry.idle
    && entry.agentHostId === host.id
    && entry.source === request.source
    // A code that answered a challenge must not be taken for a passcode of its own.
    && entry.state === request.state
    && entry.passwordMac === passwordMac);
  return graced && { kind: 'repeated', answer: graced.answer };
}
