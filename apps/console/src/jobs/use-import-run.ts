import type { Job } from '@countersign/contracts/admin-api';
import { useState } from 'react';
import { asProblem, type ProblemError } from '../api/problem.ts';

/** A check or an import that was begun. */
export interface ImportStage {
  readonly dryRun: boolean;
  readonly id: string;
}

export interface ImportRun<Values> {
  readonly stage: ImportStage | null;
  /** The server did not take the file. */
  readonly problem: ProblemError | null;
  /** The file is on its way. */
  readonly busy: boolean;
  readonly start: (values: Values, dryRun: boolean) => Promise<void>;
  readonly reset: () => void;
}

/** The file goes to the server, and a job comes of it: first for a check, then for the import. */
export function useImportRun<Values>(send: (values: Values, dryRun: boolean) => Promise<Job>): ImportRun<Values> {
  const [stage, setStage] = useState<ImportStage | null>(null);
  const [problem, setProblem] = useState<ProblemError | null>(null);
  const [busy, setBusy] = useState(false);
  const reset = (): void => {
    setStage(null);
    setProblem(null);
  };
  const start = async (values: Values, dryRun: boolean): Promise<void> => {
    setBusy(true);
    reset();
    try {
      const { id } = await send(values, dryRun);
      setStage({ dryRun, id });
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  };
  return { stage, problem, busy, start, reset };
}
