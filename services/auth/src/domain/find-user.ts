/** A user whose login name is the one that was typed, wherever the user is. */
export interface LoginCandidate {
  readonly userId: string;
  readonly siteId: string;
  /** The user's site and all above it. */
  readonly siteAncestors: readonly string[];
  /** The name is this user's on the agent host that asks, and there alone. */
  readonly byAlias?: boolean;
}

export type FoundUser =
  | { readonly found: 'user'; readonly userId: string }
  | { readonly found: 'nobody' | 'several' };

/**
 * Whoever goes by the name on this agent host alone is meant first. Else looks in the agent host's site, then below it,
 * then – when the host is open to all – everywhere. Two hits at one step are a refusal of their own: guessing whom the
 * NAS means would sign in a stranger.
 */
export function findUser(
  candidates: readonly LoginCandidate[],
  host: { readonly siteId: string; readonly openToAll: boolean },
): FoundUser {
  const alias = candidates.find(({ byAlias }) => byAlias === true);
  if (alias) return { found: 'user', userId: alias.userId };
  const inSite = candidates.filter((candidate) => candidate.siteId === host.siteId);
  if (inSite.length > 0) return onlyOne(inSite);
  const below = candidates.filter((candidate) => candidate.siteAncestors.includes(host.siteId));
  if (below.length > 0) return onlyOne(below);
  return host.openToAll ? onlyOne(candidates) : { found: 'nobody' };
}

function onlyOne(candidates: readonly LoginCandidate[]): FoundUser {
  const [first, second] = candidates;
  if (!first) return { found: 'nobody' };
  return second ? { found: 'several' } : { found: 'user', userId: first.userId };
}
