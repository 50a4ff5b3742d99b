import type { Operation } from '@countersign/contracts/admin-api';
import { useCallback, useEffect, useState } from 'react';
import { useApi } from './api-context.ts';
import type { ApiClient, CallInput, Reply } from './client.ts';
import { asProblem, type ProblemError } from './problem.ts';

export interface Loaded<Data> {
  /** The last good answer; it stays while a newer one is loaded. */
  readonly data: Data | undefined;
  readonly problem: ProblemError | undefined;
  readonly loading: boolean;
  readonly reload: () => void;
}

/** What a GET operation answers. Asked again when the input changes; null asks nothing. */
export function useLoaded<O extends Operation>(operation: O, input: CallInput<O> | null): Loaded<Reply<O>> {
  const key = input === null ? null : JSON.stringify([operation.id, input]);
  // The key stands for operation and input.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the given input with a signal
  const load = useCallback((api: ApiClient, signal: AbortSignal) => api.call(operation, { ...input, signal } as CallInput<O>), [key]);
  return useLoading(key, load);
}

/** The same for anything that is loaded by several calls. A key of null asks nothing. */
export function useLoading<Data>(key: string | null, load: (api: ApiClient, signal: AbortSignal) => Promise<Data>): Loaded<Data> {
  const api = useApi();
  const [{ answered = '', ...state }, setState] = useState<{ data?: Data; problem?: ProblemError; answered?: string }>({});
  const [turn, setTurn] = useState(0);
  const asked = `${turn} ${key}`;
  useEffect(() => {
    if (key === null) return;
    const abort = new AbortController();
    load(api, abort.signal).then(
      // With what ends the loading, so that both are drawn at once.
      (data) => { if (!abort.signal.aborted) setState({ data, answered: asked }); },
      (error: unknown) => {
        if (!abort.signal.aborted) setState((before) => ({ ...before, problem: asProblem(error), answered: asked }));
      },
    );
    return () => abort.abort();
  }, [api, asked, key, load]);
  const reload = useCallback(() => setTurn((before) => before + 1), []);
  return { data: state.data, problem: answered === asked ? state.problem : undefined, loading: key !== null && answered !== asked, reload };
}
