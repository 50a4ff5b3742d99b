import { useCallback, useState } from 'react';
import { shownProblem, type ProblemError } from '../api/problem.ts';

/** One step of a form: busy while it runs, and the refusal when it fails. */
export function useStep<Values>(step: (values: Values) => Promise<void>): { submit: (values: Values) => void; busy: boolean; problem: ProblemError | undefined } {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ProblemError>();
  const submit = useCallback((values: Values) => {
    setBusy(true);
    setProblem(undefined);
    step(values).catch((error: unknown) => setProblem(shownProblem(error))).finally(() => setBusy(false));
  }, [step]);
  return { submit, busy, problem };
}
