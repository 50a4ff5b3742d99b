import { readServiceHealth } from '@countersign/contracts/admin-api';
import { useEffect, useState } from 'react';
import { useApi } from '../api/api-context.ts';
import { asProblem } from '../api/problem.ts';
import type { ApiClient } from '../api/client.ts';
import { partsOf, readChecks, type ShownPart } from './readiness.ts';

/** Milliseconds between two questions. */
const EVERY_MS = 2_500;

export interface ServiceHealth {
  readonly parts: readonly ShownPart[];
  /** Whether every part could be asked about; else only what the server says of itself to anybody. */
  readonly complete: boolean;
}

/** How every part fares, asked again and again while the page is open. Undefined until there is an answer. */
export function useServiceHealth(signedIn: boolean): ServiceHealth | undefined {
  const api = useApi();
  const [health, setHealth] = useState<ServiceHealth>();
  useEffect(() => {
    const ending = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async (): Promise<void> => {
      const found = await look(signedIn ? api : undefined, ending.signal);
      if (ending.signal.aborted) return;
      if (found !== undefined) setHealth(found);
      timer = setTimeout(() => void ask(), EVERY_MS);
    };
    void ask();
    return () => {
      ending.abort();
      clearTimeout(timer);
    };
  }, [api, signedIn]);
  return health;
}

async function look(api: ApiClient | undefined, signal: AbortSignal): Promise<ServiceHealth | undefined> {
  try {
    if (api !== undefined) return { parts: (await api.call(readServiceHealth, { signal, background: true })).parts, complete: true };
  } catch (error) {
    // Signed out, or not allowed: the page says so by other means.
    if (!signal.aborted && asProblem(error).code !== 'unavailable' && asProblem(error).code !== 'deadline-exceeded') return undefined;
  }
  return signal.aborted ? undefined : { parts: partsOf(await readChecks((...request) => fetch(...request), signal)), complete: false };
}
