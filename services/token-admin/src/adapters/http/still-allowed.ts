import type { Caller } from '../../domain/caller.ts';
import { Refused } from '../../domain/refused.ts';
import type { AuthenticatedRequest } from './call.ts';

/** So long a client that was let in is believed to be still allowed. */
const BELIEVED_MS = 1_000;

/**
 * Whether the caller of a request that goes on for long may still do what it does, with the reach that it had: an account
 * that is switched off, a key that is revoked, or another scope ends it within a second.
 * @param now Unix milliseconds
 */
export function stillAllowed(request: AuthenticatedRequest, caller: Caller, now: () => number): () => Promise<boolean> {
  const reach = JSON.stringify(caller.scope);
  let asked = now();
  let allowed = true;
  return async () => {
    if (!allowed || Math.abs(now() - asked) < BELIEVED_MS) return allowed;
    asked = now();
    allowed = await isAllowed(request, reach);
    return allowed;
  };
}

/** The same, looked up now: for what is kept at the end. */
export const allowedNow = (request: AuthenticatedRequest, caller: Caller): () => Promise<boolean> => {
  const reach = JSON.stringify(caller.scope);
  return async () => isAllowed(request, reach);
};

async function isAllowed({ identifyAgain }: AuthenticatedRequest, reach: string): Promise<boolean> {
  try {
    return identifyAgain !== undefined && JSON.stringify((await identifyAgain()).scope) === reach;
  } catch (error) {
    if (error instanceof Refused) return false;
    throw error;
  }
}
