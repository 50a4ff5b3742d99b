import type { ResultCode, TrialVerdict } from '@countersign/contracts';
import { PolicyTrial, type Prediction } from './policy-trial.ts';
import type { RecordedSignIn } from './recorded-sign-in.ts';
import type { SignInRules } from './rules.ts';

/** A recorded sign-in with the rules that it goes by, now and under the draft. */
export interface TriedSignIn {
  readonly line: RecordedSignIn;
  readonly current: SignInRules;
  readonly draft: SignInRules;
}

/** Fields of the rules that a result hangs on, besides what was typed. */
const HANGS_ON: Readonly<Partial<Record<ResultCode, readonly (keyof SignInRules)[]>>> = {
  'throttled': ['delayMs', 'delayMaximumMs', 'guessLimit', 'guessWindowMs', 'knownSourceMs'],
  'too-many-guesses': ['delayMs', 'delayMaximumMs', 'guessLimit', 'guessWindowMs', 'knownSourceMs'],
  'token-locked': ['failuresBeforeLock', 'lockMs', 'lockMaximumMs'],
  'challenge-next-tokencode': ['failuresBeforeNextTokencode'],
};

/**
 * What recorded sign-ins, oldest first, would have come to under a draft. The rules are run twice from the same
 * beginning: what they say under the policy in force tells whether the record explains the line at all.
 */
export function judgePolicy(signIns: readonly TriedSignIn[]): TrialVerdict[] {
  const [now, then] = [new PolicyTrial(), new PolicyTrial()];
  /** Users whose challenge would not have been, or would have been another. */
  const diverged = new Set<string>();
  return signIns.map(({ line, current, draft }) => {
    const follows = line.challenge !== null && diverged.has(line.user);
    const explainedByFailures = line.tokens.some(({ serial }) => now.failuresAsk(serial, current));
    const beside = { current, explainedByFailures };
    const [is, would] = [now.predict(line, current, beside), then.predict(line, draft, beside)];
    const verdict: TrialVerdict = follows ? { verdict: 'unknown', reason: 'follows-a-change' } : compare(line, is, would, differ(line.result, current, draft));
    if (isChallenge(line.result) && verdict.verdict !== 'same') diverged.add(line.user);
    else diverged.delete(line.user);
    return verdict;
  });
}

function compare({ result }: RecordedSignIn, is: Prediction, would: Prediction, hangsOnChange: boolean): TrialVerdict {
  const isAsRecorded = 'result' in is && is.result === result;
  if ('unknown' in would) {
    // Not to be told either way, and nothing that it hangs on would change.
    return 'unknown' in is && is.unknown === would.unknown && !hangsOnChange ? { verdict: 'same' } : { verdict: 'unknown', reason: would.unknown };
  }
  if ('unknown' in is) return { verdict: 'unknown', reason: is.unknown };
  if (is.result === would.result) return isAsRecorded || !hangsOnChange ? { verdict: 'same' } : { verdict: 'unknown', reason: 'history' };
  return isAsRecorded ? { verdict: 'changes', predicted: would.result } : { verdict: 'unknown', reason: 'history' };
}

const differ = (result: ResultCode, current: SignInRules, draft: SignInRules): boolean =>
  HANGS_ON[result]?.some((field) => current[field] !== draft[field]) ?? false;

const isChallenge = (result: ResultCode): boolean => result === 'challenge-new-pin' || result === 'challenge-next-tokencode';
