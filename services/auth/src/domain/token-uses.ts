/** Scratch cards: tokens whose list of codes ends. */
import type { Token } from './subject.ts';

type Card = Pick<Token, 'initialCounter' | 'uses'> & { readonly state: Pick<Token['state'], 'lastCounter'> };

/** The counter of the last code; undefined: there is no last one. */
export function lastCodeOf({ initialCounter, uses }: Pick<Token, 'initialCounter' | 'uses'>): number | undefined {
  return uses === null ? undefined : initialCounter + uses - 1;
}

/** How many codes are left. What was passed over is gone, too: the next code is the one after the last used. Null: without end. */
export function usesLeft(token: Card): number | null {
  const last = lastCodeOf(token);
  if (last === undefined) return null;
  const next = Math.max(token.initialCounter, (token.state.lastCounter ?? -1) + 1);
  return Math.max(0, last - next + 1);
}

/** Whether the last code has been used. */
export function isUsedUp(token: Card): boolean {
  return usesLeft(token) === 0;
}

/** Whether the card has a code after this one, which may be asked for. */
export function hasCodeAfter(token: Card, counter: number): boolean {
  const last = lastCodeOf(token);
  return last === undefined || counter < last;
}
