import { useCallback, useRef, useState } from 'react';
import { shownProblem, type ProblemError } from '../api/problem.ts';

/** One step of a form: busy while it runs – Enter once more does not run it twice –, and the refusal when it fails. */
export function useStep<Values>(step: (values: Values) => Promise<void>): { submit: (values: Values) => void; busy: boolean; problem: ProblemError | undefined } {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ProblemError>();
  const runs = useRef(false);
  const submit = useCallback((values: Values) => {
    if (runs.current) return;
    runs.current = true;
    setBusy(true);
    setProblem(undefined);
    step(values).catch((error: unknown) => setProblem(shownProblem(error))).finally(() => {
      runs.current = false;
      setBusy(false);
    });
  }, [step]);
  return { submit, busy, problem };
}
