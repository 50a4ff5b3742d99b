/** The ports of the use case, with their time taken and their outcomes counted. */
import type { Answer, ResultCode } from '@countersign/contracts';
import type { OpenedRequest } from '../../application/opened-request.ts';
import type { BackEndPasswords } from '../../application/check-first-factor.ts';
import type { Challenges, PasswordChecker, SignInStore, SignInTransaction } from '../../application/ports.ts';
import type { AuthMetrics } from './auth-metrics.ts';

export interface Decider {
  decide(request: OpenedRequest): Promise<Answer>;
}

export function observedDecider(decider: Decider, metrics: AuthMetrics): Decider {
  return {
    decide: async (request) => {
      try {
        const answer = await metrics.timed('decide', () => decider.decide(request));
        metrics.answered(answer.outcome);
        return answer;
      } catch (error) {
        metrics.answered('failed');
        throw error;
      }
    },
  };
}

export function observedStore(store: SignInStore, metrics: AuthMetrics): SignInStore {
  return {
    transaction: async (work) => {
      let results: ResultCode[] = [];
      let decidedAt = 0;
      const outcome = await metrics.timed('transaction', () => store.transaction(async (transaction) => {
        const decided = await work(observedTransaction(transaction, metrics));
        results = decided.changes?.events.map(({ result }) => result) ?? [];
        decidedAt = performance.now();
        return decided;
      }));
      metrics.took('commit', performance.now() - decidedAt);
      // Only now is it true: a transaction may have been tried several times.
      for (const result of results) metrics.recorded(result);
      return outcome;
    },
    isBadData: (error) => store.isBadData(error),
  };
}

function observedTransaction(transaction: SignInTransaction, metrics: AuthMetrics): SignInTransaction {
  return {
    loadByLogin: async (asked) => metrics.timed('load', () => transaction.loadByLogin(asked)),
    loadById: async (userId) => metrics.timed('load', () => transaction.loadById(userId)),
    loadNetwork: async (pairs, now) => metrics.timed('load', () => transaction.loadNetwork(pairs, now)),
  };
}

export function observedPasswords(passwords: PasswordChecker, metrics: AuthMetrics): PasswordChecker {
  return {
    hasRoom: (source) => {
      const hasRoom = passwords.hasRoom(source);
      if (!hasRoom) metrics.passwordRefused();
      return hasRoom;
    },
    check: async (input) => {
      const matches = await metrics.timed('password', () => passwords.check(input));
      if (matches === undefined) metrics.passwordRefused();
      return matches;
    },
  };
}

export function observedBackEnds(backEnds: BackEndPasswords, metrics: AuthMetrics): BackEndPasswords {
  return {
    check: async (backEndId, login, password) => {
      const answer = await metrics.timed('back-end', () => backEnds.check(backEndId, login, password));
      metrics.askedBackEnd(answer.verdict);
      return answer;
    },
  };
}

export function observedChallenges(challenges: Challenges, metrics: AuthMetrics): Challenges {
  return {
    open: async (id, content, ttlMs) => {
      try {
        await challenges.open(id, content, ttlMs);
      } catch (error) {
        metrics.challengesUnavailable();
        throw error;
      }
    },
    claim: async (id, requestKey) => {
      const claim = await challenges.claim(id, requestKey);
      if (claim.status === 'unavailable') metrics.challengesUnavailable();
      return claim;
    },
    answered: (id, requestKey, answer) => challenges.answered(id, requestKey, answer),
    release: (id, requestKey) => challenges.release(id, requestKey),
  };
}
