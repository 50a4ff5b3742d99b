import type { z } from 'zod';
import type { tryPolicyContract } from '@countersign/contracts';
import { RefusedError } from '@countersign/messaging';
import { type SignInRules, judgePolicy, readSignIn, rulesUnder } from '../../domain/index.ts';

type Question = z.output<typeof tryPolicyContract.request>;
type Reply = z.input<typeof tryPolicyContract.reply>;

/** Runs the rules over recorded sign-ins; nothing is looked up and nothing is written. */
export function tryPolicyHandler(base: SignInRules) {
  return async ({ pairs, signIns }: Question): Promise<Reply> => {
    const rules = pairs.map(({ current, draft }) => ({ current: rulesUnder(current, base), draft: rulesUnder(draft, base) }));
    return {
      verdicts: judgePolicy(signIns.map((signIn) => {
        const pair = rules[signIn.pair];
        if (!pair) throw new RefusedError('bad-request');
        return { line: readSignIn(signIn), ...pair };
      })),
    };
  };
}
