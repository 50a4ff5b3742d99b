import type { Token } from '@countersign/contracts/admin-api';
import { useMemo } from 'react';
import { useTexts } from '../../i18n/index.ts';

export type TokenCondition = 'enabled' | 'disabled' | 'lost' | 'expired' | 'not-started';

/** What somebody who signs in with it meets first. */
export function conditionOf({ enabled, lost, startsAt, endsAt }: Pick<Token, 'enabled' | 'lost' | 'startsAt' | 'endsAt'>, now: number): TokenCondition {
  if (lost) return 'lost';
  if (!enabled) return 'disabled';
  if (endsAt !== null && Date.parse(endsAt) <= now) return 'expired';
  return startsAt !== null && Date.parse(startsAt) > now ? 'not-started' : 'enabled';
}

export function useTokenTexts(): { typeOf: (token: Token) => string; periodOf: (token: Token) => string; stateOf: (token: Token) => string } {
  const t = useTexts();
  return useMemo(() => ({
    typeOf: ({ kind, algorithm }) => `${t.tokens.kinds[kind]} · ${t.tokens.algorithms[algorithm]}`,
    periodOf: ({ period, uses, usesLeft }) => {
      if (uses !== null) return usesLeft === null ? t.tokens.uses(uses) : t.tokens.usesLeft(usesLeft, uses);
      return period === null ? t.tokens.byEvent : t.tokens.seconds(period);
    },
    stateOf: (token) => t.tokens.states[conditionOf(token, Date.now())],
  }), [t]);
}
