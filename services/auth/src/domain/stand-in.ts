import type { StandIn, Token } from './subject.ts';
import type { UserMemory } from './user-memory.ts';

/** How a stand-in fares; the first that holds. */
export type StandInState = 'used' | 'expired' | 'token-back' | 'good';

export function standInState(standIn: Omit<StandIn, 'secret'>, tokens: readonly Token[], memory: UserMemory, now: number): StandInState {
  if (isUsed(memory, standIn.id)) return 'used';
  if (now >= standIn.expiresAt) return 'expired';
  return standIn.kind === 'bypass-code' || lostToken(standIn, tokens) !== undefined ? 'good' : 'token-back';
}

/** The token that a temporary password stands in for, as long as it is lost and still this user's. */
export const lostToken = ({ assignmentId }: Pick<StandIn, 'assignmentId'>, tokens: readonly Token[]): Token | undefined =>
  tokens.find((token) => token.assignmentId === assignmentId && token.lost);

const isUsed = ({ usedStandIns = [] }: UserMemory, id: string): boolean => usedStandIns.some((used) => used.id === id);

/**
 * What goes before it: the PIN of the lost token; before a bypass code that of any of the user's tokens. Nothing where no
 * PIN is set: then it stands alone.
 */
export function pinsBefore(standIn: Pick<StandIn, 'kind' | 'assignmentId'>, tokens: readonly Token[]): string[] {
  const asked = standIn.kind === 'bypass-code' ? tokens : tokens.filter(({ assignmentId }) => assignmentId === standIn.assignmentId);
  const pins = asked.flatMap(({ usePin, state: { pin } }) => (usePin && pin !== null ? [pin] : []));
  return pins.length === 0 ? [''] : pins;
}
