import { getJob, type Job } from '@countersign/contracts/admin-api';
import { useCallback, useEffect, useState } from 'react';
import { useApi } from '../api/api-context.ts';
import type { Reply } from '../api/client.ts';
import { asProblem, type ProblemError } from '../api/problem.ts';

export type JobWithReport = Reply<typeof getJob>;

const ASK_EVERY_MS = 700;

export const hasEnded = ({ endedAt }: Pick<Job, 'endedAt'>): boolean => endedAt !== null;

/** A job as it goes on; asked for until it has ended. @param id null asks nothing */
export function useJob(id: string | null): { readonly state: JobWithReport | undefined; readonly problem: ProblemError | undefined; readonly ask: () => void } {
  const api = useApi();
  const [state, setState] = useState<JobWithReport>();
  const [problem, setProblem] = useState<ProblemError>();
  const [turn, setTurn] = useState(0);
  const known = state !== undefined && state.job.id === id ? state : undefined;
  const ended = known !== undefined && hasEnded(known.job);
  useEffect(() => {
    if (id === null || ended) return;
    const abort = new AbortController();
    const ask = (): void => {
      api.call(getJob, { parameters: { id }, background: true, signal: abort.signal }).then(
        (answer) => {
          if (abort.signal.aborted) return;
          setState(answer);
          setProblem(undefined);
        },
        (error: unknown) => { if (!abort.signal.aborted) setProblem(asProblem(error)); },
      );
    };
    ask();
    const timer = setInterval(ask, ASK_EVERY_MS);
    return () => {
      abort.abort();
      clearInterval(timer);
    };
  }, [api, id, ended, turn]);
  return { state: known, problem: known === undefined ? problem : undefined, ask: useCallback(() => setTurn((before) => before + 1), []) };
}
